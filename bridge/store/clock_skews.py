"""How far our clock is from those of terminals and of PSCloud: the last value of each day, and the largest.

Our own clock may be the wrong one, so the order of the rows is that of the contacts, not that of the days.
"""

from datetime import datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import Select, insert, select, update

from mpos.contract.clock import in_utc

from .engine import Connection
from .schema import clock_skew

PSCLOUD = "pscloud"
"""Whose clock it is, where it is not a terminal's."""


class Skew(NamedTuple):
    """One day of one clock: milliseconds that ours was ahead of it, the last and the furthest, and when (in UTC)."""

    whose: str
    day: str
    last_ms: int
    last_at: str
    largest_ms: int
    largest_at: str


def keep_skew(conn: Connection, whose: str, skew: timedelta, now: datetime) -> None:
    """Keeps what a contact has shown."""
    milliseconds, day, at = skew // timedelta(milliseconds=1), now.date().isoformat(), in_utc(now)
    newest = conn.execute(_of(whose).limit(1)).first()
    if newest is None or newest.day != day:
        first = Skew(whose, day, milliseconds, at, milliseconds, at)
        conn.execute(insert(clock_skew).values(first._asdict()))
        return
    values: dict[str, object] = {"last_ms": milliseconds, "last_at": at}
    if abs(milliseconds) > abs(newest.largest_ms):
        values |= {"largest_ms": milliseconds, "largest_at": at}
    conn.execute(update(clock_skew).where(clock_skew.c.skew_id == newest.skew_id).values(values))


def skews_of(conn: Connection, whose: str, limit: int = 1) -> list[Skew]:
    """The days of a clock, the last contact's first."""
    rows = conn.execute(_of(whose).limit(limit))
    return [Skew(*(getattr(row, name) for name in Skew._fields)) for row in rows]


def _of(whose: str) -> Select[*tuple[Any, ...]]:
    return select(clock_skew).where(clock_skew.c.whose == whose).order_by(clock_skew.c.skew_id.desc())
