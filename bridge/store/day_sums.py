"""Sums of payments for those who want one look: by status, by day, by collector. Never one row a payment."""

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func, select

from .branch_scope import Branches, code_within
from .engine import Connection
from .postings import APPROVED, FAILED, PENDING, PROCESSING
from .schema import payment

OPEN_STATUSES = (PENDING, APPROVED, PROCESSING, FAILED)
"""What is not in PSCloud: on its way there, or in front of a person."""
VOIDED, REFUNDED = "voided", "refunded"
"""Where payments that were taken back, or refused and given back, are counted instead of under their status."""


class Sum(NamedTuple):
    """So many payments, and what they come to in minor units."""

    payments: int = 0
    amount_minor: int = 0

    def plus(self, other: "Sum") -> "Sum":
        """Both together."""
        return Sum(self.payments + other.payments, self.amount_minor + other.amount_minor)

    def less(self, other: "Sum") -> "Sum":
        """Without the other."""
        return Sum(self.payments - other.payments, self.amount_minor - other.amount_minor)


def by_status(conn: Connection, business_date: str, branches: Branches) -> dict[str, Sum]:
    """The payments of a day by status, and those that were voided or refunded instead."""
    of_day = and_(payment.c.business_date == business_date, code_within(payment.c.collector_code, branches))
    columns = (payment.c.status, payment.c.is_voided)
    found: dict[str, Sum] = {}
    for status, is_voided, count, amount in conn.execute(select(*columns, *_SUM).where(of_day).group_by(*columns)):
        key = VOIDED if is_voided else status
        found[key] = found.get(key, Sum()).plus(Sum(count, int(amount)))
    given_back = _standing(conn, payment.c.status, of_day & (payment.c.status == FAILED) & payment.c.refunded.is_(True))
    if refunded := given_back.get(FAILED):
        found |= {FAILED: found[FAILED].less(refunded), REFUNDED: refunded}
    return found


def by_day(conn: Connection, since: str, until: str, branches: Branches) -> dict[str, Sum]:
    """The payments that stand, by business date; days without any are left out."""
    within = payment.c.business_date.between(since, until)
    return _standing(conn, payment.c.business_date, and_(within, code_within(payment.c.collector_code, branches)))


def by_collector(conn: Connection, business_date: str, branches: Branches) -> dict[str, Sum]:
    """The payments of a day that stand, by the login of who took them."""
    of_day = and_(payment.c.business_date == business_date, code_within(payment.c.collector_code, branches))
    return _standing(conn, payment.c.collector, of_day)


def open_by_status(conn: Connection, branches: Branches) -> dict[str, Sum]:
    """The payments of all days that are not in PSCloud and stand, by status. Those that were refunded are done with."""
    is_open = and_(payment.c.status.in_(OPEN_STATUSES), payment.c.refunded.is_(False))
    return _standing(conn, payment.c.status, and_(is_open, code_within(payment.c.collector_code, branches)))


_SUM = (func.count(), func.sum(payment.c.amount_minor))


def _standing(conn: Connection, by: ColumnElement[Any], wanted: ColumnElement[bool]) -> dict[str, Sum]:
    statement = select(by, *_SUM).where(wanted, payment.c.is_voided.is_(False)).group_by(by)
    return {str(key): Sum(count, int(amount)) for key, count, amount in conn.execute(statement)}
