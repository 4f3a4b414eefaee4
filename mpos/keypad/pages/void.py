"""Taking a payment back: why, a last look, and a supervisor's PIN where the office wants one."""

from functools import partial

from mpos.contract.money import print_money
from mpos.contract.payment import MAX_REMARKS
from mpos.domain.refusals import SupervisorNeeded
from mpos.keypad.frame import SMALLEST, shortened
from mpos.keypad.language import _, marked
from mpos.keypad.page import Desk, Move, Page, home, push
from mpos.services.voiding import Supervisor, void
from mpos.store import people
from mpos.store.payments import Recorded

from .asking import CodePage, TextPage
from .choosing import Choice, ChoicePage
from .lock import PIN_DIGITS
from .printed import PrintedPage
from .summary import ConfirmationPage, Row

REASONS = (
    marked("Wrong customer"),
    marked("Wrong amount"),
    marked("Wrong method of payment"),
    marked("Customer took it back"),
)
"""What the office reads stays in English."""


class VoidReasonPage(ChoicePage):
    """Why the payment is taken back."""

    def __init__(self, desk: Desk, receipt: Recorded) -> None:
        def because(reason: str) -> Move:
            return push(_confirm(desk, receipt, reason))

        def other() -> Move:
            return push(TextPage(desk, _("VOID"), _("Why?"), because, limit=MAX_REMARKS))

        choices = [Choice(_(reason), partial(because, reason)) for reason in REASONS]
        title = _("VOID {number}").format(number=receipt.receipt_no)
        super().__init__(desk, title, [*choices, Choice(_("Another reason"), other)], above=[_("Why?")])


def _confirm(desk: Desk, receipt: Recorded, reason: str) -> Page:
    def confirmed() -> Move:
        if desk.terminal.office.policy.void_needs_supervisor:
            return push(_supervisor_page(desk, receipt, reason))
        return _void(desk, receipt, reason, None)

    rows = [
        Row(_("Receipt"), receipt.receipt_no),
        Row(shortened(receipt.customer_name, SMALLEST.columns), ""),
    ]
    headline = Row(_("VOID"), print_money(receipt.amount_minor))
    why = shortened(_(reason), 2 * SMALLEST.columns)
    return ConfirmationPage(desk, _("VOID?"), rows, headline=headline, below=[why], then=confirmed)


def _supervisor_page(desk: Desk, receipt: Recorded, reason: str) -> Page:
    """Those who have logged in on this device and are supervisors: nobody else's PIN can be checked here."""
    supervisors = [person for person in people.all_people(desk.terminal.connection) if person.supervisor]
    if not supervisors:
        raise SupervisorNeeded

    def ask_pin(login: str, name: str) -> Move:
        def with_pin(pin: str) -> Move:
            return _void(desk, receipt, reason, Supervisor(login, pin))

        question = _("PIN of {name}, to void {amount}").format(
            name=shortened(name, SMALLEST.columns), amount=print_money(receipt.amount_minor)
        )
        title = _("VOID {number}").format(number=receipt.receipt_no)
        return push(CodePage(desk, title, question, with_pin, limit=PIN_DIGITS, hidden=True))

    choices = [Choice(person.name, partial(ask_pin, person.login, person.name)) for person in supervisors]
    return ChoicePage(desk, _("A SUPERVISOR"), choices)


def _void(desk: Desk, receipt: Recorded, reason: str, supervisor: Supervisor | None) -> Move:
    done = void(desk.terminal, receipt.receipt_no, reason, supervisor, to_print=True)
    said = [
        _("Void no. {number}").format(number=done.void.void_no),
        _("Give back {amount}").format(amount=print_money(receipt.amount_minor)),
    ]
    title = _("{number} IS VOIDED").format(number=receipt.receipt_no)
    return home(PrintedPage(desk, title, said), flush=True)
