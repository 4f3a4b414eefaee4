"""What was recorded of a payment or a void, as it is needed to post it."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select

from mpos.contract.clock import read_instant
from mpos.contract.journal import Entry
from mpos.contract.money import format_money

from .engine import Connection
from .schema import journal, payment, posting_attempt, void


class VoidOrder(NamedTuple):
    """A void as PSCloud is told of it."""

    reason: str
    voided_at: str
    voided_by: str


def entry_of(conn: Connection, payment_id: str) -> Entry | None:
    """The journal entry that recorded a payment; None when the journal does not hold it (any more)."""
    at_its_place = (
        (journal.c.terminal_id == payment.c.terminal_id)
        & (journal.c.epoch == payment.c.epoch)
        & (journal.c.seq == payment.c.seq)
    )
    columns = [journal.c[name] for name in Entry._fields]
    row = conn.execute(select(*columns).join(payment, at_its_place).where(payment.c.payment_id == payment_id)).first()
    return None if row is None else Entry(*row)


def void_order_of(conn: Connection, payment_id: str) -> VoidOrder:
    """The void of a payment that has one."""
    columns = select(void.c.reason, void.c.voided_at, void.c.voided_by)
    return VoidOrder(*conn.execute(columns.where(void.c.payment_id == payment_id)).one())


class PostedPayment(NamedTuple):
    """What a back office may want to know of the payment that a void takes back."""

    payment_id: str
    payment_no: str | None
    receipt_no: str
    soa_no: str | None
    amount: str


def posted_payment(conn: Connection, payment_id: str) -> PostedPayment:
    """The payment as it stands there."""
    columns = (payment.c.payment_no, payment.c.receipt_no, payment.c.on_soa, payment.c.amount_minor)
    payment_no, receipt_no, soa_no, amount_minor = conn.execute(
        select(*columns).where(payment.c.payment_id == payment_id)
    ).one()
    return PostedPayment(payment_id, payment_no, receipt_no, soa_no, format_money(amount_minor))


def last_tried_at(conn: Connection, key: str) -> datetime | None:
    """When a posting was tried last; None before an answer, or the want of one, was recorded."""
    last = select(func.max(posting_attempt.c.tried_at)).where(posting_attempt.c.idempotency_key == key)
    found = conn.execute(last).scalar_one_or_none()
    return None if found is None else read_instant(found)
