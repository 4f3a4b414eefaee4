"""What rules of alerts look at, each by a query that an index answers. Lists are cut: who has that many alerts of one
kind does not need the rest, and the oldest come first, so that none of them seems to heal.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, and_, delete, func, insert, select

from mpos.contract.clock import in_utc
from mpos.contract.kinds import RECEIPT_REPRINTED, SLIP_PRINTED

from .engine import Connection
from .postings import FAILED
from .schema import business_day, journal_conflict, payment, receipt_slip, set_aside, setting, void

MAX_SIGNS = 1_000
_AUDIT = "last_audit"
_RECEIPT, _CONFIRMED = "receipt", "confirmed"


class RefusedPayment(NamedTuple):
    """A payment, or its void, that PSCloud has refused and nobody has resolved."""

    receipt_no: str
    terminal_id: str
    collector_code: str
    code: str | None
    amount_minor: int


class OpenDay(NamedTuple):
    """A business day without its Z-reading."""

    terminal_id: str
    business_date: str
    collector: str
    counted_at: str | None


class VoidedReceipt(NamedTuple):
    """A receipt that was on paper when its payment was taken back."""

    receipt_no: str
    terminal_id: str
    collector_code: str
    voided_by: str
    voided_at: str
    amount_minor: int


class Reprinted(NamedTuple):
    """A receipt, and how often it was printed again."""

    receipt_no: str
    terminal_id: str
    times: int


class StrayEntry(NamedTuple):
    """An entry that fits nowhere: set aside, or beside another. `code` is why, None for a conflict."""

    terminal_id: str
    epoch: int
    seq: int
    code: str | None


class Audited(NamedTuple):
    """The last audit of everything: when, and how many problems it had, with the first."""

    made_at: str
    problems: int
    first: str | None


def refused_payments(conn: Connection) -> list[RefusedPayment]:
    """Those that wait for a person. One that was voided before it ever got to PSCloud is done with."""
    columns = select(*(payment.c[name] for name in RefusedPayment._fields))
    done_with = and_(payment.c.is_voided.is_(True), payment.c.payment_no.is_(None))
    waits = columns.where(payment.c.status == FAILED, payment.c.refunded.is_(False), ~done_with)
    return [RefusedPayment(*row) for row in _first(conn, waits.order_by(payment.c.arrival))]


def open_days(conn: Connection, before: str) -> list[OpenDay]:
    """The days before that date that are not closed."""
    columns = select(*(business_day.c[name] for name in OpenDay._fields))
    mine = columns.where(business_day.c.closed_at.is_(None), business_day.c.business_date < before)
    in_order = mine.order_by(business_day.c.business_date, business_day.c.terminal_id)
    return [OpenDay(*row) for row in _first(conn, in_order)]


def voided_on_paper(conn: Connection, since: datetime) -> list[VoidedReceipt]:
    """What was voided since then though its receipt had been printed."""
    printed = and_(
        receipt_slip.c.receipt_no == payment.c.receipt_no,
        receipt_slip.c.kind == SLIP_PRINTED,
        receipt_slip.c.slip == _RECEIPT,
        receipt_slip.c.outcome == _CONFIRMED,
        receipt_slip.c.noted_at <= void.c.voided_at,
    )
    columns = {**payment.c, "voided_by": void.c.voided_by, "voided_at": void.c.voided_at}
    statement = select(*(columns[name] for name in VoidedReceipt._fields)).select_from(void.join(payment))
    mine = statement.where(void.c.voided_at >= in_utc(since), select(receipt_slip.c.seq).where(printed).exists())
    return [VoidedReceipt(*row) for row in _first(conn, mine.order_by(void.c.voided_at, void.c.void_no))]


def reprinted(conn: Connection, since: datetime, at_least: int) -> list[Reprinted]:
    """Receipts that were printed again so often since then."""
    times = func.count()
    columns = select(receipt_slip.c.receipt_no, receipt_slip.c.terminal_id, times)
    again = columns.where(receipt_slip.c.kind == RECEIPT_REPRINTED, receipt_slip.c.noted_at >= in_utc(since))
    grouped = again.group_by(receipt_slip.c.receipt_no, receipt_slip.c.terminal_id).having(times >= at_least)
    return [Reprinted(*row) for row in _first(conn, grouped.order_by(receipt_slip.c.receipt_no))]


def entries_set_aside(conn: Connection) -> list[StrayEntry]:
    """Entries that nothing could be derived from."""
    columns = select(*(set_aside.c[name] for name in StrayEntry._fields))
    place = (set_aside.c.terminal_id, set_aside.c.epoch, set_aside.c.seq)
    return [StrayEntry(*row) for row in _first(conn, columns.order_by(set_aside.c.set_aside_at, *place))]


def entries_in_conflict(conn: Connection) -> list[StrayEntry]:
    """Entries that came for a place which another has."""
    columns = select(journal_conflict.c.terminal_id, journal_conflict.c.epoch, journal_conflict.c.seq)
    rows = _first(conn, columns.order_by(journal_conflict.c.conflict_id))
    return [StrayEntry(row.terminal_id, row.epoch, row.seq, None) for row in rows]


def keep_audit(conn: Connection, problems: int, first: str | None, now: datetime) -> None:
    """Keeps what an audit of everything came to."""
    conn.execute(delete(setting).where(setting.c.key == _AUDIT))
    conn.execute(insert(setting).values(key=_AUDIT, value=Audited(in_utc(now), problems, first)._asdict()))


def last_audit(conn: Connection) -> Audited | None:
    """What the last audit of everything came to; None before the first."""
    kept: Mapping[str, Any] | None = conn.execute(
        select(setting.c.value).where(setting.c.key == _AUDIT)
    ).scalar_one_or_none()
    return None if kept is None else Audited(**kept)


def _first(conn: Connection, statement: Select[*tuple[Any, ...]]) -> list[Row[*tuple[Any, ...]]]:
    return list(conn.execute(statement.limit(MAX_SIGNS)))
