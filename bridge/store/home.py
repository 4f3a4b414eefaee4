"""What makes a database that of a bridge: its id, the counter of revisions, and that it has not moved away."""

from sqlalchemy import insert, select

from bridge.problems import OfficeMoved

from .engine import MOVED_AWAY, Connection
from .revision import REVISION
from .schema import setting

BRIDGE_ID = "bridge_id"
_MOVED_TO = "moved_to"


def bridge_id(conn: Connection) -> str | None:
    """The id of the bridge whose database this is, or None for one that is not set up."""
    found = conn.execute(select(setting.c.value).where(setting.c.key == BRIDGE_ID)).scalar_one_or_none()
    return None if found is None else str(found)


def set_up(conn: Connection, bridge_id: str) -> None:
    """Gives the database its id, once."""
    conn.execute(insert(setting), [{"key": BRIDGE_ID, "value": bridge_id}, {"key": REVISION, "value": 0}])


def refuse_moved(conn: Connection) -> None:
    """OfficeMoved when the office has moved from this database to another one."""
    to = conn.execute(select(setting.c.value).where(setting.c.key == _MOVED_TO)).scalar_one_or_none()
    if to is not None:
        raise OfficeMoved(to=to)


def mark_moved(conn: Connection, to: str) -> None:
    """From the end of this transaction on nobody writes to this SQLite database any more."""
    conn.execute(insert(setting).values(key=_MOVED_TO, value=to))
    conn.exec_driver_sql(f"PRAGMA user_version = {MOVED_AWAY}")
