"""What the office needs to know of a check: bank, number, date. One dated ahead is kept, and is no payment yet."""

from collections.abc import Callable
from functools import partial

from mpos.contract.due import Due
from mpos.contract.money import print_money
from mpos.contract.payment import Tender
from mpos.domain.refusals import PostDatedCheck
from mpos.keypad.frame import SMALLEST, shortened
from mpos.keypad.guide import day_at_hand
from mpos.keypad.language import _
from mpos.keypad.page import Desk, Move, Page, home, push
from mpos.light.datetime import date
from mpos.services.banks import banks_used
from mpos.services.holding_checks import hold_check

from .asking import CodePage, TextPage
from .choosing import Choice, ChoicePage
from .dates import DatePage
from .printed import PrintedPage
from .summary import ConfirmationPage, Row

COMMON_BANKS = (
    "BDO",
    "BPI",
    "Metrobank",
    "Land Bank",
    "PNB",
    "China Bank",
    "Security Bank",
    "RCBC",
    "UnionBank",
    "DBP",
    "EastWest",
    "PSBank",
)
"""Banks of the Philippines whose checks are common; others are typed once, and then come first."""
MAX_BANK = 40
MAX_CHECK_NO = 20
"""Characters: one row of the smallest screen shows it whole, and no bank needs as many."""

WithCheck = Callable[[Tender], Move]


def ask_check(desk: Desk, due: Due | None, tender: Tender, then: WithCheck) -> Page:
    """Asks for bank, number and date; `then` goes on with a check of today or before.

    A later one is taken in keeping for the SOA of `due`, after saying so; without one it is refused.
    """

    def with_bank(bank: str) -> Move:
        def with_number(number: str) -> Move:
            whole = tender._replace(bank=bank, reference=number)
            question, usual = _("Date on the check"), day_at_hand(desk.terminal)
            return push(DatePage(desk, _("CHECK"), question, usual, partial(_dated, desk, due, whole, then)))

        return push(CodePage(desk, _("CHECK"), _("Number of the check"), with_number, limit=MAX_CHECK_NO, letters=True))

    def other() -> Move:
        return push(TextPage(desk, _("CHECK"), _("Which bank?"), with_bank, limit=MAX_BANK))

    banks = dict.fromkeys([*banks_used(desk.terminal), *COMMON_BANKS])
    choices = [Choice(bank, partial(with_bank, bank)) for bank in banks]
    return ChoicePage(desk, _("CHECK: WHICH BANK"), [*choices, Choice(_("Another bank"), other)])


def _dated(desk: Desk, due: Due | None, tender: Tender, then: WithCheck, check_date: date) -> Move:
    dated, today = tender._replace(check_date=check_date.isoformat()), day_at_hand(desk.terminal).isoformat()
    if not dated.is_post_dated(today):
        return then(dated)
    if due is None:
        raise PostDatedCheck(check_no=dated.reference, check_date=dated.check_date, business_date=today)
    return push(_confirm_keeping(desk, due, dated))


def _confirm_keeping(desk: Desk, due: Due, tender: Tender) -> Page:
    def confirmed() -> Move:
        held = hold_check(desk.terminal, due.soa.soa_no, tender, to_print=True).check
        said = [held.ack_no, _("The check of {date} is in keeping. It is no payment yet.").format(date=held.check_date)]
        return home(PrintedPage(desk, _("CHECK KEPT"), said), flush=True)

    rows = [
        Row(shortened(due.soa.name, SMALLEST.columns), ""),
        Row(tender.bank or "", tender.reference or ""),
        Row(_("Dated"), tender.check_date or ""),
    ]
    below = [_("Dated ahead: it is kept until its day. Nothing else is recorded.")]
    headline = Row(_("KEEP THE CHECK"), print_money(tender.amount_minor))
    return ConfirmationPage(desk, _("POST-DATED CHECK"), rows, headline=headline, below=below, then=confirmed)
