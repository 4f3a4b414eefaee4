"""One counter for everything that terminals ask for by "what changed since": SOAs, departures and fates.

It never gives a number twice, not even after the office was brought back from an older backup: a terminal that is at a
number of the lost days would miss what changed since. So each start of the bridge goes on from the time of day, in
microseconds since 1970, which no counting can have reached.
"""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from .engine import Connection, Engine
from .schema import setting

REVISION = "revision"
_FLOOR = "mpos_revision_floor"
_BEGINNING = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
_MICROSECOND = timedelta(microseconds=1)


def count_from(engine: Engine, now: datetime) -> None:
    """Lets revisions go on from this instant, or from the last one where that is higher."""
    engine.update_execution_options(**{_FLOOR: (now - _BEGINNING) // _MICROSECOND})


def next_revision(conn: Connection) -> int:
    """A number higher than all before it.

    The counter's row stays locked until the transaction ends, so revisions become visible in their order and a
    reader that has seen N misses nothing up to N.
    """
    return next_revisions(conn, 1)[0]


def next_revisions(conn: Connection, count: int) -> range:
    """So many numbers, at least one, each higher than all before it."""
    floor: int = conn.get_execution_options().get(_FLOOR, 0)
    first = max(int(conn.execute(_LOCK).scalar_one()) + 1, floor)
    revisions = range(first, first + count)
    conn.execute(_KEEP, {"value": revisions[-1]})
    return revisions


def current_revision(conn: Connection) -> int:
    """The last number that was given out."""
    return int(conn.execute(_READ).scalar_one())


# Built once: a day's upload takes thousands of revisions.
_READ = select(setting.c.value).where(setting.c.key == REVISION)
_LOCK = _READ.with_for_update()
_KEEP = update(setting).where(setting.c.key == REVISION)
