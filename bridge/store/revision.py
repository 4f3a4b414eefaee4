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
    found = conn.execute(select(setting.c.value).where(setting.c.key == REVISION).with_for_update()).scalar_one()
    revision = int(found) + 1
    conn.execute(update(setting).where(setting.c.key == REVISION).values(value=revision))
    return revision


def current_revision(conn: Connection) -> int:
    """The last number that was given out."""
    return int(conn.execute(select(setting.c.value).where(setting.c.key == REVISION)).scalar_one())
