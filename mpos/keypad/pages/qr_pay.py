"""Payment by QR Ph: the code on the screen where it fits, else on paper. Nobody here sees the money arrive."""

import locale
from collections.abc import Callable

from mpos.contract.money import print_money
from mpos.contract.payment import EWALLET, Tender
from mpos.keypad.errands import Errand
from mpos.keypad.frame import MARKED, Line, Size, View, pair, paragraph
from mpos.keypad.keys import ENTER, Key
from mpos.keypad.language import _
from mpos.keypad.page import Desk, Move, Page
from mpos.services.printing import print_unrecorded
from mpos.services.qr_pay import QrToPay
from mpos.services.terminal import PrintOutcome
from mpos.slips.qr_on_screen import qr_rows

PRINT = "1"
PRINTING_CODE = "qr"
BESIDE_ROWS = 1
"""Below the code: what it is for."""


class QrPayPage(Page):
    """Shows the code until the customer has paid; Enter then goes on with a payment for confirmation."""

    def __init__(self, desk: Desk, qr: QrToPay, then: Callable[[Tender], Move]) -> None:
        super().__init__(desk)
        self._qr = qr
        self._then = then
        self._room: Size | None = None
        self._code: list[str] | None = None
        self._printing: Errand[PrintOutcome] | None = None

    def view(self, room: Size) -> View:
        """The code, black on white whatever the screen's colours are; or that it is on paper."""
        amount = pair(f"{_('Ref.')} {self._qr.reference}", print_money(self._qr.amount_minor), room.columns)
        if room != self._room:
            self._room, self._code = room, _code_for(self._qr.payload, room)
        keys = _("Enter: it is paid  Clear: back")
        if self._code is not None:
            return View(_("QR PH"), (*(Line(row, MARKED) for row in self._code), amount), keys)
        lines = [amount, *paragraph(self._told_of_paper(), room.columns)]
        warning = _("NOT CONFIRMED until the office has seen the money. Look at the customer's phone.")
        lines += paragraph(warning, room.columns)
        return View(_("QR PH"), tuple(lines[: room.rows]), keys)

    def press(self, key: Key) -> Move | None:
        """Enter when the customer has paid, 1 to print the code (again)."""
        if key == PRINT:
            self._print()
            return None
        if key != ENTER:
            return super().press(key)
        qr = self._qr
        return self._then(Tender(EWALLET, qr.amount_minor, qr.reference, for_confirmation=True))

    def tick(self) -> Move | None:
        """Prints the code by itself where the screen is too small for it."""
        if self._code is None and self._printing is None:
            self._print()
        return None

    def _print(self) -> None:
        if self.terminal.paper.connected:
            slip = self._qr.document
            self._printing = self.desk.errands.start(PRINTING_CODE, lambda terminal: print_unrecorded(terminal, slip))

    def _told_of_paper(self) -> str:
        if not self.terminal.paper.connected:
            return _("The screen is too small for the code, and no printer is set up. Take another method.")
        if self._printing is None or not self._printing.is_done:
            return _("Printing the code ...")
        outcome = self._printing.result
        if outcome is None or outcome.state == "failed":
            return _("The code is not printed. 1: print it again.")
        return _("The code is on paper: the customer scans it and pays. 1: print it again.")


def _code_for(payload: str, room: Size) -> list[str] | None:
    """The code with a line left below it; None where the screen is too small, or has no half blocks to draw with."""
    if locale.getencoding().lower().replace("-", "") != "utf8":
        return None
    return qr_rows(payload, room.columns, room.rows - BESIDE_ROWS)
