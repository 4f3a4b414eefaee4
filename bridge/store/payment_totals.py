"""What the payments that a filter finds add up to."""

from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, case, func, not_, select

from .day_sums import Sum
from .engine import Connection
from .payment_filter import Filter, matches
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


def totals_of(conn: Connection, wanted: Filter) -> Totals:
    """What all payments that the filter finds add up to."""
    stands = payment.c.is_voided.is_(False)
    active = and_(stands, payment.c.refunded.is_(False))
    sums = (
        _sum(active, payment.c.amount_minor),
        _sum(active, payment.c.vat_minor),
        _sum(not_(stands), payment.c.amount_minor),
        _sum(and_(stands, payment.c.refunded.is_(True)), payment.c.amount_minor),
    )
    every = select(payment.c.status, func.count(), func.sum(payment.c.amount_minor), *sums).where(matches(wanted))
    rows = conn.execute(every.group_by(payment.c.status).order_by(payment.c.status)).all()
    active_minor, vat_minor, voided_minor, refunded_minor = (sum(int(row[at]) for row in rows) for at in range(3, 7))
    return Totals(
        payments=sum(row[1] for row in rows),
        active_minor=active_minor,
        synced_minor=sum(int(row[3]) for row in rows if row.status == COMPLETED),
        vat_minor=vat_minor,
        voided_minor=voided_minor,
        refunded_minor=refunded_minor,
        by_method=_by_method(conn, wanted, active),
        by_status={row.status: Sum(row[1], int(row[2])) for row in rows},
    )


def _by_method(conn: Connection, wanted: Filter, active: ColumnElement[bool]) -> dict[str, Sum]:
    counts = (tender.c.method, func.count(tender.c.payment_id.distinct()), func.sum(tender.c.amount_minor))
    of_each = select(*counts).select_from(payment.join(tender)).where(active, matches(wanted))
    rows = conn.execute(of_each.group_by(tender.c.method).order_by(tender.c.method))
    return {name: Sum(count, int(amount_minor)) for name, count, amount_minor in rows}


def _sum(which: ColumnElement[bool], amount: ColumnElement[int]) -> ColumnElement[int]:
    return func.sum(case((which, amount), else_=0))
