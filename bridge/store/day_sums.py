"""Sums of payments for those who want one look: by status, by day, by collector. Never one row a payment."""

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, func, select

from .branch_scope import Branches, code_within
from .engine import Connection
from .postings import APPROVED, FAILED, PENDING, PROCESSING
from .schema import payment, void

OPEN_STATUSES = (PENDING, APPROVED, PROCESSING, FAILED)
"""What is neither in PSCloud nor voided for good."""


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
    """The payments of a day that stand, by status."""
    of_day = and_(payment.c.business_date == business_date, code_within(payment.c.collector_code, branches))
    return _standing(conn, payment.c.status, of_day)


def by_day(conn: Connection, since: str, until: str, branches: Branches) -> dict[str, Sum]:
    """The payments that stand, by business date; days without any are left out."""
    within = payment.c.business_date.between(since, until)
    return _standing(conn, payment.c.business_date, and_(within, code_within(payment.c.collector_code, branches)))


def by_collector(conn: Connection, business_date: str, branches: Branches) -> dict[str, Sum]:
    """The payments of a day that stand, by the login of who took them."""
    of_day = and_(payment.c.business_date == business_date, code_within(payment.c.collector_code, branches))
    return _standing(conn, payment.c.collector, of_day)


def voided_on(conn: Connection, business_date: str, branches: Branches) -> Sum:
    """The payments of a day that were taken back."""
    of_day = and_(payment.c.business_date == business_date, code_within(payment.c.collector_code, branches))
    return _one(conn, _sums().select_from(void.join(payment)).where(of_day))


def open_by_status(conn: Connection, branches: Branches) -> dict[str, Sum]:
    """The payments of all days that are not in PSCloud yet and stand, by status."""
    is_open = and_(payment.c.status.in_(OPEN_STATUSES), code_within(payment.c.collector_code, branches))
    return _standing(conn, payment.c.status, is_open)


def _standing(conn: Connection, by: ColumnElement[Any], wanted: ColumnElement[bool]) -> dict[str, Sum]:
    """Voided ones are few, so they are summed by themselves and taken off: that spares a look at each payment."""
    every = _grouped(conn, by, _sums(by).where(wanted))
    voided = _grouped(conn, by, _sums(by).select_from(void.join(payment)).where(wanted))
    left = {key: found.less(voided.get(key, Sum())) for key, found in every.items()}
    return {key: found for key, found in left.items() if found.payments}


def _sums(*by: ColumnElement[Any]) -> Select[*tuple[Any, ...]]:
    return select(*by, func.count(), func.coalesce(func.sum(payment.c.amount_minor), 0)).select_from(payment)


def _grouped(conn: Connection, by: ColumnElement[Any], statement: Select[*tuple[Any, ...]]) -> dict[str, Sum]:
    return {str(key): Sum(count, int(amount)) for key, count, amount in conn.execute(statement.group_by(by))}


def _one(conn: Connection, statement: Select[*tuple[Any, ...]]) -> Sum:
    count, amount = conn.execute(statement).one()
    return Sum(count, int(amount))
