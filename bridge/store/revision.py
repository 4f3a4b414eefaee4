"""One counter for everything that terminals ask for by "what changed since": SOAs, departures and fates."""

from sqlalchemy import select, update

from .engine import Connection
from .schema import setting

REVISION = "revision"


def next_revision(conn: Connection) -> int:
    """A number higher than all before it.

    The counter's row stays locked until the transaction ends, so revisions become visible in their order and a
    reader that has seen N misses nothing up to N.
    """
    revision = int(conn.execute(_LOCK).scalar_one()) + 1
    conn.execute(_KEEP, {"value": revision})
    return revision


def current_revision(conn: Connection) -> int:
    """The last number that was given out."""
    return int(conn.execute(_READ).scalar_one())


# Built once: a day's upload takes thousands of revisions.
_READ = select(setting.c.value).where(setting.c.key == REVISION)
_LOCK = _READ.with_for_update()
_KEEP = update(setting).where(setting.c.key == REVISION)
