"""Errands: long work (download, upload, printing) that runs beside the keys, each with a terminal of its own.

An errand can be left: it goes on, and the status line tells of it. None ever delays a key.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from threading import Event, Thread
from typing import Any, Generic, TypeVar

from mpos.contract.problems import Problem
from mpos.services.terminal import Terminal

Opening = Callable[[], AbstractContextManager[Terminal]]
Telling = Callable[[Exception], Problem]
T = TypeVar("T")


class Errand(Generic[T]):
    """One piece of work: running until `is_done`; then it has a result or a problem."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.result: T | None = None
        self.problem: Problem | None = None
        self._done = Event()

    @property
    def is_done(self) -> bool:
        """Whether it has come back."""
        return self._done.is_set()

    def finish(self) -> None:
        """Marks it as done."""
        self._done.set()

    def wait(self, seconds: float) -> bool:
        """Waits for it, no longer than that; whether it is done."""
        return self._done.wait(seconds)


class Errands:
    """Those that run. `open_terminal` opens one for each; `news` is called, in its thread, when one is done."""

    def __init__(self, open_terminal: Opening, told: Telling, news: Callable[[], None] = lambda: None) -> None:
        self._open_terminal = open_terminal
        self._told = told
        self.news = news
        self._running: dict[str, Errand[Any]] = {}

    def start(self, name: str, deed: Callable[[Terminal], T]) -> Errand[T]:
        """Starts an errand; while one of this name runs, that one."""
        running = self.running(name)
        if running is not None:
            return running
        errand: Errand[T] = Errand(name)
        self._running[name] = errand
        Thread(target=self._run, args=(errand, deed), name=name, daemon=True).start()
        return errand

    def running(self, name: str) -> Errand[Any] | None:
        """The errand of this name, while it runs."""
        errand = self._running.get(name)
        return None if errand is None or errand.is_done else errand

    def _run(self, errand: Errand[T], deed: Callable[[Terminal], T]) -> None:
        try:
            with self._open_terminal() as terminal:
                errand.result = deed(terminal)
        except Problem as problem:
            errand.problem = problem
        except Exception as error:  # noqa: BLE001 -- the last resort: told on the screen, the rest for the log
            errand.problem = self._told(error)
        finally:
            errand.finish()
            self.news()
