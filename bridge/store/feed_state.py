"""What a SOA list says of itself: as of when it is, and which of its records failed."""

from collections.abc import Sequence

from sqlalchemy import Text, cast, func, select

from .engine import Connection
from .schema import download, download_failure

COMPLETED = "completed"


def last_as_of(conn: Connection) -> str | None:
    """The instant up to which the last completed download brought PSCloud's state; None before the first."""
    statement = select(download.c.as_of).where(download.c.status == COMPLETED, download.c.as_of.is_not(None))
    return conn.execute(statement.order_by(download.c.download_id.desc()).limit(1)).scalar_one_or_none()


def open_failures(conn: Connection, codes: Sequence[str]) -> int:
    """How many records of these codes PSCloud sent that could not be taken, and no later download has healed."""
    which = func.coalesce(download_failure.c.soa_no, cast(download_failure.c.failure_id, Text))
    statement = select(func.count(which.distinct())).where(
        download_failure.c.healed_by.is_(None), download_failure.c.collector_code.in_(codes)
    )
    return conn.execute(statement).scalar_one()
