"""What the payments that a filter finds add up to."""

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, func, not_, select

from .day_sums import Sum
from .engine import Connection
from .payment_filter import Filter, matches
from .postings import COMPLETED
from .schema import payment, tender, void


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
    stands = void.c.void_id.is_(None)
    active = and_(stands, payment.c.refunded.is_(False))
    sums = _from_payments(
        func.count(payment.c.payment_id),
        _sum(active, payment.c.amount_minor),
        _sum(and_(active, payment.c.status == COMPLETED), payment.c.amount_minor),
        _sum(active, payment.c.vat_minor),
        _sum(not_(stands), payment.c.amount_minor),
        _sum(and_(stands, payment.c.refunded.is_(True)), payment.c.amount_minor),
    ).where(matches(wanted))
    count, *amounts = (int(each) for each in conn.execute(sums).one())
    active_minor, synced_minor, vat_minor, voided_minor, refunded_minor = amounts
    return Totals(
        payments=count,
        active_minor=active_minor,
        synced_minor=synced_minor,
        vat_minor=vat_minor,
        voided_minor=voided_minor,
        refunded_minor=refunded_minor,
        by_method=_by_method(conn, wanted, active),
        by_status=_by_status(conn, wanted),
    )


def _by_method(conn: Connection, wanted: Filter, active: ColumnElement[bool]) -> dict[str, Sum]:
    counts = (tender.c.method, func.count(tender.c.payment_id.distinct()), func.sum(tender.c.amount_minor))
    joined = payment.join(tender).outerjoin(void, void.c.payment_id == payment.c.payment_id)
    return _grouped(conn, select(*counts).select_from(joined).where(active, matches(wanted)), tender.c.method)


def _by_status(conn: Connection, wanted: Filter) -> dict[str, Sum]:
    counts = (payment.c.status, func.count(payment.c.payment_id), func.sum(payment.c.amount_minor))
    return _grouped(conn, _from_payments(*counts).where(matches(wanted)), payment.c.status)


def _grouped(conn: Connection, statement: Select[*tuple[Any, ...]], by: ColumnElement[str]) -> dict[str, Sum]:
    rows = conn.execute(statement.group_by(by).order_by(by))
    return {name: Sum(count, int(amount_minor)) for name, count, amount_minor in rows}


def _from_payments(*columns: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    return select(*columns).select_from(payment.outerjoin(void, void.c.payment_id == payment.c.payment_id))


def _sum(which: ColumnElement[bool], amount: ColumnElement[int]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((which, amount), else_=0)), 0)
