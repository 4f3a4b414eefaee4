"""Business days, cash counts and Z-readings, as derived from the journal."""

from mpos.domain.business_day import BusinessDay
from mpos.light.typing import NamedTuple

from .sqlite import sqlite3

_DAY = """
    SELECT business_date,
        CASE WHEN EXISTS (SELECT 1 FROM z_reading z WHERE z.business_date = d.business_date) THEN 'closed'
             WHEN EXISTS (SELECT 1 FROM cash_count c WHERE c.business_date = d.business_date) THEN 'counted'
             ELSE 'open' END,
        collector, opened_seq, opened_at, change_fund_minor
    FROM business_day d"""


class Count(NamedTuple):
    """A count of the cash: where the journal has it, and what it found in minor units."""

    seq: int
    counted_minor: int


class LastZ(NamedTuple):
    """Where the counters stand after the newest Z-reading."""

    z_counter: int
    grand_total_minor: int


def last_day(connection: sqlite3.Connection) -> BusinessDay | None:
    """The newest business day, whatever its state; None before the first."""
    row = connection.execute(f"{_DAY} ORDER BY opened_seq DESC LIMIT 1").fetchone()
    return BusinessDay(*row) if row else None


def find_day(connection: sqlite3.Connection, business_date: str) -> BusinessDay | None:
    """The business day of this date, or None when the terminal had none."""
    row = connection.execute(f"{_DAY} WHERE business_date = ?", (business_date,)).fetchone()
    return BusinessDay(*row) if row else None


def add_day(connection: sqlite3.Connection, row: tuple[str | None, int, str | None, str, int]) -> None:
    """A day begins: business_date, opened_seq, collector, opened_at, change_fund_minor."""
    connection.execute("INSERT INTO business_day VALUES (?, ?, ?, ?, ?)", row)


def add_count(connection: sqlite3.Connection, row: tuple[int, str | None, int, int, str]) -> None:
    """The cash of a day is counted (a recount is one row more): seq, business_date, expected, counted, pieces."""
    connection.execute("INSERT INTO cash_count VALUES (?, ?, ?, ?, ?)", row)


def last_count(connection: sqlite3.Connection, business_date: str) -> Count | None:
    """The newest count of the day; None before the first."""
    row = connection.execute(
        "SELECT seq, counted_minor FROM cash_count WHERE business_date = ? ORDER BY seq DESC LIMIT 1", (business_date,)
    ).fetchone()
    return Count(*row) if row else None


def last_z(connection: sqlite3.Connection) -> LastZ:
    """The counters after the newest Z-reading; zeros before the first."""
    row = connection.execute(
        "SELECT z_counter, present_grand_total_minor FROM z_reading ORDER BY z_counter DESC LIMIT 1"
    ).fetchone()
    return LastZ(*row) if row else LastZ(0, 0)


def add_z(connection: sqlite3.Connection, row: tuple[int, str | None, int, int]) -> None:
    """A day is closed for good: z_counter, business_date, seq, present_grand_total_minor."""
    connection.execute("INSERT INTO z_reading VALUES (?, ?, ?, ?)", row)


def last_z_date(connection: sqlite3.Connection) -> str | None:
    """The business day of the newest Z-reading; None before the first."""
    row = connection.execute("SELECT business_date FROM z_reading ORDER BY z_counter DESC LIMIT 1").fetchone()
    return str(row[0]) if row else None


def z_entry_seq(connection: sqlite3.Connection, business_date: str) -> int | None:
    """Where the journal has the Z-reading of a day; None when it is not closed."""
    row = connection.execute("SELECT seq FROM z_reading WHERE business_date = ?", (business_date,)).fetchone()
    return int(row[0]) if row else None
