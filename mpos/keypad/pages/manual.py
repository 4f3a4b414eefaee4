"""What was receipted on paper, typed in afterwards; and checks in keeping."""

from datetime import date, datetime, time

from mpos.contract.clock import write_instant
from mpos.contract.due import Due
from mpos.keypad.language import _
from mpos.keypad.page import Desk, Move, Page, push
from mpos.light.typing import NamedTuple
from mpos.services.collecting import ManualReceipt

from .asking import AmountPage, CodePage, TextPage
from .checks import ChecksPage
from .choosing import Choice, ChoicePage
from .dates import DatePage
from .find import FindPage
from .paying import MethodPage
from .soa import SoaPage
from .taking import Taking

MAX_NUMBER = 20
MAX_CUSTOMER_NO = 30
"""Characters: one row of the smallest screen shows a number whole."""
MAX_NAME = 120


class ManualPage(ChoicePage):
    """Paper receipts and post-dated checks."""

    def __init__(self, desk: Desk) -> None:
        choices = [
            Choice(_("Paper receipt (OR)"), lambda: push(_number_page(desk))),
            Choice(_("Post-dated checks"), lambda: push(ChecksPage(desk))),
        ]
        super().__init__(desk, _("PAPER OR, CHECKS"), choices)


class Paper(NamedTuple):
    """What is known of the paper receipt so far."""

    number: str
    paid_at: str | None


def _number_page(desk: Desk) -> Page:
    def with_number(number: str) -> Move:
        def with_date(day: date) -> Move:
            return push(_customer_page(desk, Paper(number, _instant(desk, day))))

        today = desk.terminal.clock.now().date()
        return push(DatePage(desk, _("PAPER RECEIPT"), _("Its date"), today, with_date, latest=today))

    question = _("Number on the paper receipt")
    return CodePage(desk, _("PAPER RECEIPT"), question, with_number, limit=MAX_NUMBER, letters=True)


def _customer_page(desk: Desk, paper: Paper) -> Page:
    def pay(due: Due, taking: Taking) -> Move:
        manual = ManualReceipt(paper.number, due.soa.customer_no, None, due.soa.soa_no, paper.paid_at)
        return push(MethodPage(desk, taking._replace(manual=manual)))

    def on_the_list() -> Move:
        return push(FindPage(desk, lambda soa_no: SoaPage(desk, soa_no, pay)))

    choices = [
        Choice(_("On the list"), on_the_list),
        Choice(_("Not on the list"), lambda: push(_unlisted_page(desk, paper))),
    ]
    return ChoicePage(desk, _("THE CUSTOMER"), choices, above=[_("Paper receipt {number}").format(number=paper.number)])


def _unlisted_page(desk: Desk, paper: Paper) -> Page:
    """Customer number, name and amount of somebody whose SOA is not here; all of it is kept as credit."""

    def with_number(number: str) -> Move:
        def with_name(name: str) -> Move:
            manual = ManualReceipt(paper.number, number, name, None, paper.paid_at)

            def with_amount(minor: int) -> Move | None:
                return push(MethodPage(desk, Taking(None, minor, manual, advance=True))) if minor else None

            return push(AmountPage(desk, _("AMOUNT PAID"), with_amount))

        return push(TextPage(desk, _("THE CUSTOMER"), _("Name"), with_name, limit=MAX_NAME))

    question = _("Customer number")
    return CodePage(desk, _("THE CUSTOMER"), question, with_number, limit=MAX_CUSTOMER_NO, letters=True)


def _instant(desk: Desk, day: date) -> str | None:
    """The noon of an earlier day; None for today, whose payments are as of now."""
    now = desk.terminal.clock.now()
    return None if day == now.date() else write_instant(datetime.combine(day, time(12), now.tzinfo))
