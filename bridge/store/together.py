"""Group commit: those who write at the same time share one transaction, and one wait for the disk.

Whoever comes first takes along all that wait by then. Each one's work is undone alone when it fails, and nobody is told
that it is done before it is on disk. Under a load that the disk is the bottleneck of, this is most of the speed.
"""

from collections import deque
from collections.abc import Callable
from threading import Lock
from typing import Any, Generic, TypeVar

from .engine import Connection, Engine, in_our_words, writing

MOST_AT_ONCE = 32
"""Works of one transaction: more would save nothing, and keep the first one waiting."""
_T = TypeVar("_T")


class Together:
    """Writes to one database, shared by all threads of this process."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._turn = Lock()
        self._waiting: deque[_Work[Any]] = deque()

    def write(self, work: Callable[[Connection], _T]) -> _T:
        """What the work returns, once all of it is on disk; what it raises, with nothing of it left."""
        mine = _Work(work)
        self._waiting.append(mine)
        while not mine.is_done:
            with self._turn:
                if not mine.is_done:
                    self._write(self._next())
        return mine.outcome()

    def _next(self) -> "list[_Work[Any]]":
        return [self._waiting.popleft() for _ in range(min(len(self._waiting), MOST_AT_ONCE))]

    def _write(self, works: "list[_Work[Any]]") -> None:
        try:
            with writing(self._engine) as conn:
                for each in works:
                    each.run(conn)
        except BaseException as error:
            for each in works:
                each.fail(error)
            raise
        for each in works:
            each.is_done = True


class _Work(Generic[_T]):
    """One writer's part of a transaction, and what came of it."""

    def __init__(self, work: Callable[[Connection], _T]) -> None:
        self._work = work
        self._result: _T | None = None
        self._error: BaseException | None = None
        self.is_done = False

    def run(self, conn: Connection) -> None:
        """Does it, in a part of the transaction that is undone alone."""
        try:
            with in_our_words(conn.engine), conn.begin_nested():
                self._result = self._work(conn)
        except Exception as error:  # noqa: BLE001 -- whoever asked for it gets it raised
            self._error = error

    def fail(self, error: BaseException) -> None:
        """The transaction as a whole came to nothing."""
        self._error = self._error or error
        self.is_done = True

    def outcome(self) -> _T:
        if self._error is not None:
            raise self._error
        return self._result  # type: ignore[return-value]  # the work returned it
