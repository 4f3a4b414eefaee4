"""What came of something: labels with their amounts or numbers, and a sentence or two below."""

from collections.abc import Callable, Sequence

from mpos.keypad.frame import BOLD, Line, Size, View, pair, paragraph
from mpos.keypad.keys import CLEAR, ENTER, Key
from mpos.keypad.language import _
from mpos.keypad.large import ROWS, large
from mpos.keypad.page import Desk, Move, Page, back, home
from mpos.light.typing import NamedTuple


class Row(NamedTuple):
    """A label, and what stands beside it."""

    label: str
    value: str


class SummaryPage(Page):
    """Tells what is done; `headline` stands below the rows in large digits. Enter or Clear goes on."""

    def __init__(
        self,
        desk: Desk,
        title: str,
        rows: Sequence[Row],
        *,
        headline: Row | None = None,
        below: Sequence[str] = (),
        then: Callable[[], Move] = home,
    ) -> None:
        super().__init__(desk)
        self._title = title
        self._rows = tuple(rows)
        self._headline = headline
        self._below = tuple(below)
        self._then = then

    def view(self, room: Size) -> View:
        """The rows, the headline (large where there is room for it), and the sentences."""
        lines = [pair(row.label, row.value, room.columns) for row in self._rows]
        said = [line for text in self._below for line in paragraph(text, room.columns)]
        if self._headline is not None:
            lines += _large(self._headline, room.columns, room.rows - len(lines) - len(said))
        return View(self._title, (*lines, *said), self._keys())

    def press(self, key: Key) -> Move | None:
        """Goes on."""
        return self._then() if key in (ENTER, CLEAR) else None

    def _keys(self) -> str:
        return _("Enter: go on")


class ConfirmationPage(SummaryPage):
    """Shows what would be done. Enter does it, once; Clear goes a step back with nothing done."""

    confirms = True

    def press(self, key: Key) -> Move | None:
        """Enter does it."""
        if key == ENTER:
            return self._then()
        return back() if key == CLEAR else None

    def _keys(self) -> str:
        return _("Enter: RECORD IT  Clear: back")


def _large(row: Row, columns: int, rows: int) -> list[Line]:
    if rows <= ROWS:
        return [pair(row.label, row.value, columns, BOLD)]
    return [Line(row.label, BOLD), *large(row.value, columns)]
