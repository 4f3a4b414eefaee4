"""Asking for one thing: an amount, a code, a text. What was typed stays until the page is left."""

from collections.abc import Callable, Sequence

from mpos.contract.money import print_money
from mpos.keypad.entry import AmountEntry, DigitEntry
from mpos.keypad.entry_text import TextEntry
from mpos.keypad.frame import Line, Size, View, paragraph
from mpos.keypad.keys import ENTER, Key, Scan
from mpos.keypad.language import _
from mpos.keypad.large import ROWS, large
from mpos.keypad.page import Desk, Move, Page, push

HIDDEN = "*"


class AmountPage(Page):
    """Asks for an amount. Enter alone takes the `suggested` one, if there is one."""

    def __init__(
        self,
        desk: Desk,
        title: str,
        then: Callable[[int], Move | None],
        *,
        above: Sequence[Line] = (),
        suggested_minor: int | None = None,
        suggestion: str = "",
    ) -> None:
        super().__init__(desk)
        self._title = title
        self._then = then
        self._above = tuple(above)
        self._suggested = suggested_minor
        self._suggestion = suggestion
        self._entry = AmountEntry()

    def view(self, room: Size) -> View:
        """What it is for, what is typed in large digits, and what Enter alone would take."""
        below = self._below(room.columns)
        shown = [*self._above[: max(0, room.rows - ROWS - len(below))], *large(self._entry.shown, room.columns), *below]
        return View(self._title, tuple(shown), _("Enter: go on  Clear: back"))

    def press(self, key: Key) -> Move | None:
        """Digits shift in; Enter takes what is typed, or what is suggested, but nothing after a barcode."""
        if key == ENTER and self._entry.scanned:
            self._entry.clear()
            return None
        if key == ENTER and self._entry.is_empty:
            return None if self._suggested is None else self._then(self._suggested)
        if key == ENTER:
            return self._then(self._entry.minor)
        return None if self._entry.press(key) else super().press(key)

    def _below(self, columns: int) -> list[Line]:
        if self._entry.scanned:
            return paragraph(_("That was a barcode, not an amount."), columns)
        if self._entry.is_empty and self._suggested is not None:
            return paragraph(f"{_('Enter')}: {self._suggestion} {print_money(self._suggested)}", columns)
        return paragraph(_("0 first: whole pesos"), columns)


class CodePage(Page):
    """Asks for digits, such as a PIN or a receipt's number. `hidden` shows stars.

    `letters`: it may have some, and may be scanned. Where the keypad has none, Enter alone goes to typing them.
    """

    def __init__(
        self,
        desk: Desk,
        title: str,
        question: str,
        then: Callable[[str], Move | None],
        *,
        limit: int,
        hidden: bool = False,
        letters: bool = False,
        default: str | None = None,
    ) -> None:
        super().__init__(desk)
        self._title = title
        self._question = question
        self._then = then
        self._hidden = hidden
        self._default = default
        self._limit = limit
        self._letters = letters
        self._entry = DigitEntry(limit, letters=letters)

    def view(self, room: Size) -> View:
        """The question and what is typed."""
        typed = HIDDEN * len(self._entry.text) if self._hidden else self._entry.text
        lines = [*paragraph(self._question, room.columns), Line(), *large(typed, room.columns)]
        if self._entry.overflowed:
            lines += paragraph(_("Too many digits. Clear, and type it again."), room.columns)
        elif self._default is not None and not typed:
            lines += paragraph(f"{_('Enter')}: {self._default}", room.columns)
        elif self._letters and not typed:
            lines += paragraph(_("Enter: type it with letters"), room.columns)
        return View(self._title, tuple(lines[: room.rows]), _("Enter: go on  Clear: back"))

    def press(self, key: Key) -> Move | None:
        """Enter takes what is typed."""
        if isinstance(key, Scan):
            return self._scanned(key.code) if self._letters else None
        if key == ENTER:
            return self._take()
        return None if self._entry.press(key) else super().press(key)

    def _scanned(self, code: str) -> Move | None:
        """One that is too long is not what is asked for: cut short, it would be another number."""
        if len(code) > self._limit:
            self._entry.refuse()
            return None
        return self._then(code)

    def _take(self) -> Move | None:
        if self._entry.overflowed:
            self._entry.clear()
            return None
        typed = self._entry.text or self._default
        if self._hidden:
            self._entry.clear()
        if typed:
            return self._then(typed)
        if not self._letters:
            return None
        return push(TextPage(self.desk, self._title, self._question, self._then, limit=self._limit))


class TextPage(Page):
    """Asks for a few words, typed with two digits a letter."""

    def __init__(
        self, desk: Desk, title: str, question: str, then: Callable[[str], Move | None], *, limit: int
    ) -> None:
        super().__init__(desk)
        self._title = title
        self._question = question
        self._then = then
        self._entry = TextEntry(limit)

    def view(self, room: Size) -> View:
        """The question, what is typed, and what the next digit can mean."""
        lines = [*paragraph(self._question, room.columns), Line(), *paragraph(f"{self._entry.text}_", room.columns)]
        lines += [Line(), *paragraph(self._entry.hint, room.columns)]
        return View(self._title, tuple(lines[: room.rows]), _("Enter: go on  Clear: back"))

    def press(self, key: Key) -> Move | None:
        """Enter takes what is typed."""
        if key == ENTER:
            typed = " ".join(self._entry.text.split())
            return self._then(typed) if typed else None
        return None if self._entry.press(key) else super().press(key)
