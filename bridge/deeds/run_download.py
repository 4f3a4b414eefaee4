"""Running a download now: in this program, at once, while whoever asked goes on."""

from collections.abc import Callable
from queue import Empty, SimpleQueue
from threading import Thread

from bridge.access.actor import Actor
from bridge.access.roles import Permission
from bridge.app import Bridge
from bridge.pull.download import Asked
from bridge.store.downloads import Download
from bridge.sync import SyncResult, sync_once
from bridge.turn import TurnTaken
from mpos.contract.problems import Problem, Refused

BEGINS_WITHIN_S = 15
"""A download begins in milliseconds, or after the pause of 10 seconds that PSCloud may have asked for."""
_Begun = int | Problem


class NotBegunYet(Refused):
    """The download has not begun yet."""

    hint = "It begins by itself in a moment. Look at the list of downloads."


def run_download(bridge: Bridge, actor: Actor, *, whole: bool) -> int:
    """Begins a download in the background, with a deed of it; its number. It goes on when this returns.

    TurnTaken when another sync is at work; PscloudUnreachable and BadSetting when PSCloud can't be asked at all.
    """
    actor.require(Permission.SYNC)
    told: SimpleQueue[_Begun] = SimpleQueue()
    Thread(target=_run, args=(bridge, Asked(whole, actor, begun=told.put), told.put), daemon=True).start()
    try:
        begun = told.get(timeout=BEGINS_WITHIN_S)
    except Empty:
        raise NotBegunYet from None
    if isinstance(begun, Problem):
        raise begun
    return begun


def run_download_here(
    bridge: Bridge, actor: Actor, *, whole: bool, wait_s: float, waiting: Callable[[str], None]
) -> SyncResult:
    """The same, over when this returns. What goes wrong at PSCloud is in the result."""
    actor.require(Permission.SYNC)
    return sync_once(
        bridge, download=True, post=False, asked=Asked(whole, actor), wait_s=wait_s, at_once=True, waiting=waiting
    )


def _run(bridge: Bridge, asked: Asked, tell: Callable[[_Begun], None]) -> None:
    try:
        result = sync_once(bridge, download=True, post=False, asked=asked)
    except Problem as problem:
        tell(problem)
    except BaseException:
        tell(Problem(detail="the download ended before it began"))
        raise
    else:
        # Only what comes before the download began is still waited for.
        tell(
            TurnTaken(who=_other(result.download)) if result.is_busy else result.problem or Problem(detail="no answer")
        )


def _other(at_work: Download | None) -> str:
    return f"download {at_work.download_id}" if at_work else "it posts payments"
