"""Which database the bridges under test use: SQLite in their homes, or one of a PostgreSQL server each.

`pytest --database postgresql` starts a server and tells its address in the environment, to workers, too.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from bridge.app import Bridge
from bridge.settings import CONFIG_NAME
from mpos.contract.identity import new_id
from scripts.postgresql_server import url_in

SOCKET = "MPOS_TESTS_POSTGRESQL"
URL = "MPOS_BRIDGE_DATABASE_URL"
Settings = Mapping[str, str]


def is_postgresql() -> bool:
    """Whether bridges under test are on PostgreSQL."""
    return SOCKET in os.environ


def new_database(like: Settings | None = None) -> dict[str, str]:
    """The setting that names a database of its own: an empty one, or a copy of that of other settings.

    Nothing on SQLite, where a copied home has its database in it.
    """
    if not is_postgresql():
        return {}
    name = f"t{new_id().replace('-', '')}"
    _in_server(f"CREATE DATABASE {name} TEMPLATE {_name(like) if like else 'template0'}")
    return {URL: url_in(Path(os.environ[SOCKET]), name)}


def damage(bridge: Bridge, statement: str) -> None:
    """Does it with foreign keys off, as somebody with the file in hand would, or with the server's."""
    off, on = (
        ("SET session_replication_role = replica", "RESET session_replication_role")
        if is_postgresql()
        else ("PRAGMA foreign_keys = OFF", "PRAGMA foreign_keys = ON")
    )
    with closing(bridge.engine.raw_connection()) as raw:
        for each in (off, statement, on):
            raw.cursor().execute(each)
        raw.commit()


def drop_database(settings: Settings) -> None:
    """Removes what new_database has made."""
    if settings:
        _in_server(f"DROP DATABASE {_name(settings)} WITH (FORCE)")


@contextmanager
def own_database(home: Path, like: Settings) -> Iterator[None]:
    """Lets a home that was copied have a copy of the database, too, and its config.toml name it."""
    if not is_postgresql():
        yield
        return
    free = _free(_name(like))
    mine = free.pop() if free else new_database(like)
    config = home / CONFIG_NAME
    config.write_text(f'database_url = "{mine[URL]}"\n{config.read_text()}')
    yield
    # To make one takes a second; to empty one, a blink. After a failure it is left as it is, to be looked at.
    _make_like(mine, like)
    free.append(mine)


@cache
def _free(_like: str) -> list[dict[str, str]]:
    """Databases that are as this one was when it was made."""
    return []


def _make_like(settings: Settings, like: Settings) -> None:
    with psycopg.connect(settings[URL]) as conn:
        conn.execute("SET session_replication_role = replica")
        conn.execute(_EMPTY_ALL)
        for table, rows in _content(like[URL]).items():
            with conn.cursor().copy(f'COPY "{table}" FROM STDIN') as copy:
                copy.write(rows)
        conn.execute(_COUNT_FROM_ONE)


@cache
def _content(url: str) -> dict[str, bytes]:
    """The rows of each table that has any."""
    with psycopg.connect(url) as conn:
        names = [name for (name,) in conn.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        rows = {name: _rows(conn, name) for name in names}
    return {name: found for name, found in rows.items() if found}


def _rows(conn: psycopg.Connection, table: str) -> bytes:
    with conn.cursor().copy(f'COPY "{table}" TO STDOUT') as copy:
        return b"".join(copy)


def _name(settings: Settings) -> str:
    return urlsplit(settings[URL]).path.removeprefix("/")


def _in_server(statement: str) -> None:
    with psycopg.connect(url_in(Path(os.environ[SOCKET]), "postgres"), autocommit=True) as conn:
        conn.execute(statement)


_EMPTY_ALL = """
    DO $$ DECLARE name text; BEGIN
        FOR name IN SELECT tablename FROM pg_tables WHERE schemaname = 'public'
        LOOP EXECUTE format('DELETE FROM %I', name); END LOOP;
    END $$"""
_COUNT_FROM_ONE = """
    SELECT setval(format('%I.%I', schemaname, sequencename), 1, false) FROM pg_sequences WHERE schemaname = 'public'"""
