"""Opening the store: durable settings, the schema brought up to date, SQLite's errors in the terminal's words."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from mpos.contract.problems import StoreDamaged

Connection = sqlite3.Connection
"""An open store, as the rest of the terminal hands it around without knowing what it is."""
STORE_FILE = "terminal.sqlite3"
SCHEMA_VERSION = 1
"""The store's user_version once every migration has run."""
BUSY_TIMEOUT_S = 20
"""Longer than any transaction of a neighbour process (an upload beside the keypad), short enough not to hang."""


class StoreFromTheFuture(StoreDamaged):
    """The local store was made by a newer version of MPOS than this one."""

    hint = "Nothing is lost and nothing was changed. Update MPOS on this device."


def open_store(home: Path) -> sqlite3.Connection:
    """The store of this home, made when there is none. StoreDamaged when it can't be used."""
    path = home / STORE_FILE
    with translated():
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        connection = connect(path)
        version = schema_version(connection)
        if version > SCHEMA_VERSION:
            raise StoreFromTheFuture
        if version < SCHEMA_VERSION:
            from .migrations import migrate

            migrate(connection)
            path.chmod(0o600)
    return connection


def connect(path: Path) -> sqlite3.Connection:
    """A connection that commits durably: WAL with synchronous=FULL survives a power cut after each commit."""
    connection = sqlite3.connect(path, isolation_level=None, timeout=BUSY_TIMEOUT_S)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    return connection


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """One durable transaction: everything in it is on disk when the block ends, or nothing of it is."""
    with translated():
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


@contextmanager
def translated() -> Iterator[None]:
    """Turns SQLite's and the file system's complaints into StoreDamaged, which says what is safe."""
    try:
        with sqlite_translated():
            yield
    except OSError as error:
        raise StoreDamaged(detail=error.strerror or str(error)) from error


@contextmanager
def sqlite_translated() -> Iterator[None]:
    """The same for SQLite's alone: reading may meet a damaged page anywhere."""
    try:
        yield
    except sqlite3.Error as error:
        raise StoreDamaged(detail=str(error)) from error


def schema_version(connection: sqlite3.Connection) -> int:
    """Up to which migration a store has come."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def check_integrity(connection: sqlite3.Connection) -> str:
    """SQLite's own verdict over the whole file: "ok", or the first thing that is wrong."""
    with translated():
        return str(connection.execute("PRAGMA integrity_check(1)").fetchone()[0])
