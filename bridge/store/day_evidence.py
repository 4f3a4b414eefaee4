"""What closes a business day: Z-readings as they were taken, the payments under them, and days that have none."""

from typing import Any, NamedTuple

from sqlalchemy import select

from mpos.contract.kinds import Z_READING

from .engine import Connection
from .schema import business_day, journal, payment, reading


class ZReading(NamedTuple):
    """A Z-reading at its place; `body` is what was printed."""

    epoch: int
    seq: int
    business_date: str
    body: dict[str, Any]


class Paid(NamedTuple):
    """A payment at its place."""

    epoch: int
    seq: int
    business_date: str
    amount_minor: int


class OpenDay(NamedTuple):
    """A day without a Z-reading; `counted_at` is when its cash was counted, None before that."""

    business_date: str
    opened_at: str
    counted_at: str | None


def z_readings(conn: Connection, terminal_id: str) -> list[ZReading]:
    """A terminal's Z-readings in the order of its journal."""
    columns = select(*(reading.c[name] for name in ZReading._fields))
    mine = columns.where(reading.c.terminal_id == terminal_id, reading.c.kind == Z_READING)
    return [ZReading(*row) for row in conn.execute(mine.order_by(reading.c.epoch, reading.c.seq))]


def paid_at(conn: Connection, terminal_id: str) -> list[Paid]:
    """A terminal's payments in the order of its journal."""
    columns = select(*(payment.c[name] for name in Paid._fields)).where(payment.c.terminal_id == terminal_id)
    return [Paid(*row) for row in conn.execute(columns.order_by(payment.c.epoch, payment.c.seq))]


def hash_at(conn: Connection, terminal_id: str, epoch: int, seq: int) -> str | None:
    """The hash of the entry at this place, or None when there is none."""
    at_place = (journal.c.terminal_id == terminal_id) & (journal.c.epoch == epoch) & (journal.c.seq == seq)
    return conn.execute(select(journal.c.hash).where(at_place)).scalar_one_or_none()


def days_without_z(conn: Connection, terminal_id: str) -> list[OpenDay]:
    """A terminal's days that are not closed, oldest first."""
    columns = select(*(business_day.c[name] for name in OpenDay._fields))
    mine = columns.where(business_day.c.terminal_id == terminal_id, business_day.c.closed_at.is_(None))
    return [OpenDay(*row) for row in conn.execute(mine.order_by(business_day.c.business_date))]


def newest_day(conn: Connection, terminal_id: str) -> str | None:
    """The last business day that a terminal has opened, as far as its journal is here."""
    mine = select(business_day.c.business_date).where(business_day.c.terminal_id == terminal_id)
    return conn.execute(mine.order_by(business_day.c.business_date.desc()).limit(1)).scalar_one_or_none()
