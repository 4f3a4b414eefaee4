"""A slip on the screen, page by page: the text that the paper has, in as many columns as there are."""

from collections.abc import Callable

from mpos.keypad.frame import Line, Size, View, shortened
from mpos.keypad.keys import CLEAR, DOWN, ENTER, UP, Key
from mpos.keypad.language import _
from mpos.keypad.page import Desk, Move, Page, back
from printers.document import Document
from printers.layout import MAX_COLUMNS, as_text


class SlipPage(Page):
    """Shows a slip. Enter turns the page, and leaves after the last one; Clear turns back, and leaves at the first."""

    def __init__(self, desk: Desk, title: str, slip: Document, then: Callable[[], Move] = back) -> None:
        super().__init__(desk)
        self._title = title
        self._slip = slip
        self._then = then
        self._first = 0
        self._rows = 1
        self._lines: tuple[str, ...] = ()

    def view(self, room: Size) -> View:
        """As much as fits, from where it was turned to."""
        self._rows = max(1, room.rows)
        self._lines = tuple(as_text(self._slip, min(room.columns, MAX_COLUMNS)).splitlines())
        first = min(self._first, max(0, len(self._lines) - self._rows))
        shown = tuple(Line(shortened(line, room.columns)) for line in self._lines[first : first + self._rows])
        turns = _("Enter: done") if self._is_at_end else _("Enter: more")
        return View(self._title, shown, f"{turns}  {_('Clear: back')}")

    def press(self, key: Key) -> Move | None:
        """Turns pages."""
        if (key == ENTER and self._is_at_end) or (key == CLEAR and not self._first):
            return self._then()
        if key in (ENTER, DOWN) and not self._is_at_end:
            self._first += self._rows
        elif key in (CLEAR, UP):
            self._first = max(0, self._first - self._rows)
        return None

    @property
    def _is_at_end(self) -> bool:
        return self._first + self._rows >= len(self._lines)
