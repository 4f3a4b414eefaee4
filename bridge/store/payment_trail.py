"""One payment from journal entry to PSCloud's number: where it was recorded, every try, decision and slip."""

from typing import NamedTuple

from sqlalchemy import select

from mpos.contract.journal import Entry

from .engine import Connection
from .schema import (
    allocation,
    confirmation,
    journal,
    payment,
    posting,
    posting_attempt,
    receipt_slip,
    resolution,
    soa,
    tender,
)

MAX_SLIPS = 500
"""Of one receipt; more of them are no news."""


class Recorded(NamedTuple):
    """The journal entry that recorded a payment, and when it came in."""

    entry: Entry
    received_at: str


class Try(NamedTuple):
    """One try to post a payment or its void."""

    action: str
    tried_at: str
    outcome: str
    http_status: int | None
    code: str | None
    detail: str | None


class Waits(NamedTuple):
    """What is still to be sent of a payment, or was refused. Instants in UTC."""

    action: str
    state: str
    attempts: int
    next_attempt_at: str


class Share(NamedTuple):
    """How much of a payment goes to an invoice. `attached` by a person, or as it was recorded."""

    invoice_no: str
    balance_minor: int
    penalty_minor: int
    attached: bool
    counts: bool


class Resolved(NamedTuple):
    """What a person decided."""

    how: str
    soa_no: str | None
    reason: str
    who: str
    resolved_at: str
    deed_id: int


class Slip(NamedTuple):
    """That a slip of the receipt was printed, or asked for again."""

    kind: str
    slip: str | None
    outcome: str | None
    reprint: int | None
    noted_at: str


class Confirmed(NamedTuple):
    """What a person found in the account for one tender."""

    line: int
    found: bool
    remark: str
    who: str
    confirmed_at: str


class Paid(NamedTuple):
    """One tender of a payment."""

    line: int
    method: str
    amount_minor: int
    reference: str | None
    for_confirmation: bool


def recorded_of(conn: Connection, payment_id: str) -> Recorded | None:
    """The entry at the payment's place; None when the journal does not hold it (any more)."""
    at_its_place = (
        (journal.c.terminal_id == payment.c.terminal_id)
        & (journal.c.epoch == payment.c.epoch)
        & (journal.c.seq == payment.c.seq)
    )
    columns = [*(journal.c[name] for name in Entry._fields), journal.c.received_at]
    row = conn.execute(select(*columns).join(payment, at_its_place).where(payment.c.payment_id == payment_id)).first()
    return None if row is None else Recorded(Entry(*row[:-1]), row.received_at)


def tries_of(conn: Connection, payment_id: str) -> list[Try]:
    """All tries to post a payment and its void, oldest first."""
    columns = [posting.c.action, *(posting_attempt.c[name] for name in Try._fields[1:])]
    joined = select(*columns).join(posting, posting.c.idempotency_key == posting_attempt.c.idempotency_key)
    mine = joined.where(posting.c.payment_id == payment_id).order_by(posting_attempt.c.attempt_id)
    return [Try(*row) for row in conn.execute(mine)]


def postings_of(conn: Connection, payment_id: str) -> list[Waits]:
    """Its posting and that of its void, as they stand."""
    columns = [posting.c[name] for name in Waits._fields]
    mine = select(*columns).where(posting.c.payment_id == payment_id).order_by(posting.c.action)
    return [Waits(*row) for row in conn.execute(mine)]


def shares_of(conn: Connection, payment_id: str) -> list[Share]:
    """How it was recorded to be spread, and how it was attached since."""
    a = allocation.c
    columns = [a.invoice_no, a.balance_minor, a.penalty_minor, a.resolution_id.is_not(None), a.counts]
    rows = conn.execute(select(*columns).where(a.payment_id == payment_id).order_by(a.line))
    return [Share(*row) for row in rows]


def resolutions_of(conn: Connection, payment_id: str) -> list[Resolved]:
    """What people decided, oldest first."""
    columns = [resolution.c[name] for name in Resolved._fields]
    mine = select(*columns).where(resolution.c.payment_id == payment_id)
    return [Resolved(*row) for row in conn.execute(mine.order_by(resolution.c.resolution_id))]


def slips_of(conn: Connection, terminal_id: str, receipt_no: str) -> list[Slip]:
    """Prints and reprints of a receipt, in the order of the journal."""
    columns = [receipt_slip.c[name] for name in Slip._fields]
    mine = (receipt_slip.c.receipt_no == receipt_no) & (receipt_slip.c.terminal_id == terminal_id)
    ordered = select(*columns).where(mine).order_by(receipt_slip.c.epoch, receipt_slip.c.seq)
    return [Slip(*row) for row in conn.execute(ordered.limit(MAX_SLIPS))]


def tenders_of(conn: Connection, payment_id: str) -> list[Paid]:
    """How it was paid."""
    columns = [tender.c[name] for name in Paid._fields]
    return [
        Paid(*row)
        for row in conn.execute(select(*columns).where(tender.c.payment_id == payment_id).order_by(tender.c.line))
    ]


def confirmations_of(conn: Connection, payment_id: str) -> list[Confirmed]:
    """What people found in the account, oldest first."""
    columns = [confirmation.c[name] for name in Confirmed._fields]
    mine = select(*columns).where(confirmation.c.payment_id == payment_id)
    return [Confirmed(*row) for row in conn.execute(mine.order_by(confirmation.c.confirmation_id))]


def version_at_hand(conn: Connection, soa_no: str) -> int | None:
    """The version of a SOA that we have; None for one that we don't know."""
    return conn.execute(select(soa.c.version).where(soa.c.soa_no == soa_no)).scalar_one_or_none()
