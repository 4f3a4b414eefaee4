"""Post-dated checks in keeping: taken, collected when their day has come, or given back."""

from functools import partial

from mpos.contract.due import Due
from mpos.contract.held_check import MAX_REASON
from mpos.contract.money import print_money
from mpos.contract.payment import CHECK, Tender
from mpos.keypad.frame import SMALLEST, shortened
from mpos.keypad.language import _, marked
from mpos.keypad.page import Desk, Move, Page, home, push
from mpos.services.holding_checks import checks_in_keeping, collect_check, return_check
from mpos.services.known_soas import known_soas
from mpos.store.held_checks import KeptCheck

from .asking import TextPage
from .check_details import ask_check
from .choosing import Choice, ChoicePage
from .find import FindPage
from .paying import go_on
from .soa import SoaPage
from .summary import ConfirmationPage, Row, SummaryPage
from .taken import TakenPage
from .taking import Taking

REASONS = (
    marked("The customer has it back"),
    marked("Taken by mistake"),
    marked("Paid in another way"),
)
"""What the office reads stays in English."""


class ChecksPage(ChoicePage):
    """Takes a check in keeping, and lists those that are, the earliest date first."""

    def __init__(self, desk: Desk) -> None:
        kept = checks_in_keeping(desk.terminal, due_only=False)
        choices = [Choice(_told(check), partial(_to_check, desk, check)) for check in kept]
        super().__init__(desk, _("POST-DATED CHECKS"), [Choice(_("Take a check"), self._take_one), *choices])

    def _take_one(self) -> Move:
        desk = self.desk

        def details(due: Due, taking: Taking) -> Move:
            tender = Tender(CHECK, taking.amount_minor)
            return push(ask_check(desk, due, tender, lambda whole: go_on(desk, taking.with_tender(whole))))

        return push(FindPage(desk, lambda soa_no: SoaPage(desk, soa_no, details)))


def _to_check(desk: Desk, check: KeptCheck) -> Move:
    def give_back() -> Move:
        return push(_reason_page(desk, check))

    choices = [Choice(_("Collect it"), partial(_ask_collect, desk, check)), Choice(_("Give it back"), give_back)]
    above = [
        shortened(check.customer_name, SMALLEST.columns),
        shortened(f"{check.bank} {check.check_no}", SMALLEST.columns),
        f"{check.check_date}  {print_money(check.amount_minor)}",
    ]
    return push(ChoicePage(desk, check.ack_no, choices, above=above))


def _ask_collect(desk: Desk, check: KeptCheck) -> Move:
    soas = known_soas(desk.terminal, desk.terminal.collector)
    due_minor = soas.due_of(check.soa_no).amount_minor
    if check.amount_minor <= due_minor:
        return push(_confirm_collecting(desk, check, due_minor, advance=False))
    over = print_money(check.amount_minor - due_minor)
    choice = Choice(
        _("Keep the rest as advance"),
        lambda: push(_confirm_collecting(desk, check, due_minor, advance=True)),
    )
    return push(ChoicePage(desk, _("{amount} MORE THAN DUE").format(amount=over), [choice]))


def _confirm_collecting(desk: Desk, check: KeptCheck, due_minor: int, *, advance: bool) -> Page:
    def confirmed() -> Move:
        collected = collect_check(desk.terminal, check.ack_no, advance=advance, to_print=True)
        return home(TakenPage(desk, collected.payment), flush=True)

    rows = [
        Row(shortened(check.customer_name, SMALLEST.columns), ""),
        Row(check.bank, check.check_no),
        Row(_("DUE"), print_money(due_minor)),
    ]
    headline = Row(_("COLLECT THE CHECK"), print_money(check.amount_minor))
    return ConfirmationPage(desk, _("CONFIRM"), rows, headline=headline, then=confirmed)


def _reason_page(desk: Desk, check: KeptCheck) -> Page:
    def because(reason: str) -> Move:
        return push(_confirm_return(desk, check, reason))

    def other() -> Move:
        return push(TextPage(desk, check.ack_no, _("Why?"), because, limit=MAX_REASON))

    choices = [Choice(_(reason), partial(because, reason)) for reason in REASONS]
    return ChoicePage(desk, check.ack_no, [*choices, Choice(_("Another reason"), other)], above=[_("Why?")])


def _confirm_return(desk: Desk, check: KeptCheck, reason: str) -> Page:
    def confirmed() -> Move:
        return_check(desk.terminal, check.ack_no, reason)
        rows = [Row(check.bank, check.check_no), Row(_("Amount"), print_money(check.amount_minor))]
        return home(SummaryPage(desk, _("CHECK GIVEN BACK"), rows), flush=True)

    rows = [Row(check.bank, check.check_no), Row(shortened(check.customer_name, SMALLEST.columns), "")]
    headline = Row(_("GIVE BACK THE CHECK"), print_money(check.amount_minor))
    below = [shortened(_(reason), SMALLEST.columns)]
    return ConfirmationPage(desk, check.ack_no, rows, headline=headline, below=below, then=confirmed)


def _told(check: KeptCheck) -> str:
    return f"{check.check_date[2:]} {print_money(check.amount_minor)} {check.customer_name}"
