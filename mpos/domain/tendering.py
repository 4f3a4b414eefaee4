"""From what a customer hands over to what is kept: amount, tenders, change.

Only cash has change. Without an amount, a payment is what was handed over, but no more than is due unless the
customer wants the rest kept as credit.
"""

from mpos.contract.money import print_money
from mpos.contract.payment import CASH, Tender
from mpos.light.typing import NamedTuple

from .refusals import MoreThanDue, NothingDue, TendersDoNotMatch


class Handed(NamedTuple):
    """What the customer hands over. `cash_minor` is before change; None when no cash was mentioned.

    `blank` is a non-cash tender whose amount was left open: it pays what is due.
    """

    cash_minor: int | None
    others: tuple[Tender, ...]
    blank: Tender | None = None


class Kept(NamedTuple):
    """What is kept of it: the payment's amount, its tenders (cash after change), cash received, and the change."""

    amount_minor: int
    tenders: tuple[Tender, ...]
    cash_received_minor: int
    change_minor: int


def settle(
    handed: Handed, amount_minor: int | None, due_minor: int | None, *, advance: bool, wished_minor: int = 0
) -> Kept:
    """Works out the payment. `due_minor` is None without a SOA: then everything handed over is paid.

    `wished_minor` is what the customer named for single invoices: without an amount, that is what is paid.
    Raises NothingDue, MoreThanDue or TendersDoNotMatch; nothing is rounded.
    """
    if due_minor == 0 and not advance:
        raise NothingDue
    wanted = wished_minor or due_minor
    handed = _fill_blank(handed, amount_minor, wanted)
    amount = _amount(handed, amount_minor, wanted, advance)
    if due_minor is not None and amount > due_minor and not advance:
        raise MoreThanDue(amount=print_money(amount), due=print_money(due_minor))
    return _keep(handed, amount)


def _fill_blank(handed: Handed, amount: int | None, due: int | None) -> Handed:
    target = due if amount is None else amount
    if handed.blank is not None:
        rest = (target or 0) - _given(handed)
        filled = handed.blank._replace(amount_minor=max(0, rest))
        return Handed(handed.cash_minor, (*handed.others, filled))
    if handed.cash_minor is None and not handed.others:
        return Handed(target or 0, ())
    return handed


def _amount(handed: Handed, amount: int | None, due: int | None, advance: bool) -> int:
    if amount is not None:
        return amount
    given = _given(handed)
    if due is None or advance:
        return given
    others = given - (handed.cash_minor or 0)
    return max(others, min(given, due))


def _keep(handed: Handed, amount: int) -> Kept:
    given, cash = _given(handed), handed.cash_minor or 0
    change = given - amount
    needless = (cash > 0 and change >= cash) or any(tender.amount_minor <= 0 for tender in handed.others)
    if amount <= 0 or change < 0 or change > cash or needless:
        raise TendersDoNotMatch(given=print_money(given), amount=print_money(amount))
    kept_cash = (Tender(CASH, cash - change),) if cash else ()
    return Kept(amount, kept_cash + handed.others, cash, change)


def _given(handed: Handed) -> int:
    return (handed.cash_minor or 0) + sum(tender.amount_minor for tender in handed.others)
