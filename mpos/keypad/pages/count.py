"""Counting the cash, denomination by denomination, and what the count finds.

Where the office wants it blind, the amount that should be there is told only once the count is recorded.
"""

from collections.abc import Callable

from mpos.contract.money import print_money
from mpos.domain.business_day import COUNTED
from mpos.domain.counting import DENOMINATIONS_MINOR, Pieces, total
from mpos.keypad.entry import DigitEntry
from mpos.keypad.frame import BOLD, Line, Size, View, row
from mpos.keypad.keys import CLEAR, DOWN, ENTER, UP, Key
from mpos.keypad.language import _
from mpos.keypad.large import ROWS, large
from mpos.keypad.page import Desk, Move, Page, back, home, push
from mpos.services.registry import close_registry, expected_at_count
from mpos.store import days

from .summary import ConfirmationPage, Row, SummaryPage

PIECES_DIGITS = 5


class PiecesPage(Page):
    """One row a denomination. Enter goes down, Clear takes back a digit or goes up; what was typed stays on its row."""

    def __init__(self, desk: Desk, title: str, then: Callable[[tuple[Pieces, ...]], Move | None]) -> None:
        super().__init__(desk)
        self._title = title
        self._then = then
        self._entries = [DigitEntry(PIECES_DIGITS) for _each in DENOMINATIONS_MINOR]
        self._row = 0
        self._begun = False
        """Whether a key changed this row since it was come to: only then does Clear take back its digits."""

    def view(self, room: Size) -> View:
        """The rows around the present one, and the total so far in large digits."""
        shown = max(1, room.rows - ROWS - 1)
        first = min(max(0, self._row - shown // 2), max(0, len(self._entries) - shown))
        lines = [self._line(place, room.columns) for place in range(first, min(first + shown, len(self._entries)))]
        lines.append(Line(_("TOTAL SO FAR"), BOLD))
        lines += large(print_money(total(self._pieces)), room.columns)
        return View(self._title, tuple(lines), _("Enter: next  Clear: back"))

    def press(self, key: Key) -> Move | None:
        """Digits are the number of pieces of the marked row."""
        if key in (ENTER, DOWN):
            return self._go_down(leaves=key == ENTER)
        if key == UP or (key == CLEAR and not self._begun):
            return self._go_up(leaves=key == CLEAR)
        entry = self._entries[self._row]
        if key != CLEAR and not self._begun:
            entry.clear()
        entry.press(key)
        self._begun = bool(entry.text)
        return None

    @property
    def _pieces(self) -> tuple[Pieces, ...]:
        counted = zip(DENOMINATIONS_MINOR, self._entries, strict=True)
        return tuple(Pieces(denomination, int(entry.text or 0)) for denomination, entry in counted)

    def _go_down(self, *, leaves: bool) -> Move | None:
        self._begun = False
        if self._row + 1 < len(self._entries):
            self._row += 1
            return None
        return self._then(self._pieces) if leaves else None

    def _go_up(self, *, leaves: bool) -> Move | None:
        self._begun = False
        if self._row:
            self._row -= 1
            return None
        return back() if leaves else None

    def _line(self, place: int, columns: int) -> Line:
        pieces, is_here = self._pieces[place], place == self._row
        label = f"{print_money(pieces.denomination_minor)} x {self._entries[place].text}{'_' if is_here else ''}"
        amount = print_money(pieces.amount_minor) if pieces.pieces else ""
        return row(label, amount, columns, marked=is_here)


class CountPage(PiecesPage):
    """The count that ends collecting for the day; of a day that is counted already, a recount."""

    def __init__(self, desk: Desk, then: Callable[[], Move] = home) -> None:
        day = days.last_day(desk.terminal.connection)
        self._recount = day is not None and day.state == COUNTED
        self._after = then
        expected_at_count(desk.terminal, recount=self._recount)
        super().__init__(desk, _("COUNT AGAIN") if self._recount else _("COUNT THE CASH"), self._look)

    def _look(self, pieces: tuple[Pieces, ...]) -> Move:
        """A look at the difference before it is recorded, so that a miscount can be mended."""
        counted = total(pieces)
        expected = expected_at_count(self.terminal, recount=self._recount)
        rows, headline = [], Row(_("COUNTED"), print_money(counted))
        if expected is not None:
            rows = [Row(_("Expected"), print_money(expected)), Row(_("Counted"), print_money(counted))]
            headline = over_short(counted - expected)
        page = ConfirmationPage(
            self.desk,
            _("IS THIS RIGHT?"),
            rows,
            headline=headline,
            below=[_("No payments can be taken after this.")],
            then=lambda: self._record(pieces),
        )
        # Whoever runs through the coins with Enter must not confirm with it, too.
        return push(page, flush=True)

    def _record(self, pieces: tuple[Pieces, ...]) -> Move:
        counted = close_registry(self.terminal, pieces, recount=self._recount)
        rows = [
            Row(_("Expected"), print_money(counted.expected_minor)),
            Row(_("Counted"), print_money(counted.counted_minor)),
        ]
        told = SummaryPage(
            self.desk, _("COUNTED"), rows, headline=over_short(counted.over_short_minor), then=self._after
        )
        return home(told, flush=True)


def over_short(difference_minor: int) -> Row:
    """The difference in words and figures: the word tells the sign."""
    word = _("SHORT") if difference_minor < 0 else _("OVER") if difference_minor > 0 else _("EXACT")
    return Row(word, print_money(abs(difference_minor)))
