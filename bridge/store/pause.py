"""Until when PSCloud has asked us to leave it alone."""

from datetime import datetime

from sqlalchemy import delete, insert, select

from mpos.contract.clock import in_utc, read_instant

from .engine import Connection
from .schema import setting

_KEY = "pscloud_resume_at"


def pause_until(conn: Connection, resume_at: datetime) -> None:
    """Nothing is asked of PSCloud before that time."""
    conn.execute(delete(setting).where(setting.c.key == _KEY))
    conn.execute(insert(setting).values(key=_KEY, value=in_utc(resume_at)))


def paused_until(conn: Connection, now: datetime) -> datetime | None:
    """When PSCloud may be asked again, or None when it may be asked now."""
    found = conn.execute(select(setting.c.value).where(setting.c.key == _KEY)).scalar_one_or_none()
    resume_at = None if found is None else read_instant(str(found))
    return resume_at if resume_at is not None and resume_at > now else None
