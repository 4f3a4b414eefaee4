"""The daemon: the terminals' API, and beside it one round of posting and downloading every poll_seconds.

A round that fails is logged in one line, and the next one goes on. At SIGTERM or SIGINT requests under way get a few
seconds; a round under way is left to end with the process, which the next round makes good.
"""

import logging
import signal
import socket
import time
from collections.abc import Callable
from threading import Event, Thread
from types import FrameType
from typing import NamedTuple

from bridge.after_round import follow_up
from bridge.alerts.rounds import go_round as look_for_alerts
from bridge.app import Bridge
from bridge.feed.ready_lists import ReadyLists
from bridge.feed.renewing import keep_ready
from bridge.pscloud.problems import PscloudBusy
from bridge.pull.download import Asked
from bridge.pull.due import due_by_notice, due_by_schedule
from bridge.rounds import Rounds
from bridge.store.engine import reading
from bridge.store.postings import has_fresh
from bridge.sync import SyncResult, sync_once
from bridge.systemd import READY, STOPPING, Systemd
from mpos.contract.problems import Problem, Refused

STOP_WITHIN_S = 3
"""What service managers and people at a console wait for without wondering."""
IDLE_CONNECTION_S = 15
BACKLOG = 128
LOOK_EVERY_S = 2
"""How soon is noticed what another process has brought in or approved; what this one brings in wakes the thread."""
log = logging.getLogger(__name__)


class CannotListen(Refused):
    """The address {host}, port {port} can't be listened at: {detail}"""

    hint = "Nothing was started. Choose another with --host and --port, or stop the program that holds it."


class Address(NamedTuple):
    """Where the daemon listens; the port is the real one when 0 was asked for."""

    host: str
    port: int


def serve(bridge: Bridge, host: str, port: int, announce: Callable[[Address], None], systemd: Systemd) -> None:
    """Serves until it is told to stop. `announce` is called once connections are accepted. CannotListen."""
    import uvicorn

    from bridge.web import make_app
    from bridge.web.connections import MAX_HEAD_BYTES, BoundedConnection
    from bridge.web.serving import WatchedServer

    stop, noted, lists = Event(), Rounds(), ReadyLists()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stopper(stop))
    with _listen(host, port) as listening:
        rounds = Thread(target=_go_round, args=(bridge, stop, noted), name="rounds", daemon=True)
        looks = Thread(target=look_for_alerts, args=(bridge, stop), name="alerts", daemon=True)
        renewing = Thread(target=keep_ready, args=(bridge, lists, stop), name="lists", daemon=True)
        rounds.start()
        looks.start()
        renewing.start()
        announce(Address(host, listening.getsockname()[1]))
        systemd.tell(READY)
        config = uvicorn.Config(
            make_app(bridge, noted, lists),
            log_config=None,
            access_log=False,
            server_header=False,
            http=BoundedConnection,
            h11_max_incomplete_event_size=MAX_HEAD_BYTES,
            ws="none",
            timeout_keep_alive=IDLE_CONNECTION_S,
            timeout_graceful_shutdown=STOP_WITHIN_S,
            lifespan="off",
        )
        WatchedServer(config, systemd).run(sockets=[listening])
    systemd.tell(STOPPING)
    stop.set()
    for thread in (rounds, looks, renewing):
        thread.join(STOP_WITHIN_S)


def _go_round(bridge: Bridge, stop: Event, noted: Rounds) -> None:
    while not stop.is_set():
        noted.begin(bridge.clock.now())
        reached = _one_round(bridge, due_by_schedule)
        noted.end(bridge.clock.now(), reached)
        _rest(bridge, stop, is_well=reached is not False)


def _rest(bridge: Bridge, stop: Event, *, is_well: bool) -> None:
    """Waits for the next round. What comes in meanwhile is posted at once, and what the back office tells of is looked
    up, as long as it answers.
    """
    end_s = time.monotonic() + bridge.settings.poll_seconds
    while not stop.is_set() and (left_s := end_s - time.monotonic()) > 0:
        bridge.woken.wait(min(left_s, LOOK_EVERY_S))
        bridge.woken.clear()
        # Files go out once a round: one a payment would help nobody.
        if is_well and not stop.is_set() and not bridge.settings.drop_folder and _has_news(bridge):
            is_well = _one_round(bridge, due_by_notice) is not False
            # While terminals come back all at once, one round takes what many of them bring.
            stop.wait(LOOK_EVERY_S)


def _has_news(bridge: Bridge) -> bool:
    try:
        with reading(bridge.engine) as conn:
            return has_fresh(conn, bridge.clock.now()) or due_by_notice(bridge) is not None
    except Problem as problem:
        log.warning("what came in can't be seen: %s", problem.message)
        return False


def _one_round(bridge: Bridge, due: Callable[[Bridge], Asked | None]) -> bool | None:
    """Does it; whether PSCloud answered, None when it was not asked."""
    try:
        wanted = due(bridge)
        result = sync_once(bridge, download=wanted is not None, post=True, asked=wanted)
    except Problem as problem:
        log.warning("a round could not do all: %s", problem.message)
    except Exception as error:
        log.error("a round failed: %s", type(error).__name__, exc_info=error)
    else:
        _tell(result)
        follow_up(bridge, result)
        return None if result.is_busy else result.problem is None or isinstance(result.problem, PscloudBusy)
    return None


def _tell(result: SyncResult) -> None:
    if result.is_busy:
        log.info("another sync is at work; this round is left to it")
    elif result.problem is not None:
        log.warning("a round could not do all: %s", result.problem.message)


def _stopper(stop: Event) -> Callable[[int, FrameType | None], None]:
    def note(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    return note


def _listen(host: str, port: int) -> socket.socket:
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listening = socket.socket(family, kind, protocol)
    except OSError as error:
        raise CannotListen(host=host, port=port, detail=error.strerror or error) from error
    try:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        listening.listen(BACKLOG)
    except OSError as error:
        listening.close()
        raise CannotListen(host=host, port=port, detail=error.strerror or error) from error
    return listening
