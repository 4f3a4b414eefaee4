"""What collectors did about a SOA: its payments, voids, slips, signatures and checks in keeping.

All by indexes of what was derived; the journal itself is not looked through.
"""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import or_, select

from mpos.contract import kinds

from .batches import batches
from .branch_scope import Branches, code_within
from .engine import Connection
from .schema import held_check, payment, receipt_slip, signature, void

MAX_PAYMENTS = 200
"""What one look at a SOA shows, the newest ones: a SOA is paid within weeks."""
MAX_EVENTS = 500


class PaymentOn(NamedTuple):
    """A payment that was taken for a SOA or counts on it now. Instants in UTC, amounts in minor units."""

    payment_id: str
    receipt_no: str
    soa_no: str | None
    on_soa: str | None
    terminal_id: str
    collector: str
    business_date: str
    paid_at: str
    amount_minor: int
    status: str
    payment_no: str | None
    detail: str | None
    voided_at: str | None
    void_no: str | None
    void_reason: str | None
    voided_by: str | None


class Event(NamedTuple):
    """One journal entry that names the SOA, as far as people ask about it. `at` in UTC."""

    at: str
    kind: str
    who: str
    terminal_id: str
    number: str
    amount_minor: int | None = None
    detail: str = ""


def payments_on(conn: Connection, soa_no: str, branches: Branches = None) -> list[PaymentOn]:
    """The newest first. Those of other branches' codes are left out."""
    own: Sequence[Any] = [payment.c[name] for name in PaymentOn._fields[:-4]]
    taken_back: Sequence[Any] = (void.c.voided_at, void.c.void_no, void.c.reason, void.c.voided_by)
    found = (
        select(*own, *taken_back)
        .select_from(payment.outerjoin(void, void.c.payment_id == payment.c.payment_id))
        .where(or_(payment.c.soa_no == soa_no, payment.c.on_soa == soa_no))
        .where(code_within(payment.c.collector_code, branches))
    )
    newest = found.order_by(payment.c.paid_at.desc(), payment.c.payment_id.desc()).limit(MAX_PAYMENTS)
    return [PaymentOn(*row) for row in conn.execute(newest).all()]


def events_of(conn: Connection, soa_no: str, payments: Sequence[PaymentOn], branches: Branches = None) -> list[Event]:
    """What happened about the SOA and these payments of it, the newest first."""
    found = [event for paid in payments for event in _of_payment(paid)]
    found += [*_slips(conn, payments), *_signatures(conn, payments), *_checks(conn, soa_no, branches)]
    return sorted(found, key=lambda event: event.at, reverse=True)[:MAX_EVENTS]


def _of_payment(paid: PaymentOn) -> list[Event]:
    place = (paid.terminal_id, paid.receipt_no, paid.amount_minor)
    events = [Event(paid.paid_at, kinds.PAYMENT_RECORDED, paid.collector, *place)]
    if paid.voided_at is not None:
        told = (paid.voided_by or "", paid.terminal_id, paid.void_no or "", paid.amount_minor, paid.void_reason or "")
        events.append(Event(paid.voided_at, kinds.PAYMENT_VOIDED, *told))
    return events


def _slips(conn: Connection, payments: Sequence[PaymentOn]) -> list[Event]:
    collectors = {(paid.terminal_id, paid.receipt_no): paid.collector for paid in payments}
    found = []
    for batch in batches(sorted({paid.receipt_no for paid in payments})):
        for row in conn.execute(select(receipt_slip).where(receipt_slip.c.receipt_no.in_(batch))):
            who = collectors.get((row.terminal_id, row.receipt_no))
            if who is not None:
                detail = f"no. {row.reprint}" if row.reprint else row.outcome or ""
                found.append(Event(row.noted_at, row.kind, who, row.terminal_id, row.receipt_no, None, detail))
    return found


def _signatures(conn: Connection, payments: Sequence[PaymentOn]) -> list[Event]:
    by_id = {paid.payment_id: paid for paid in payments}
    found = []
    for batch in batches(sorted(by_id)):
        for row in conn.execute(select(signature).where(signature.c.payment_id.in_(batch))):
            paid = by_id[row.payment_id]
            told = (kinds.SIGNATURE_TAKEN, paid.collector, row.terminal_id, paid.receipt_no)
            found.append(Event(row.taken_at, *told))
    return found


def _checks(conn: Connection, soa_no: str, branches: Branches) -> list[Event]:
    own = select(held_check).where(held_check.c.soa_no == soa_no, code_within(held_check.c.collector_code, branches))
    found = []
    for row in conn.execute(own.order_by(held_check.c.held_at.desc()).limit(MAX_EVENTS)):
        place = (row.collector, row.terminal_id, row.ack_no, row.amount_minor)
        found.append(Event(row.held_at, kinds.CHECK_HELD, *place, f"{row.bank} {row.check_no} of {row.check_date}"))
        if row.returned_at is not None:
            found.append(Event(row.returned_at, kinds.CHECK_RETURNED, *place, row.return_reason or ""))
    return found
