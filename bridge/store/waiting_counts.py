"""How many things wait for a person, beside payments."""

from typing import Any

from sqlalchemy import func, or_, select

from .branch_scope import Branches, code_within, terminal_within
from .day_sums import Sum
from .engine import Connection
from .postings import FAILED
from .schema import confirmation, journal_conflict, payment, set_aside, tender


def for_confirmation(conn: Connection, branches: Branches) -> Sum:
    """Tenders whose money nobody has looked for yet, and what they come to. Of voided payments none."""
    same_tender = (confirmation.c.payment_id == tender.c.payment_id) & (confirmation.c.line == tender.c.line)
    looked_for = select(confirmation.c.confirmation_id).where(same_tender).exists()
    statement = (
        select(func.count(), func.coalesce(func.sum(tender.c.amount_minor), 0))
        .select_from(tender.join(payment))
        .where(tender.c.for_confirmation.is_(True), payment.c.is_voided.is_(False), ~looked_for)
        .where(code_within(payment.c.collector_code, branches))
    )
    count, amount_minor = conn.execute(statement).one()
    return Sum(count, int(amount_minor))


def refused(conn: Connection, branches: Branches) -> Sum:
    """Payments that PSCloud refused and nobody has decided on, and posted ones whose void it refused."""
    to_be_decided = or_(payment.c.is_voided.is_(False), payment.c.payment_no.is_not(None))
    statement = (
        select(func.count(), func.coalesce(func.sum(payment.c.amount_minor), 0))
        .where(payment.c.status == FAILED, payment.c.refunded.is_(False), to_be_decided)
        .where(code_within(payment.c.collector_code, branches))
    )
    count, amount_minor = conn.execute(statement).one()
    return Sum(count, int(amount_minor))


def set_aside_entries(conn: Connection, branches: Branches) -> int:
    """Entries that nothing could be derived from."""
    mine = terminal_within(set_aside.c.terminal_id, branches)
    return _count(conn, select(func.count()).select_from(set_aside).where(mine))


def conflicts(conn: Connection, branches: Branches) -> int:
    """Entries that came for a place which another has."""
    mine = terminal_within(journal_conflict.c.terminal_id, branches)
    return _count(conn, select(func.count()).select_from(journal_conflict).where(mine))


def _count(conn: Connection, statement: Any) -> int:
    return int(conn.execute(statement).scalar_one())
