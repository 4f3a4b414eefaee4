"""Whose turn it is: one process at a time works with PSCloud, the others say so.

A lock of the kernel (flock) on a file in the home, so that it is free again the moment its holder dies. The file's
text is for people: who has the turn, since when.
"""

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bridge.problems import HomeDamaged
from mpos.contract.clock import Clock, write_instant
from mpos.contract.problems import Refused

LOCK_NAME = "sync.lock"
LOOK_AGAIN_S = 0.1
MAX_NOTE = 200


class TurnTaken(Refused):
    """Another sync is at work ({who})."""

    hint = "Nothing is lost. It does the same work; try again when it has finished."


@contextmanager
def work_turn(home: Path, clock: Clock, wait_s: float, waiting: Callable[[str], None]) -> Iterator[None]:
    """Holds the turn for the length of the block. `waiting` is told once who has it; TurnTaken after `wait_s`."""
    descriptor = _open(home / LOCK_NAME)
    try:
        _take(descriptor, wait_s, waiting)
        _write_note(descriptor, f"process {os.getpid()} since {write_instant(clock.now())}")
        yield
    finally:
        # Closing lets go of the lock. The note stays; it says who had the turn last.
        os.close(descriptor)


def _take(descriptor: int, wait_s: float, waiting: Callable[[str], None]) -> None:
    give_up_s = time.monotonic() + wait_s
    is_told = False
    while not _try(descriptor):
        who = _read_note(descriptor)
        if time.monotonic() >= give_up_s:
            raise TurnTaken(who=who)
        if not is_told:
            waiting(who)
            is_told = True
        time.sleep(LOOK_AGAIN_S)


def _try(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _open(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise HomeDamaged(detail=f"{path} can't be opened: {error.strerror}") from error


def _write_note(descriptor: int, note: str) -> None:
    os.ftruncate(descriptor, 0)
    os.pwrite(descriptor, note.encode(), 0)


def _read_note(descriptor: int) -> str:
    return os.pread(descriptor, MAX_NOTE, 0).decode(errors="replace") or "just begun"
