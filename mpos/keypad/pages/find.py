"""Finding a customer: by number, by name with the digits that carry its letters, or by a barcode.

The list narrows with each key. Enter takes the only one left; where there are several, a digit then chooses.
"""

from collections.abc import Callable

from mpos.contract.money import print_money
from mpos.contract.phone_keys import keys_of_number
from mpos.domain.refusals import UnknownSoa
from mpos.keypad.frame import Line, Size, View, paragraph, row, shortened
from mpos.keypad.keys import CLEAR, DOWN, ENTER, UP, Key, Scan, is_digit, is_letter
from mpos.keypad.language import _
from mpos.keypad.page import Desk, Move, Page, push
from mpos.services.known_soas import Item, known_soas

from .soa import SoaPage

MAX_TYPED = 40
MAX_FOUND = 10
"""One more than a screen shows, to tell that there are more."""
CHOICES = 9


class FindPage(Page):
    """The customers that fit what is typed. `found` makes the page of the one who is chosen, by SOA number."""

    def __init__(self, desk: Desk, found: Callable[[str], Page] | None = None) -> None:
        super().__init__(desk)
        self._page_of = found or (lambda soa_no: SoaPage(desk, soa_no))
        self._typed = ""
        self._choosing = False
        self._marked = 0
        self._places = CHOICES
        """How many of them there is room for."""
        self._found: list[Item] = []
        self._look()

    def view(self, room: Size) -> View:
        """What is typed, and the first that fit, with what they owe."""
        typed = Line(shortened(f"{_('Number or name')}: {self._typed}_", room.columns))
        self._places = min(room.rows - 1, CHOICES)
        self._marked = min(self._marked, self._places - 1)
        shown = self._found[: self._places]
        lines = [typed, *(self._row(place, item, room.columns) for place, item in enumerate(shown))]
        if not shown:
            lines += paragraph(_("Nobody fits. Clear takes back a digit."), room.columns)
        return View(_("FIND A CUSTOMER"), tuple(lines), self._keys())

    def press(self, key: Key) -> Move | None:
        """Digits narrow the list, or choose from it once Enter was pressed on several."""
        if isinstance(key, Scan):
            return self._scanned(key.code)
        if key == ENTER:
            return self._take()
        if key in (UP, DOWN) and self._found:
            self._marked = (self._marked + (1 if key == DOWN else -1)) % min(len(self._found), self._places)
            return None
        if is_digit(key) and self._choosing:
            return self._open(int(key) - 1)
        if is_digit(key) or is_letter(key):
            self._type(self._typed + key)
            return None
        if key == CLEAR and self._choosing:
            self._choosing = False
            return None
        if key == CLEAR and self._typed:
            self._type(self._typed[:-1])
            return None
        return super().press(key)

    def resumed(self) -> None:
        """What is due may have changed."""
        self._look()

    def _take(self) -> Move | None:
        if len(self._found) > 1 and not self._choosing and not self._is_exact(self._found[0]):
            self._choosing = True
            return None
        return self._open(self._marked)

    def _open(self, place: int) -> Move | None:
        if not 0 <= place < min(len(self._found), self._places):
            return None
        return push(self._page_of(self._found[place].listed.soa_no))

    def _scanned(self, code: str) -> Move | None:
        soas = known_soas(self.terminal, self.terminal.collector)
        due = soas.exact(code)
        if due is None:
            raise UnknownSoa(soa_no=code)
        return push(self._page_of(due.soa.soa_no))

    def _type(self, text: str) -> None:
        self._typed = text[:MAX_TYPED]
        self._marked = 0
        self._look()

    def _look(self) -> None:
        soas = known_soas(self.terminal, self.terminal.collector)
        if not self._typed:
            self._found = list(soas.items(None, None, MAX_FOUND))
        elif self._typed.isdigit():
            self._found = soas.by_keys(self._typed, MAX_FOUND)
        else:
            self._found = list(soas.items(self._typed, None, MAX_FOUND))

    def _is_exact(self, item: Item) -> bool:
        """Whether what is typed is this very number, and not the beginning of others."""
        numbers = (item.listed.customer_no, item.listed.soa_no)
        if self._typed.isdigit():
            return self._typed in map(keys_of_number, numbers)
        return self._typed.casefold() in (number.casefold() for number in numbers)

    def _row(self, place: int, item: Item, columns: int) -> Line:
        number = f"{place + 1} " if self._choosing else ""
        amount = print_money(item.amount_due_minor)
        return row(f"{number}{item.listed.name}", amount, columns, marked=place == self._marked)

    def _keys(self) -> str:
        if self._choosing:
            return _("Digit: choose  Clear: back")
        if len(self._found) > self._places:
            return _("More than {count}; type on").format(count=self._places)
        return _("Enter: take it  Clear: back")
