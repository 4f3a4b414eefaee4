"""How the office's database is: whether it is whole, how fresh its SOAs are, and what waits for a person."""

from typing import Any, NamedTuple

from sqlalchemy import func, select, text

from .engine import Connection
from .postings import FAILED, OPEN, PENDING
from .schema import download, journal_conflict, payment, posting, set_aside


class Waiting(NamedTuple):
    """How many there are: postings on their way, payments that a person must look at, entries that fit nowhere."""

    postings: int
    unapproved: int
    failed: int
    set_aside: int
    conflicts: int


def damage(conn: Connection) -> str | None:
    """What is wrong with the database's files, or None; PostgreSQL sees to its own, unless it was told not to."""
    if conn.dialect.name != "sqlite":
        is_careless = conn.execute(text("SHOW fsync")).scalar_one() == "off"
        return "the server runs with fsync = off: a power cut takes what was acknowledged" if is_careless else None
    found = str(conn.execute(text("PRAGMA quick_check(1)")).scalar_one())
    return None if found == "ok" else found


def last_download_at(conn: Connection) -> str | None:
    """When the last completed download ended, in UTC. The last is the newest row, whatever our clock said."""
    completed = select(download.c.finished_at).where(download.c.status == "completed")
    return conn.execute(completed.order_by(download.c.download_id.desc()).limit(1)).scalar_one_or_none()


def waiting(conn: Connection) -> Waiting:
    """Counts of what is not settled."""
    return Waiting(
        postings=_count(conn, select(func.count()).select_from(posting).where(posting.c.state.in_(OPEN))),
        unapproved=_count(conn, select(func.count()).select_from(payment).where(payment.c.status == PENDING)),
        failed=_count(conn, select(func.count()).select_from(payment).where(payment.c.status == FAILED)),
        set_aside=_count(conn, select(func.count()).select_from(set_aside)),
        conflicts=_count(conn, select(func.count()).select_from(journal_conflict)),
    )


def _count(conn: Connection, statement: Any) -> int:
    return int(conn.execute(statement).scalar_one())
