"""Waiting for long work: what it is, how long it has taken, how far it has come. Clear leaves it; it goes on."""

from collections.abc import Callable
from typing import Generic, TypeVar

from mpos.keypad.advice import ProblemPage
from mpos.keypad.errands import Errand
from mpos.keypad.frame import Line, Size, View, centred, paragraph
from mpos.keypad.keys import CLEAR, Key
from mpos.keypad.language import _
from mpos.keypad.page import Desk, Move, Page, home, replace

T = TypeVar("T")
_BAR_COLUMNS = 20


class WorkingPage(Page, Generic[T]):
    """Shows an errand until it is done; then `done` says where to go. A problem is shown like any other."""

    def __init__(
        self,
        desk: Desk,
        title: str,
        errand: Errand[T],
        done: Callable[[T], Move],
        progress: Callable[[], str] = lambda: "",
    ) -> None:
        super().__init__(desk)
        self._title = title
        self._errand = errand
        self._done = done
        self._progress = progress
        self._ticks = 0

    def view(self, room: Size) -> View:
        """A sign that it lives, and how far it has come."""
        place = self._ticks % _BAR_COLUMNS
        bar = "[" + " " * place + "=" + " " * (_BAR_COLUMNS - 1 - place) + "]"
        lines = [centred(bar, room.columns), *paragraph(self._progress(), room.columns), Line()]
        lines += paragraph(_("Clear leaves this page; the work goes on."), room.columns)
        return View(self._title, tuple(lines), _("Clear: leave it"))

    def press(self, key: Key) -> Move | None:
        """Clear leaves the work to itself."""
        return home() if key == CLEAR else None

    def tick(self) -> Move | None:
        """Goes on once the work is done."""
        self._ticks += 1
        if not self._errand.is_done:
            return None
        if self._errand.problem is not None:
            return replace(ProblemPage(self.desk, self._errand.problem))
        return self._done(self._errand.result)  # type: ignore[arg-type]  # done without a problem has a result
