"""Post-dated checks in keeping: what was taken, and what became of it.

A check leaves when it is collected or returned; one whose payment was voided is in keeping again.
"""

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, func, select

from .branch_scope import Branches, code_within
from .day_sums import Sum
from .engine import Connection
from .schema import held_check, payment, void

HELD, COLLECTED, RETURNED = "held", "collected", "returned"
STATES = (HELD, COLLECTED, RETURNED)


class HeldFilter(NamedTuple):
    """Which checks; None stands for all. `until`: dated up to that day."""

    state: str | None = HELD
    collector: str | None = None
    until: str | None = None
    branches: Branches = None


class KeptCheck(NamedTuple):
    """A check that was taken in keeping. `receipt_no` is of the payment that it became."""

    terminal_id: str
    ack_no: str
    soa_no: str
    customer_no: str
    customer_name: str
    collector: str
    collector_code: str
    business_date: str
    amount_minor: int
    bank: str
    check_no: str
    check_date: str
    held_at: str
    returned_at: str | None
    return_reason: str | None
    state: str
    payment_id: str | None
    receipt_no: str | None


def list_held_checks(conn: Connection, wanted: HeldFilter, limit: int) -> list[KeptCheck]:
    """By the day on which they may be presented."""
    ordered = _kept().where(_matches(wanted)).order_by(held_check.c.check_date, held_check.c.ack_no)
    return [KeptCheck(*row) for row in conn.execute(ordered.limit(limit))]


def sums_of_checks(conn: Connection, wanted: HeldFilter) -> dict[str, Sum]:
    """How many there are in each state, and what they come to."""
    state = _state()
    counts = select(state, func.count(), func.sum(held_check.c.amount_minor)).select_from(_joined())
    rows = conn.execute(counts.where(_matches(wanted._replace(state=None))).group_by(state))
    return {name: Sum(count, int(amount_minor)) for name, count, amount_minor in rows}


def _kept() -> Select[*tuple[Any, ...]]:
    own = [held_check.c[name] for name in KeptCheck._fields[:-3]]
    return select(*own, _state(), payment.c.payment_id, payment.c.receipt_no).select_from(_joined())


def _joined() -> Any:
    return held_check.outerjoin(payment, payment.c.payment_id == held_check.c.payment_id).outerjoin(
        void, void.c.payment_id == payment.c.payment_id
    )


def _state() -> ColumnElement[str]:
    collected = and_(payment.c.payment_id.is_not(None), void.c.void_id.is_(None))
    return case((held_check.c.returned_at.is_not(None), RETURNED), (collected, COLLECTED), else_=HELD)


def _matches(wanted: HeldFilter) -> ColumnElement[bool]:
    found = [code_within(held_check.c.collector_code, wanted.branches)]
    if wanted.state is not None:
        found.append(_state() == wanted.state)
    if wanted.collector is not None:
        found.append((held_check.c.collector == wanted.collector) | (held_check.c.collector_code == wanted.collector))
    if wanted.until is not None:
        found.append(held_check.c.check_date <= wanted.until)
    return and_(*found)
