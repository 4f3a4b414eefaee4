"""The one place that opens the office's database, begins its transactions and translates its errors.

Queries are SQLAlchemy Core and run on SQLite and PostgreSQL alike. On either, a reading sees one state from beginning
to end, and a writing is one transaction that is durable when it returns.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from operator import methodcaller
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from bridge.problems import HomeDamaged, OfficeMoved, StoreBusy
from mpos.contract.problems import BadUsage, Problem

__all__ = ["Connection", "Engine", "KeyTaken", "make_engine", "part_of", "reading", "writing"]

BUSY_TIMEOUT_MS = 30_000
"""Longer than any transaction of ours; a writer behind it has hung."""
MOVED_AWAY = 1
"""The user_version of an SQLite database that an office has left: it can be read, and nothing is added to it."""
_BEGIN = "mpos_begin"


class KeyTaken(Exception):
    """A row's key is taken by another row."""


def make_engine(url: str) -> Engine:
    """The engine for this database URL; nothing is opened yet. BadUsage when there is no driver for such a URL."""
    try:
        parsed = _with_driver(make_url(url))
        if parsed.get_backend_name() == "postgresql":
            return _postgresql(parsed)
        engine = create_engine(parsed, json_deserializer=_json_as_kept, hide_parameters=True)
    except (ArgumentError, ImportError, ValueError) as error:
        raise BadUsage(detail=f"database_url can't be used: {_without(url, str(error))}") from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one state of the database and changes nothing."""
    with in_our_words(engine), engine.connect() as plain:
        yield plain.execution_options(**_snapshot(engine))


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction: all of it is on disk when the block ends, or nothing when it raises."""
    with in_our_words(engine), engine.connect() as plain:
        conn = plain.execution_options(**{_BEGIN: "BEGIN IMMEDIATE"})
        with conn.begin():
            _begin_writing(engine, conn)
            yield conn


@contextmanager
def in_our_words(engine: Engine) -> Iterator[None]:
    """Lets what the database's driver raises come as a problem of ours; a taken key stays an IntegrityError."""
    try:
        yield
    except IntegrityError:
        raise
    except PoolTimeout as error:
        raise StoreBusy(detail="all connections of this process are at work") from error
    except DBAPIError as error:
        raise _problem(engine, error) from error


def is_sqlite(engine: Engine) -> bool:
    """Whether the database is a file on this machine."""
    return engine.dialect.name == "sqlite"


def url_shown(engine: Engine) -> str:
    """Where the database is, for people: without user and password."""
    url = engine.url
    return str(URL.create(url.get_backend_name(), host=url.host, port=url.port, database=url.database))


@contextmanager
def part_of(conn: Connection) -> Iterator[None]:
    """A part of a writing that is undone alone when it raises; KeyTaken when a key is another row's."""
    try:
        with conn.begin_nested():
            yield
    except IntegrityError as error:
        raise KeyTaken(str(error.orig)) from error


def _begin_writing(engine: Engine, conn: Connection) -> None:
    if is_sqlite(engine):
        # Costs next to nothing, and stops those, too, that had the database open when the office moved.
        if conn.exec_driver_sql("PRAGMA user_version").scalar_one() == MOVED_AWAY:
            raise OfficeMoved(to="another database")
    else:
        from .postgresql import begin_writing

        begin_writing(conn)


def _with_driver(url: URL) -> URL:
    """PostgreSQL's own way to write its URLs names no driver, and SQLAlchemy would take one that we do not bring."""
    plain = ("postgres", "postgresql")
    return url.set(drivername="postgresql+psycopg") if url.drivername in plain else url


def _postgresql(url: URL) -> Engine:
    # Its driver is an extra that an office on SQLite need not have.
    from . import postgresql

    engine = create_engine(url, json_deserializer=_json_as_kept, hide_parameters=True, **postgresql.arguments())
    postgresql.prepare(engine)
    return engine


def _without(url: str, reason: str) -> str:
    """A URL may have a password, and reasons are shown and logged."""
    return reason.replace(url, "the URL")


def _snapshot(engine: Engine) -> dict[str, Any]:
    if is_sqlite(engine):
        return {_BEGIN: "BEGIN"}
    return {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


def _problem(engine: Engine, error: DBAPIError) -> Problem:
    if not is_sqlite(engine):
        from .postgresql import translated

        return translated(error)
    if not isinstance(error, DatabaseError):
        raise error
    reason = str(error.orig)
    return StoreBusy(detail=reason) if "locked" in reason or "busy" in reason else HomeDamaged(detail=reason)


def _json_as_kept(text: str) -> Any:
    """What was spoilt on disk is no JSON any more. Its text comes instead: those who read it check what they get."""
    try:
        return json.loads(text)
    except ValueError:
        return text


def _prepare_sqlite(connection: Any, _record: object) -> None:
    # Spoilt bytes too are for those who read them to find, and to name.
    connection.text_factory = methodcaller("decode", "utf-8", "replace")
    # Python's own handling of transactions is switched off: it would begin them late and as readers.
    connection.isolation_level = None
    for pragma in (
        f"busy_timeout = {BUSY_TIMEOUT_MS}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(conn: Connection) -> None:
    conn.exec_driver_sql(str(conn.get_execution_options().get(_BEGIN, "BEGIN")))
