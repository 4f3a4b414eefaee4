"""Killing a process between any two steps: at the n-th of its effects on disk, without a hook in the product.

The interpreter's profiler tells of every call into C. Those that change or read a file are counted, and the chosen one
raises. Whoever was at work is then gone: its objects are dropped, and what goes on opens everything anew.
"""

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedWriter, TextIOWrapper
from types import FrameType
from typing import Any

TERMINAL, OFFICE = "terminal", "office"
_ON_OBJECTS = {"execute", "executemany", "commit", "backup", "write", "flush"}
_OF_THE_SYSTEM = {"fsync", "fdatasync", "replace", "rename", "open", "pwrite", "ftruncate", "unlink", "flock"}
_OBJECTS = (sqlite3.Connection, sqlite3.Cursor, BufferedWriter, TextIOWrapper)


class Killed(BaseException):
    """The process was killed. No handler of the product may catch it."""


class Reaper:
    """Kills `whom` at effect `nth`, counted from 1, or nobody when it never gets that far."""

    def __init__(self) -> None:
        self.at_work = TERMINAL
        self._whom = ""
        self._left = 0
        self.has_struck = False

    @contextmanager
    def waiting_for(self, whom: str, nth: int) -> Iterator[None]:
        """Watches for the length of the block; nth 0 watches nothing and costs nothing."""
        self._whom, self._left, self.has_struck, self.at_work = whom, nth, False, TERMINAL
        if nth:
            sys.setprofile(self._look)
        try:
            yield
        finally:
            if nth:
                sys.setprofile(None)

    @contextmanager
    def working_as(self, who: str) -> Iterator[None]:
        """What happens in the block, this process does."""
        before, self.at_work = self.at_work, who
        try:
            yield
        finally:
            self.at_work = before

    def _look(self, _frame: FrameType, event: str, called: Any) -> None:
        if event == "c_call" and self.at_work == self._whom and _is_effect(called):
            self._left -= 1
            if not self._left:
                self.has_struck = True
                raise Killed


def _is_effect(called: Any) -> bool:
    name = called.__name__
    if name in _ON_OBJECTS:
        return isinstance(called.__self__, _OBJECTS)
    return name in _OF_THE_SYSTEM and called.__module__ in ("posix", "fcntl")
