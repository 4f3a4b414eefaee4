"""After a payment is on disk: its number, the change in large digits, and how its slip fares."""

from mpos.contract.money import print_money
from mpos.contract.payment import Payment
from mpos.keypad.background import PRINTING, print_soon
from mpos.keypad.frame import BOLD, Line, Size, View, pair, paragraph
from mpos.keypad.keys import CLEAR, ENTER, Key
from mpos.keypad.language import _
from mpos.keypad.large import ROWS, large
from mpos.keypad.page import Desk, Move, Page, home
from mpos.store import prints

from .find import FindPage


class TakenPage(Page):
    """The payment stands. Enter goes to the next customer, Clear to the menu, 1 prints what waits."""

    def __init__(self, desk: Desk, payment: Payment) -> None:
        super().__init__(desk)
        self._payment = payment

    def view(self, room: Size) -> View:
        """The change, or the amount where there is none."""
        payment, columns = self._payment, room.columns
        label, minor = (
            (_("CHANGE"), payment.change_minor) if payment.change_minor else (_("PAID"), payment.amount_minor)
        )
        lines = [Line(label, BOLD), *large(print_money(minor), columns)]
        if payment.soa_no and room.rows > ROWS + 3:
            lines.append(pair(_("Still due"), print_money(payment.balance_after_minor), columns))
        lines += paragraph(self._paper(), columns)
        title = _("RECEIPT {number}").format(number=payment.receipt_no)
        return View(title, tuple(lines[: room.rows]), _("Enter: next  Clear: menu"))

    def press(self, key: Key) -> Move | None:
        """On to the next customer, or to the menu."""
        if key == ENTER:
            return home(FindPage(self.desk))
        if key == "1" and self._waits():
            print_soon(self.desk)
            return None
        return home() if key == CLEAR else None

    def _paper(self) -> str:
        if not self.terminal.paper.connected:
            return _("No printer is set up. The payment is recorded.")
        if self.desk.errands.running(PRINTING):
            return _("Printing the receipt ...")
        job = prints.last_of_receipt(self.terminal.connection, self._payment.receipt_no)
        if job is None:
            return _("The payment is recorded.")
        if job.state == prints.QUEUED:
            detail = job.detail or _("The printer is busy.")
            return f"{_('Not printed')}: {detail} {_('The payment is safe. 1: print it now.')}"
        return {
            prints.CONFIRMED: _("The receipt is printed."),
            prints.UNKNOWN: _("The printer did not confirm it. Look at the paper."),
            prints.FAILED: _("Printed in part. Reprint it: menu 2."),
        }.get(job.state, _("Printing the receipt ..."))

    def _waits(self) -> bool:
        job = prints.last_of_receipt(self.terminal.connection, self._payment.receipt_no)
        return job is not None and job.state == prints.QUEUED
