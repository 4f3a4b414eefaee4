"""Collection and Payments: what came in, what became of it, and the decisions that people take on it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, case, func, or_, select, update

from mpos.contract.clock import in_utc

from .engine import Connection
from .postings import (
    APPROVED,
    COMPLETED,
    FAILED,
    PENDING,
    POST,
    PROCESSING,
    REFUSED,
    VOID,
    WAITING,
    enqueue_post,
)
from .schema import payment, posting, posting_attempt, void

STATUSES = (PENDING, APPROVED, PROCESSING, COMPLETED, FAILED)


class Filter(NamedTuple):
    """Which payments; None stands for all. `collector` is a login or a collector code."""

    business_date: str | None = None
    collector: str | None = None
    status: str | None = None


class Listed(NamedTuple):
    """A payment with what became of it. Instants in UTC."""

    payment_id: str
    receipt_no: str
    soa_no: str | None
    customer_no: str
    customer_name: str
    collector: str
    collector_code: str
    terminal_id: str
    epoch: int
    seq: int
    source: str
    business_date: str
    paid_at: str
    currency: str
    amount_minor: int
    advance_minor: int
    vat_minor: int
    manual_or_no: str | None
    status: str
    approved_by: str | None
    approved_at: str | None
    payment_no: str | None
    soa_version: int | None
    posted_as_credit: bool
    code: str | None
    detail: str | None
    voided: bool
    voided_at: str | None
    void_reason: str | None


class Totals(NamedTuple):
    """Sums of the payments that a filter finds, in minor units. Of voided ones only `voided_minor` tells."""

    payments: int
    active_minor: int
    synced_minor: int
    vat_minor: int
    voided_minor: int


class Try(NamedTuple):
    """One try to post a payment or its void."""

    action: str
    tried_at: str
    outcome: str
    http_status: int | None
    code: str | None
    detail: str | None


def list_payments(conn: Connection, wanted: Filter, limit: int) -> list[Listed]:
    """The newest payments first."""
    newest_first = _listed().where(_matches(wanted)).order_by(payment.c.paid_at.desc(), payment.c.receipt_no.desc())
    return [Listed(*row) for row in conn.execute(newest_first.limit(limit))]


def totals_of(conn: Connection, wanted: Filter) -> Totals:
    """What all payments that the filter finds add up to."""
    stands = void.c.void_id.is_(None)
    synced = and_(stands, payment.c.status == COMPLETED)
    statement = (
        select(
            func.count(payment.c.payment_id),
            _sum(stands, payment.c.amount_minor),
            _sum(synced, payment.c.amount_minor),
            _sum(stands, payment.c.vat_minor),
            _sum(~stands, payment.c.amount_minor),
        )
        .select_from(payment.outerjoin(void, void.c.payment_id == payment.c.payment_id))
        .where(_matches(wanted))
    )
    return Totals(*(int(each) for each in conn.execute(statement).one()))


def find_payments(conn: Connection, id_or_receipt_no: str) -> list[Listed]:
    """The payment with this id, or those with this receipt number."""
    found = or_(payment.c.payment_id == id_or_receipt_no, payment.c.receipt_no == id_or_receipt_no)
    return [Listed(*row) for row in conn.execute(_listed().where(found).order_by(payment.c.paid_at))]


def tries_of(conn: Connection, payment_id: str) -> list[Try]:
    """All tries to post a payment and its void, oldest first."""
    columns = [posting.c.action, *(posting_attempt.c[name] for name in Try._fields[1:])]
    joined = select(*columns).join(posting, posting.c.idempotency_key == posting_attempt.c.idempotency_key)
    mine = joined.where(posting.c.payment_id == payment_id).order_by(posting_attempt.c.attempt_id)
    return [Try(*row) for row in conn.execute(mine)]


def waiting_for_approval(conn: Connection) -> list[str]:
    """The ids of the payments that nobody has approved yet, in the order in which they were taken."""
    pending = select(payment.c.payment_id).where(payment.c.status == PENDING)
    return list(conn.execute(pending.order_by(payment.c.paid_at, payment.c.payment_id)).scalars())


def approve(conn: Connection, payment_id: str, who: str, now: datetime) -> bool:
    """Lets a payment go to PSCloud; False when it does not wait for approval."""
    approved = conn.execute(
        update(payment)
        .where(payment.c.payment_id == payment_id, payment.c.status == PENDING)
        .values(status=APPROVED, approved_by=who, approved_at=in_utc(now))
    )
    if approved.rowcount == 1:
        enqueue_post(conn, payment_id, now)
    return approved.rowcount == 1


def retry(conn: Connection, payment_id: str, now: datetime) -> bool:
    """Sends what PSCloud has refused once more, same key and same body; False when nothing was refused."""
    return _wait_again(conn, payment_id, POST, APPROVED, now) or _wait_again(conn, payment_id, VOID, COMPLETED, now)


def resolve_as_credit(conn: Connection, payment_id: str, now: datetime) -> bool:
    """Sends a refused payment as the customer's credit instead, under the same key; False when it was not refused."""
    return _wait_again(conn, payment_id, POST, APPROVED, now, as_credit=True)


def _wait_again(conn: Connection, payment_id: str, action: str, status: str, now: datetime, **values: Any) -> bool:
    moved = conn.execute(
        update(posting)
        .where(posting.c.payment_id == payment_id, posting.c.action == action, posting.c.state == REFUSED)
        .values(state=WAITING, attempts=0, next_attempt_at=in_utc(now), **values)
    )
    if moved.rowcount == 1:
        failed = update(payment).where(payment.c.payment_id == payment_id, payment.c.status == FAILED)
        conn.execute(failed.values(status=status, code=None, detail=None))
    return moved.rowcount == 1


def _listed() -> Select[*tuple[Any, ...]]:
    own: Sequence[Any] = [payment.c[name] for name in Listed._fields[:-3]]
    columns = [*own, void.c.void_id.is_not(None), void.c.voided_at, void.c.reason]
    return select(*columns).select_from(payment.outerjoin(void, void.c.payment_id == payment.c.payment_id))


def _matches(wanted: Filter) -> ColumnElement[bool]:
    found: list[ColumnElement[bool]] = [payment.c.payment_id.is_not(None)]
    if wanted.business_date is not None:
        found.append(payment.c.business_date == wanted.business_date)
    if wanted.collector is not None:
        is_theirs = or_(payment.c.collector == wanted.collector, payment.c.collector_code == wanted.collector)
        found.append(is_theirs)
    if wanted.status is not None:
        found.append(payment.c.status == wanted.status)
    return and_(*found)


def _sum(which: ColumnElement[bool], amount: ColumnElement[int]) -> ColumnElement[int]:
    return func.coalesce(func.sum(case((which, amount), else_=0)), 0)
