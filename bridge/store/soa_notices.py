"""SOAs that the back office has told us of: they are looked up soon. Told twice is told once.

A notice of no SOA in particular, or more than fit, stands for all that changed.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, func, insert, select

from mpos.contract.clock import in_utc

from .batches import batches
from .engine import Connection
from .schema import soa_notice

ALL = ""
MAX_NOTICES = 5_000
"""More single look-ups take longer than a listing of what changed."""


def note(conn: Connection, soa_nos: Iterable[str], now: datetime) -> None:
    """Keeps notices; none in particular asks for all that changed."""
    wanted = sorted(set(soa_nos)) or [ALL]
    for batch in batches(wanted):
        conn.execute(delete(soa_notice).where(soa_notice.c.soa_no.in_(batch)))
        conn.execute(insert(soa_notice), [{"soa_no": soa_no, "told_at": in_utc(now)} for soa_no in batch])
    if conn.execute(select(func.count()).select_from(soa_notice)).scalar_one() > MAX_NOTICES:
        conn.execute(delete(soa_notice))
        conn.execute(insert(soa_notice).values(soa_no=ALL, told_at=in_utc(now)))


def waiting(conn: Connection) -> list[str]:
    """The SOAs that were told of, oldest notice first; ALL among them stands for everything."""
    return list(conn.execute(select(soa_notice.c.soa_no).order_by(soa_notice.c.told_at, soa_notice.c.soa_no)).scalars())


def forget(conn: Connection, soa_nos: Iterable[str], until: datetime) -> None:
    """They were looked up: what was told by then is done. What was told since stays."""
    for batch in batches(soa_nos):
        done = soa_notice.c.soa_no.in_(batch) & (soa_notice.c.told_at <= in_utc(until))
        conn.execute(delete(soa_notice).where(done))


def forget_all(conn: Connection, until: datetime) -> None:
    """A listing was read that began then."""
    conn.execute(delete(soa_notice).where(soa_notice.c.told_at <= in_utc(until)))
