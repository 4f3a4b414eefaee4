"""The lock: after a while without a key only the collector's PIN goes on, to the very page that was open."""

from mpos.keypad.frame import Line, Size, View, paragraph, shortened
from mpos.keypad.keys import CLEAR, MIN_SCANNED_DIGITS, Key
from mpos.keypad.language import _
from mpos.keypad.page import Desk, Move, back
from mpos.services.logins import check_pin

from .asking import HIDDEN, CodePage

PIN_DIGITS = MIN_SCANNED_DIGITS - 1


class LockPage(CodePage):
    """Asks for the PIN of who is logged in. Nothing that was typed below it is lost."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk, _("LOCKED"), _("PIN"), self._unlock, limit=PIN_DIGITS, hidden=True)

    def view(self, room: Size) -> View:
        """Whose PIN, and how many digits are typed."""
        name = shortened(self.terminal.collector.name, room.columns)
        lines = [Line(name), Line(), Line(f"{_('PIN')}: {HIDDEN * len(self._entry.text)}")]
        if self._entry.overflowed:
            lines += paragraph(_("Too many digits. Clear, and type it again."), room.columns)
        return View(_("LOCKED"), tuple(lines), _("Type your PIN, then Enter"))

    def press(self, key: Key) -> Move | None:
        """Digits and Enter; nothing else leads out of here."""
        if key == CLEAR:
            self._entry.press(key)
            return None
        return super().press(key)

    def _unlock(self, pin: str) -> Move:
        check_pin(self.terminal, self.terminal.collector, pin)
        return back()
