"""The database's schema, version by version. `upgrade` brings any older database to the present one."""

from pathlib import Path

from sqlalchemy import inspect, text

from bridge.problems import DatabaseTooNew
from bridge.store.engine import Connection, Engine, reading, writing

PRESENT = "0004"
"""The newest version under versions/. Known here so that a database in order costs no import of Alembic."""


def upgrade(engine: Engine) -> None:
    """Brings the schema up to date, in one transaction. DatabaseTooNew when a newer program has been at it."""
    with reading(engine) as conn:
        if version_of(conn) == PRESENT:
            return
    with writing(engine) as conn:
        upgrade_within(conn)


def version_of(conn: Connection) -> str | None:
    """The schema's version, or None for an empty database."""
    if not inspect(conn).has_table("alembic_version"):
        return None
    return conn.execute(text("SELECT version_num FROM alembic_version")).scalar_one_or_none()


def upgrade_within(conn: Connection) -> None:
    """Brings the schema up to date as a part of this transaction."""
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.attributes["connection"] = conn
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise DatabaseTooNew(version=version_of(conn)) from error
