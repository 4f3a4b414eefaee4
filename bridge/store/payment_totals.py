"""What the payments that a filter finds add up to."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select

from .day_sums import Sum
from .engine import Connection
from .payment_filter import Filter
from .payment_search import are_too_many, found_by
from .postings import COMPLETED
from .schema import payment, tender


class Totals(NamedTuple):
    """Sums in minor units. Each payment is active, voided or refunded, and never two of them; synced ones are active.

    `vat_minor` and `by_method` are of active ones; `by_status` is of all.
    """

    payments: int
    active_minor: int
    synced_minor: int
    vat_minor: int
    voided_minor: int
    refunded_minor: int
    by_method: dict[str, Sum]
    by_status: dict[str, Sum]


class _Group(NamedTuple):
    """Payments of a day that have the same become of them; `method` is None where they have several."""

    business_date: str
    status: str
    is_voided: bool
    refunded: bool
    method: str | None
    payments: int
    amount_minor: int
    vat_minor: int

    @property
    def is_active(self) -> bool:
        return not self.is_voided and not self.refunded


def totals_within_reach(conn: Connection, wanted: Filter) -> Totals | None:
    """The totals; None where there is too much to add up while somebody waits."""
    return None if are_too_many(conn, wanted) else totals_of(conn, wanted)


def totals_of(conn: Connection, wanted: Filter) -> Totals:
    """What all payments that the filter finds add up to, however many there are."""
    condition = _condition(conn, wanted)
    groups = _groups(conn, condition)
    active = [each for each in groups if each.is_active]
    return Totals(
        payments=sum(each.payments for each in groups),
        active_minor=_amount(active),
        synced_minor=_amount(each for each in active if each.status == COMPLETED),
        vat_minor=sum(each.vat_minor for each in active),
        voided_minor=_amount(each for each in groups if each.is_voided),
        refunded_minor=_amount(each for each in groups if each.refunded and not each.is_voided),
        by_method=_by_method(conn, condition, active),
        by_status=_summed((each.status, each) for each in groups),
    )


def _condition(conn: Connection, wanted: Filter) -> ColumnElement[bool]:
    """Nearly all payments are completed: an index by status would have each of them read."""
    if wanted.status != COMPLETED:
        return found_by(conn, wanted).condition
    return found_by(conn, wanted._replace(status=None)).condition & (payment.c.status.concat("") == COMPLETED)


def _groups(conn: Connection, condition: ColumnElement[bool]) -> list[_Group]:
    """By day, too, since the index that has it all is in this order: nothing need be sorted."""
    columns = [payment.c[name] for name in _Group._fields[:5]]
    sums = (func.count(), func.sum(payment.c.amount_minor), func.sum(payment.c.vat_minor))
    rows = conn.execute(select(*columns, *sums).where(condition).group_by(*columns))
    return [_Group(*row[:6], *map(int, row[6:])) for row in rows]


def _by_method(conn: Connection, condition: ColumnElement[bool], active: list[_Group]) -> dict[str, Sum]:
    found = _summed((each.method, each) for each in active if each.method)
    if any(each.method is None for each in active):
        for method, several in _of_several(conn, condition).items():
            found[method] = found.get(method, Sum()).plus(several)
    return dict(sorted(found.items()))


def _of_several(conn: Connection, condition: ColumnElement[bool]) -> dict[str, Sum]:
    """The tenders of active payments that have several methods."""
    counts = (tender.c.method, func.count(tender.c.payment_id.distinct()), func.sum(tender.c.amount_minor))
    active = (payment.c.method.is_(None), payment.c.is_voided.is_(False), payment.c.refunded.is_(False))
    of_each = select(*counts).select_from(payment.join(tender)).where(*active, condition).group_by(tender.c.method)
    return {name: Sum(count, int(amount_minor)) for name, count, amount_minor in conn.execute(of_each)}


def _amount(groups: Iterable[_Group]) -> int:
    return sum(each.amount_minor for each in groups)


def _summed(named: Iterable[tuple[str | None, _Group]]) -> dict[str, Sum]:
    found: defaultdict[str, Sum] = defaultdict(Sum)
    for name, each in named:
        found[name or ""] = found[name or ""].plus(Sum(each.payments, each.amount_minor))
    return dict(sorted(found.items()))
