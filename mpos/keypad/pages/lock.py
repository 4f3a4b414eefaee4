"""The lock: after a while without a key only the collector's PIN goes on, to the very page that was open."""

from mpos.keypad.frame import Line, Size, View, paragraph
from mpos.keypad.keys import MIN_SCANNED_DIGITS
from mpos.keypad.language import _
from mpos.keypad.page import Desk, Move, Page, back
from mpos.services.logins import check_pin

from .asking import HIDDEN, CodePage

PIN_DIGITS = MIN_SCANNED_DIGITS - 1


class LockPage(CodePage):
    """Asks for the PIN of who is logged in. Nothing that was typed below it is lost."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("LOCKED"), _("PIN"), self._unlock, limit=PIN_DIGITS, hidden=True)

    def view(self, room: Size) -> View:
        """Whose PIN, and how many digits are typed."""
        name = self.terminal.collector.name
        lines = [*paragraph(name, room.columns), Line(), Line(f"{_('PIN')}: {HIDDEN * len(self._entry.text)}")]
        return View(_("LOCKED"), tuple(lines), _("Type your PIN, then Enter"))

    def press(self, key: object) -> Move | None:
        """Digits and Enter; nothing else leads out of here."""
        move = super().press(key)  # type: ignore[arg-type] -- a key like any other
        return None if move == back() and not self._opened else move

    _opened = False

    def _unlock(self, pin: str) -> Move:
        check_pin(self.terminal, self.terminal.collector, pin)
        self._opened = True
        return back()
