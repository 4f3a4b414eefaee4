"""Asking for a date: two digits each for the day, the month and the year."""

from collections.abc import Callable

from mpos.keypad.entry import DigitEntry
from mpos.keypad.frame import Size, View, paragraph
from mpos.keypad.keys import ENTER, Key
from mpos.keypad.language import _
from mpos.keypad.large import large
from mpos.keypad.page import Desk, Move, Page
from mpos.light.datetime import date

DIGITS = 6
CENTURY = 2_000


class DatePage(Page):
    """Asks for a date, no later than `latest` if that is given. Enter alone takes the usual one."""

    def __init__(
        self,
        desk: Desk,
        title: str,
        question: str,
        usual: date,
        then: Callable[[date], Move | None],
        *,
        latest: date | None = None,
    ) -> None:
        super().__init__(desk)
        self._latest = latest
        self._title = title
        self._question = question
        self._usual = usual
        self._then = then
        self._entry = DigitEntry(DIGITS)
        self._wrong = ""

    def view(self, room: Size) -> View:
        """The question, what is typed, and how it is meant to be typed."""
        text = self._entry.text
        parts = [text[at : at + 2] for at in range(0, len(text), 2)]
        lines = [*paragraph(self._question, room.columns), *large("-".join(parts), room.columns)]
        lines += paragraph(self._below(), room.columns)
        return View(self._title, tuple(lines[: room.rows]), _("Enter: go on  Clear: back"))

    def press(self, key: Key) -> Move | None:
        """Enter takes what is typed, if it is a date."""
        if key != ENTER:
            self._wrong = ""
            return None if self._entry.press(key) else super().press(key)
        if self._entry.overflowed:
            self._entry.clear()
            return None
        named = typed_date(self._entry.text) if self._entry.text else self._usual
        self._wrong = self._what_is_wrong(named)
        return None if self._wrong or named is None else self._then(named)

    def _what_is_wrong(self, named: date | None) -> str:
        if named is None:
            return _("That is no date. Clear takes back a digit.")
        if self._latest is not None and named > self._latest:
            return _("That day has not come yet. Clear takes back a digit.")
        return ""

    def _below(self) -> str:
        if self._entry.overflowed:
            return _("Too many digits. Clear, and type it again.")
        if self._wrong:
            return self._wrong
        if self._entry.text:
            return _("Day, month, year: 311226 is 31 December 2026")
        return _("Enter: {date}, or type ddmmyy").format(date=self._usual.isoformat())


def typed_date(text: str) -> date | None:
    """The date that six digits name, ddmmyy; None when there is no such day."""
    if len(text) != DIGITS:
        return None
    day, month, year = (int(text[at : at + 2]) for at in range(0, DIGITS, 2))
    try:
        return date(CENTURY + year, month, day)
    except ValueError:
        return None
