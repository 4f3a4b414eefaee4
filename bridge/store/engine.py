"""The one place that opens the office's database, begins its transactions and translates its errors.

Queries are SQLAlchemy Core and run on SQLite and PostgreSQL alike. On either, a reading sees one state from beginning
to end, and a writing is one transaction that is durable when it returns.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from operator import methodcaller
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import ArgumentError, DatabaseError, IntegrityError, InternalError, OperationalError

from bridge.problems import HomeDamaged, StoreBusy
from mpos.contract.problems import BadUsage

__all__ = ["Connection", "Engine", "KeyTaken", "make_engine", "part_of", "reading", "writing"]

BUSY_TIMEOUT_MS = 30_000
"""Longer than any transaction of ours; a writer behind it has hung."""
_BEGIN = "mpos_begin"


class KeyTaken(Exception):
    """A row's key is taken by another row."""


def make_engine(url: str) -> Engine:
    """The engine for this database URL; nothing is opened yet. BadUsage when there is no driver for such a URL."""
    try:
        engine = create_engine(url, json_deserializer=_json_as_kept)
    except (ArgumentError, ImportError) as error:
        raise BadUsage(detail=f"database_url can't be used: {error}") from error
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    return engine


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one state of the database and changes nothing."""
    with _translated(), engine.connect() as plain:
        yield plain.execution_options(**_snapshot(engine))


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """One transaction: all of it is on disk when the block ends, or nothing when it raises."""
    with _translated(), engine.connect() as plain:
        conn = plain.execution_options(**{_BEGIN: "BEGIN IMMEDIATE"})
        with conn.begin():
            yield conn


@contextmanager
def part_of(conn: Connection) -> Iterator[None]:
    """A part of a writing that is undone alone when it raises; KeyTaken when a key is another row's."""
    try:
        with conn.begin_nested():
            yield
    except IntegrityError as error:
        raise KeyTaken(str(error.orig)) from error


def _snapshot(engine: Engine) -> dict[str, Any]:
    return {_BEGIN: "BEGIN"} if engine.dialect.name == "sqlite" else {"isolation_level": "REPEATABLE READ"}


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except IntegrityError:
        raise
    except (OperationalError, InternalError, DatabaseError) as error:
        reason = str(error.orig)
        if "locked" in reason or "busy" in reason:
            raise StoreBusy(detail=reason) from error
        raise HomeDamaged(detail=reason) from error


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
