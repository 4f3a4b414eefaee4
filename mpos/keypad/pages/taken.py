"""After a payment is on disk: its number, the change in large digits, and how its slip fares."""

from mpos.contract.money import print_money
from mpos.contract.payment import Payment
from mpos.keypad.background import print_soon
from mpos.keypad.frame import BOLD, Line, Size, View, pair, paragraph, shortened
from mpos.keypad.keys import CLEAR, ENTER, Key
from mpos.keypad.language import _
from mpos.keypad.large import large
from mpos.keypad.page import Desk, Move, Page, home

from .signing import ask_signature, can_sign
from .slip_states import PRINT_NOW, told_of_receipt, waits

SIGN = "2"


class TakenPage(Page):
    """The payment stands. Enter goes to the next customer, Clear to the menu; 1 prints what waits, 2 lets sign."""

    def __init__(self, desk: Desk, payment: Payment) -> None:
        super().__init__(desk)
        self._payment = payment
        self._can_sign = can_sign()

    def view(self, room: Size) -> View:
        """The change, or the amount where there is none."""
        payment, columns = self._payment, room.columns
        label, minor = (
            (_("CHANGE"), payment.change_minor) if payment.change_minor else (_("PAID"), payment.amount_minor)
        )
        below = paragraph(told_of_receipt(self.desk, payment.receipt_no), columns)
        if self._can_sign:
            below.insert(0, Line(shortened(_("2: the customer signs"), columns)))
        lines = [Line(label, BOLD), *large(print_money(minor), columns)]
        if len(lines) + len(below) > room.rows:
            lines = [pair(label, print_money(minor), columns, BOLD)]
        # How the slip fares must be read to its end: what is still due stands on the slip, too.
        if payment.soa_no and len(lines) + len(below) < room.rows:
            lines.append(pair(_("Still due"), print_money(payment.balance_after_minor), columns))
        title = _("RECEIPT {number}").format(number=payment.receipt_no)
        return View(title, (*lines, *below), _("Enter: next  Clear: menu"))

    def press(self, key: Key) -> Move | None:
        """On to the next customer, or to the menu."""
        if key == ENTER:
            # Imported late, because its way leads back to here.
            from .find import FindPage

            return home(FindPage(self.desk))
        if key == PRINT_NOW and waits(self.desk, self._payment.receipt_no):
            print_soon(self.desk)
            return None
        if key == SIGN and self._can_sign:
            return ask_signature(self.desk, self._payment.receipt_no)
        return home() if key == CLEAR else None
