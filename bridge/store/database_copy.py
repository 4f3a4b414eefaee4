"""A copy of the office's database in a file of its own, taken while others read and write; and looking into one.

SQLite only: PostgreSQL has its own tools, which see to more than we could.
"""

from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

from sqlalchemy import create_engine, delete, func, inspect, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError

from .engine import Connection, Engine
from .home import bridge_id
from .migrations import version_of
from .schema import metadata, office_session, token

_WHOLE = "ok"


class CopyFailed(Exception):
    """The database could not be copied, or a copy not be read."""


class Look(NamedTuple):
    """What is in a copy: whose it is, of which version, and how many rows each table has. `damage` None is whole."""

    bridge_id: str | None
    version: str | None
    damage: str | None
    rows: dict[str, int]


def file_of(url: str) -> Path | None:
    """The file of an SQLite database; None for one that is elsewhere."""
    parsed = make_url(url)
    is_file = parsed.get_backend_name() == "sqlite" and parsed.database not in (None, "", ":memory:")
    return Path(str(parsed.database)) if is_file else None


def copy_database(engine: Engine, path: Path) -> None:
    """Writes one state of the database to a new file, compact; who reads or writes waits for nothing. CopyFailed."""
    driver: Any = engine.dialect.loaded_dbapi
    raw = engine.raw_connection()
    try:
        raw.cursor().execute("VACUUM INTO ?", (str(path),))
    except driver.Error as error:
        raise CopyFailed(str(error)) from error
    finally:
        raw.close()


def look_into(path: Path) -> Look:
    """Reads a copy from end to end and changes nothing in it. CopyFailed when it is no database."""
    engine = create_engine(f"sqlite:///file:{quote(str(path))}?mode=ro&immutable=1&uri=true")
    try:
        with engine.connect() as conn:
            found = str(conn.execute(text("PRAGMA integrity_check(1)")).scalar_one())
            damage = None if found == _WHOLE else found
            return Look(bridge_id(conn), version_of(conn), damage, _rows(conn))
    except DatabaseError as error:
        raise CopyFailed(str(error.orig)) from error
    finally:
        engine.dispose()


def sign_everybody_out(conn: Connection) -> None:
    """Ends the sessions of people and the tokens of terminals: those that a copy has were ended since, perhaps."""
    conn.execute(delete(office_session))
    conn.execute(delete(token))


def _rows(conn: Connection) -> dict[str, int]:
    present = set(inspect(conn).get_table_names())
    known = [table for table in metadata.sorted_tables if table.name in present]
    return {table.name: conn.execute(select(func.count()).select_from(table)).scalar_one() for table in known}
