"""Tenders that nobody at the terminal could see arrive (QR Ph), and what the office found when it looked."""

from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, func, insert, select

from mpos.contract.clock import in_utc

from .branch_scope import Branches, code_within
from .engine import Connection
from .schema import confirmation, payment, tender, void


class ForConfirmation(NamedTuple):
    """A tender to look for, and what was found so far (None: nobody looked)."""

    payment_id: str
    line: int
    receipt_no: str
    business_date: str
    customer_name: str
    collector: str
    method: str
    reference: str | None
    amount_minor: int
    voided: bool
    found: bool | None
    remark: str | None
    who: str | None
    confirmed_at: str | None


class Finding(NamedTuple):
    """What a person found in the account for one tender."""

    payment_id: str
    line: int
    found: bool
    remark: str


def list_for_confirmation(
    conn: Connection, branches: Branches, limit: int, *, open_only: bool = True, before: str | None = None
) -> list[ForConfirmation]:
    """The oldest business day first; `open_only` leaves out what was found, and what was voided meanwhile.

    `before`: only those of earlier business days.
    """
    wanted = tender.c.for_confirmation.is_(True) & code_within(payment.c.collector_code, branches)
    if open_only:
        wanted &= void.c.void_id.is_(None) & confirmation.c.found.is_not(True)
    if before is not None:
        wanted &= payment.c.business_date < before
    ordered = _looked_for().where(wanted).order_by(payment.c.business_date, payment.c.paid_at, tender.c.line)
    return [ForConfirmation(*row) for row in conn.execute(ordered.limit(limit))]


def is_for_confirmation(conn: Connection, payment_id: str, line: int) -> bool:
    """Whether this tender is one to look for."""
    mine = (tender.c.payment_id == payment_id) & (tender.c.line == line) & tender.c.for_confirmation.is_(True)
    return conn.execute(select(tender.c.line).where(mine)).first() is not None


def keep_finding(conn: Connection, finding: Finding, who: str, deed_id: int, now: datetime) -> None:
    """Keeps what a person found, beside what was found before."""
    values = {**finding._asdict(), "who": who, "deed_id": deed_id, "confirmed_at": in_utc(now)}
    conn.execute(insert(confirmation).values(values))


def _looked_for() -> Select[*tuple[Any, ...]]:
    newest = (
        select(confirmation.c.payment_id, confirmation.c.line, func.max(confirmation.c.confirmation_id).label("newest"))
        .group_by(confirmation.c.payment_id, confirmation.c.line)
        .subquery()
    )
    of_tender = and_(newest.c.payment_id == tender.c.payment_id, newest.c.line == tender.c.line)
    return select(
        payment.c.payment_id,
        tender.c.line,
        payment.c.receipt_no,
        payment.c.business_date,
        payment.c.customer_name,
        payment.c.collector,
        tender.c.method,
        tender.c.reference,
        tender.c.amount_minor,
        void.c.void_id.is_not(None),
        confirmation.c.found,
        confirmation.c.remark,
        confirmation.c.who,
        confirmation.c.confirmed_at,
    ).select_from(
        tender.join(payment)
        .outerjoin(void, void.c.payment_id == payment.c.payment_id)
        .outerjoin(newest, of_tender)
        .outerjoin(confirmation, confirmation.c.confirmation_id == newest.c.newest)
    )
