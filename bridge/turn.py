"""Whose turn it is: one process at a time works with PSCloud, the others say so.

On SQLite a lock of the kernel (flock) on a file in the home, whose text says for people who has the turn, since when.
On PostgreSQL, where the others may be on other machines, a lock of the database. Either is free again the moment its
holder dies.
"""

import fcntl
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple, Protocol

from bridge.problems import HomeDamaged
from bridge.store.engine import Engine, is_sqlite
from bridge.store.turn_lock import turn_lock
from mpos.contract.clock import Clock, write_instant
from mpos.contract.problems import Refused

LOCK_NAME = "sync.lock"
LOOK_AGAIN_S = 0.1
MAX_NOTE = 200
MAX_HOST = 18
"""Letters of a machine's name; with the rest it stays within the 63 that PostgreSQL keeps of a session's name."""


class TurnTaken(Refused):
    """Another sync is at work ({who})."""

    hint = "Nothing is lost. It does the same work; try again when it has finished."


class TurnLost(Refused):
    """This sync lost its turn: the connection that held it was cut."""

    hint = "Nothing is lost. Whoever has the turn now goes on with what waits."


class Lock(Protocol):
    """What one at a time can hold."""

    def take(self) -> bool:
        """Whether it is ours now; never waits."""
        ...

    def holder(self) -> str:
        """Who has it, for people; empty when nobody says."""
        ...

    def is_held(self) -> bool:
        """Whether it still is ours."""
        ...


class Turn(NamedTuple):
    """A turn that was got."""

    lock: Lock

    def insist(self) -> None:
        """TurnLost when it is another's by now: then nothing more is begun."""
        if not self.lock.is_held():
            raise TurnLost


@contextmanager
def work_turn(
    home: Path, clock: Clock, wait_s: float, waiting: Callable[[str], None], database: Engine | None = None
) -> Iterator[Turn]:
    """Holds the turn for the length of the block. `waiting` is told once who has it; TurnTaken after `wait_s`.

    `database` is the one that several machines share; on SQLite, and without one, the turn is of this home.
    """
    with _lock_of(home, clock, database) as lock:
        _take(lock, wait_s, waiting)
        yield Turn(lock)


def _lock_of(home: Path, clock: Clock, database: Engine | None) -> AbstractContextManager[Lock]:
    if database is None or is_sqlite(database):
        return _file_lock(home / LOCK_NAME, f"process {os.getpid()} since {write_instant(clock.now())}")
    return turn_lock(database, _session_name(clock.now()))


def _take(lock: Lock, wait_s: float, waiting: Callable[[str], None]) -> None:
    give_up_s = time.monotonic() + wait_s
    is_told = False
    while not lock.take():
        who = lock.holder() or "just begun"
        if time.monotonic() >= give_up_s:
            raise TurnTaken(who=who)
        if not is_told:
            waiting(who)
            is_told = True
        time.sleep(LOOK_AGAIN_S)


def _session_name(now: datetime) -> str:
    return f"process {os.getpid()} on {socket.gethostname()[:MAX_HOST]} since {now:%Y-%m-%dT%H:%M:%S}"


@contextmanager
def _file_lock(path: Path, note: str) -> Iterator["_FileLock"]:
    descriptor = _open(path)
    try:
        yield _FileLock(descriptor, note)
    finally:
        # Closing lets go of the lock. The note stays; it says who had the turn last.
        os.close(descriptor)


class _FileLock:
    def __init__(self, descriptor: int, note: str) -> None:
        self._descriptor = descriptor
        self._note = note

    def take(self) -> bool:
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        os.ftruncate(self._descriptor, 0)
        os.pwrite(self._descriptor, self._note.encode(), 0)
        return True

    def holder(self) -> str:
        return os.pread(self._descriptor, MAX_NOTE, 0).decode(errors="replace")

    def is_held(self) -> bool:
        return True


def _open(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise HomeDamaged(detail=f"{path} can't be opened: {error.strerror}") from error
