"""A disk that fails while the product runs, for tests: full, unwritable, unreadable, or cut short.

    with full_disk(home, room_for=3) as disk:
        run(["collect", ...])
    assert disk.has_struck

Counted is what changes the files in the folder, by SQLite or by Python, from the beginning of the block.
"""

import errno
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

from .operations import Create, MakeDirectory, Operation, Read, Sync, SyncDirectory, Truncate, Write
from .python_files import watched_python
from .sqlite_files import SHORT_READ, watched_sqlite

NEVER_AGAIN = 1
FOR_GOOD = None


class Fault:
    """Strikes operations of these kinds after the first `spared` ones: for good, or so many `times`."""

    def __init__(
        self, kinds: tuple[type[Operation], ...], number: int, spared: int, times: int | None = FOR_GOOD
    ) -> None:
        self._kinds = kinds
        self._number = number
        self._spared = spared
        self._times = times
        self.met = 0
        self.struck: list[Operation] = []

    @property
    def has_struck(self) -> bool:
        """Whether anything failed: False once there was room for everything."""
        return bool(self.struck)

    def before(self, operation: Operation) -> None:
        """Fails the operation, if its time has come."""
        if not isinstance(operation, self._kinds):
            return
        self.met += 1
        if self.met > self._spared and (self._times is None or len(self.struck) < self._times):
            self.struck.append(operation)
            raise OSError(self._number, "planted", operation[0])

    def after(self, operation: Operation) -> None:
        """What was done needs no comment."""


def full_disk(folder: Path, *, room_for: int) -> AbstractContextManager[Fault]:
    """No room is left after so many writes, new files and new folders."""
    return _striking(folder, Fault((Write, Create, MakeDirectory), errno.ENOSPC, room_for))


def write_error(folder: Path, *, after: int) -> AbstractContextManager[Fault]:
    """The medium takes so many writes and syncs, fails at one, and takes all others."""
    return _striking(folder, Fault((Write, Truncate, Sync, SyncDirectory), errno.EIO, after, NEVER_AGAIN))


def read_error(folder: Path, *, after: int) -> AbstractContextManager[Fault]:
    """SQLite can read so often, and then no more."""
    return _striking(folder, Fault((Read,), errno.EIO, after))


def short_read(folder: Path, *, after: int) -> AbstractContextManager[Fault]:
    """One of SQLite's reads finds that the file ends before it."""
    return _striking(folder, Fault((Read,), SHORT_READ, after, NEVER_AGAIN))


@contextmanager
def _striking(folder: Path, fault: Fault) -> Iterator[Fault]:
    with watched_sqlite(folder, fault), watched_python(folder, fault):
        yield fault
