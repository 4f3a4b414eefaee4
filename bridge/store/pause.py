"""Until when PSCloud has asked us to leave it alone."""

from datetime import datetime, timedelta

from sqlalchemy import delete, insert, select

from mpos.contract.clock import in_utc, read_instant

from .engine import Connection
from .schema import setting

_KEY = "pscloud_resume_at"


MAX_PAUSE = timedelta(hours=1)
"""A longer one would be a mistake of theirs, and nobody would notice that nothing is posted."""


def pause_until(conn: Connection, resume_at: datetime) -> None:
    """Nothing is asked of PSCloud before that time, which is at most MAX_PAUSE ahead."""
    conn.execute(delete(setting).where(setting.c.key == _KEY))
    conn.execute(insert(setting).values(key=_KEY, value=in_utc(resume_at)))


def paused_until(conn: Connection, now: datetime) -> datetime | None:
    """When PSCloud may be asked again, or None when it may be asked now."""
    found = conn.execute(select(setting.c.value).where(setting.c.key == _KEY)).scalar_one_or_none()
    resume_at = None if found is None else read_instant(str(found))
    # One that is further ahead than any was asked for when our clock was ahead.
    return resume_at if resume_at is not None and now < resume_at <= now + MAX_PAUSE else None
