"""The confirmation: who pays, how much, in figures and words, and how. Enter records the payment, once."""

from mpos.contract.money import print_money
from mpos.contract.payment import Payment
from mpos.domain.words import in_words
from mpos.keypad.frame import BOLD, Line, Size, View, pair, paragraph, shortened
from mpos.keypad.keys import ENTER, Key
from mpos.keypad.language import _
from mpos.keypad.page import Desk, Move, Page, home

from .taken import TakenPage
from .taking import Taking
from .words import tender_name


class ConfirmPaymentPage(Page):
    """Shows the payment just as it would be recorded. A refusal comes here, not after Enter."""

    confirms = True

    def __init__(self, desk: Desk, taking: Taking) -> None:
        super().__init__(desk)
        self._taking = taking
        self._payment = taking.rehearse(self.terminal)

    def view(self, room: Size) -> View:
        """Name, amount in figures and in words, how it is paid, and the change."""
        payment, columns = self._payment, room.columns
        above = [
            Line(shortened(payment.customer_name, columns), BOLD),
            pair(_("AMOUNT"), print_money(payment.amount_minor), columns, BOLD),
        ]
        below = _besides(payment, columns)
        # Words of millions may be cut on the smallest screens; figures, methods and change never are.
        words = paragraph(in_words(payment.amount_minor), columns)[: room.rows - len(above) - len(below) - 1]
        methods = _methods(payment, columns, room.rows - len(above) - len(words) - len(below))
        return View(_("CONFIRM"), (*above, *words, *methods, *below), _("Enter: RECORD IT  Clear: back"))

    def press(self, key: Key) -> Move | None:
        """Enter records it; what was pressed too early afterwards is forgotten."""
        if key != ENTER:
            return super().press(key)
        collected = self._taking.record(self.terminal)
        return home(TakenPage(self.desk, collected.payment), flush=True)


def _besides(payment: Payment, columns: int) -> list[Line]:
    lines = []
    if payment.advance_minor:
        lines.append(pair(_("Kept as advance"), print_money(payment.advance_minor), columns))
    if payment.change_minor:
        lines.append(pair(_("CHANGE"), print_money(payment.change_minor), columns, BOLD))
    return lines


def _methods(payment: Payment, columns: int, rows: int) -> list[Line]:
    lines = [pair(tender_name(tender), print_money(tender.amount_minor), columns) for tender in payment.tenders]
    if len(lines) <= rows:
        return lines
    return [pair(_("{count} methods").format(count=len(lines)), print_money(payment.amount_minor), columns)]
