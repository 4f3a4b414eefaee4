"""One round with PSCloud: first post what was collected, then download what has changed.

In this order, because a payment that may or may not have arrived keeps the newer version of its SOA back.
"""

from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

from bridge.app import Bridge
from bridge.connector.opening import open_back_office
from bridge.drop.exchange import exchange
from bridge.pscloud.asking import PATIENCE_S
from bridge.pscloud.back_office import BackOffice
from bridge.pscloud.problems import PscloudBusy, PscloudUnreachable
from bridge.pull.download import Asked, download_soas
from bridge.push.post import Pace, PostResult, post_due
from bridge.store import downloads, postings
from bridge.store.clock_skews import PSCLOUD, keep_skew
from bridge.store.downloads import Download
from bridge.store.engine import reading, writing
from bridge.store.pause import paused_until
from bridge.turn import Turn, TurnTaken, work_turn
from mpos.contract.clock import write_instant

MAX_POSTING = timedelta(minutes=10)
"""What one round posts at most; the download must have its turn, and the next round goes on."""


class SyncResult(NamedTuple):
    """What a round came to. `problem` says why it could not do all; `is_busy` that another one was at work."""

    download: Download | None = None
    post: PostResult | None = None
    problem: PscloudUnreachable | None = None
    is_busy: bool = False


def sync_once(
    bridge: Bridge,
    *,
    download: bool,
    post: bool,
    whole: bool = False,
    asked: Asked | None = None,
    wait_s: float = 0,
    at_once: bool = False,
    waiting: Callable[[str], None] = lambda _: None,
    pace: Pace | None = None,
) -> SyncResult:
    """Does one round when it is our turn within `wait_s`. What goes wrong at PSCloud is in the result, not raised.

    `asked` says who asked for the download; else the schedule did, `whole` or not. `at_once` ends the pauses that we
    made ourselves between tries; those that PSCloud asked for are kept.
    """
    pace = pace or Pace(at_once=bridge.settings.postings_at_once)
    try:
        if bridge.settings.drop_folder:
            with work_turn(bridge.settings.home, bridge.clock, wait_s, waiting, bridge.engine):
                return _by_files(bridge, download, post)
        with (
            work_turn(bridge.settings.home, bridge.clock, wait_s, waiting, bridge.engine) as turn,
            open_back_office(bridge, pace.sleep) as pscloud,
        ):
            wanted = (asked or Asked(whole)) if download else None
            result = _round(bridge, pscloud, turn, wanted, post, at_once, pace)
            _note_clock(bridge, pscloud)
            return result
    except TurnTaken:
        with reading(bridge.engine) as conn:
            return SyncResult(downloads.in_work(conn), is_busy=True)


def _round(
    bridge: Bridge, pscloud: BackOffice, turn: Turn, wanted: Asked | None, post: bool, at_once: bool, pace: Pace
) -> SyncResult:
    if paused := _pause_asked_for(bridge, pace):
        return SyncResult(problem=paused)
    posted = _post(bridge, pscloud, turn, at_once, pace) if post else None
    problem = posted.problem if posted else None
    if wanted is None or isinstance(problem, PscloudBusy):
        return SyncResult(post=posted, problem=problem)
    row, trouble = _download(bridge, pscloud, wanted)
    return SyncResult(row, posted, problem or trouble)


def _by_files(bridge: Bridge, download: bool, post: bool) -> SyncResult:
    """A round with a back office that has no API."""
    done = exchange(bridge, lists=download, post=post)
    return SyncResult(done.download, PostResult(done.completed, done.failed, done.waiting, done.voids))


def _note_clock(bridge: Bridge, pscloud: BackOffice) -> None:
    """Keeps how far our clock is from PSCloud's, as its answers have told."""
    if pscloud.clock_skew is not None:
        with writing(bridge.engine) as conn:
            keep_skew(conn, PSCLOUD, pscloud.clock_skew, bridge.clock.now())


def _pause_asked_for(bridge: Bridge, pace: Pace) -> PscloudBusy | None:
    with reading(bridge.engine) as conn:
        resume_at = paused_until(conn, bridge.clock.now())
    if resume_at is None:
        return None
    remaining_s = (resume_at - bridge.clock.now()).total_seconds()
    if remaining_s > PATIENCE_S:
        return PscloudBusy(resume_at, write_instant(resume_at.astimezone(bridge.settings.zone)))
    pace.sleep(max(0, remaining_s))
    return None


def _post(bridge: Bridge, pscloud: BackOffice, turn: Turn, at_once: bool, pace: Pace) -> PostResult:
    if at_once:
        with writing(bridge.engine) as conn:
            postings.hasten(conn, bridge.clock.now())
    deadline = bridge.clock.now() + MAX_POSTING
    return post_due(bridge, pscloud, deadline, pace, lambda: open_back_office(bridge, pace.sleep), turn.insist)


def _download(bridge: Bridge, pscloud: BackOffice, wanted: Asked) -> tuple[Download, PscloudUnreachable | None]:
    problem = None
    try:
        download_soas(bridge, pscloud, wanted)
    except PscloudUnreachable as trouble:
        problem = trouble
    with reading(bridge.engine) as conn:
        return downloads.newest(conn, 1)[0], problem
