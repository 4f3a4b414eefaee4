"""What makes a database that of a bridge: its id, and the counter of revisions."""

from sqlalchemy import insert, select

from .engine import Connection
from .revision import REVISION
from .schema import setting

BRIDGE_ID = "bridge_id"


def bridge_id(conn: Connection) -> str | None:
    """The id of the bridge whose database this is, or None for one that is not set up."""
    found = conn.execute(select(setting.c.value).where(setting.c.key == BRIDGE_ID)).scalar_one_or_none()
    return None if found is None else str(found)


def set_up(conn: Connection, bridge_id: str) -> None:
    """Gives the database its id, once."""
    conn.execute(insert(setting), [{"key": BRIDGE_ID, "value": bridge_id}, {"key": REVISION, "value": 0}])
