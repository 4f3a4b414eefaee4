"""Opening the store: durable settings, the schema brought up to date, SQLite's errors in the terminal's words."""

import errno
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress

from mpos.contract.lasting import make_folder
from mpos.contract.problems import DiskFull, Problem, Refused, StoreDamaged, StoreReadOnly
from mpos.light.paths import Path

from .sqlite import sqlite3

Connection = sqlite3.Connection
"""An open store, as the rest of the terminal hands it around without knowing what it is."""
STORE_FILE = "terminal.sqlite3"
WAL_FILE = f"{STORE_FILE}-wal"
REBUILT_FILE = f"{STORE_FILE}.rebuilt"
"""A rebuilt store that is not in its place yet."""
KEY_FILE = "terminal.key"
SCHEMA_VERSION = 5
"""The store's user_version once every migration has run."""
MAX_LEFT_BYTES = 1_000_000
"""Of commits left in the -wal when the store is closed: some thirty payments, which the next command reads in a
millisecond."""
BUSY_TIMEOUT_S = 20
"""Longer than any transaction of a neighbour process (an upload beside the keypad), short enough not to hang."""
LOOK_TIMEOUT_S = 2
"""Long enough for a deed that is just being committed."""
UNREADABLE = (sqlite3.Error, UnicodeDecodeError)
"""What reading a damaged store raises; the second where even a name in it is spoilt."""
_PRIMARY = 0xFF
"""The part of SQLite's error codes that names the kind; the rest tells where it happened."""


class StoreFromTheFuture(StoreDamaged):
    """The local store was made by a newer version of MPOS than this one."""

    hint = "Nothing is lost and nothing was changed. Update MPOS on this device."


class StoreLost(StoreDamaged):
    """The local store is gone or empty, though this device was in use."""

    hint = "Delete nothing. Put the file back if it was moved; else run mpos rebuild, or restore a backup."


class RebuildCutShort(StoreDamaged):
    """A rebuild of the local store was cut short."""

    hint = "Nothing is lost. Run it again: mpos rebuild"


class StoreBusy(Refused):
    """Another MPOS is at work on this device."""

    hint = "Nothing was recorded. Try again in a moment."


def open_store(home: Path) -> sqlite3.Connection:
    """The store of this home, made when there is none. On a disk that takes nothing more it can still be read.

    StoreDamaged, DiskFull or StoreReadOnly when it can't be used: then it is as it was, byte for byte.
    """
    path = home / STORE_FILE
    with translated():
        make_folder(home, mode=0o700)
        _check_not_lost(home)
        connection = _connected(path)
        try:
            _bring_up_to_date(connection, path)
        except BaseException:
            _close_untouched(connection, path)
            raise
    return connection


def close_store(connection: sqlite3.Connection, home: Path) -> None:
    """Lets go of the store, and leaves what was committed where it is safe already, in the -wal.

    SQLite would move it into the file: three more syncs of the disk, after each payment. Here it is once in a while.
    Never fails: what was recorded stays recorded, whatever the disk says of it now.
    """
    if 0 < _size_of(home / WAL_FILE) < MAX_LEFT_BYTES:
        _close_untouched(connection, home / STORE_FILE)
    else:
        connection.close()


def connect(path: Path) -> sqlite3.Connection:
    """A connection that commits durably: WAL with synchronous=FULL survives a power cut after each commit."""
    return _made_durable(sqlite3.connect(path, isolation_level=None, timeout=BUSY_TIMEOUT_S))


def wait_for_neighbours(connection: sqlite3.Connection, seconds: int) -> None:
    """From now on StoreBusy comes after so long: for whoever has somebody waiting at a screen."""
    connection.execute(f"PRAGMA busy_timeout = {seconds * 1000:d}")


@contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """One durable transaction: everything in it is on disk when the block ends, or nothing of it is."""
    with translated():
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
            _commit(connection)
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


@contextmanager
def translated() -> Iterator[None]:
    """Turns SQLite's and the file system's complaints into problems that say what is safe and what to do."""
    try:
        with sqlite_translated():
            yield
    except OSError as error:
        raise _disk_problem(error) from error
    except UnicodeDecodeError as error:
        # So Python tells of a table's name that is spoilt.
        raise StoreDamaged(detail="the names in it can't be read") from error


@contextmanager
def sqlite_translated() -> Iterator[None]:
    """The same for SQLite's alone: reading may meet a damaged page anywhere."""
    try:
        yield
    except sqlite3.Error as error:
        raise problem_of(error) from error


def problem_of(error: Exception) -> Problem:
    """What an error of SQLite's means for the person at the device."""
    if _name(error) == "SQLITE_IOERR_SHMSIZE":
        return DiskFull()
    match getattr(error, "sqlite_errorcode", 0) & _PRIMARY:
        case sqlite3.SQLITE_FULL:
            return DiskFull()
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_PERM:
            return StoreReadOnly(detail=error)
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return StoreBusy()
    return StoreDamaged(detail=error)


def schema_version(connection: sqlite3.Connection) -> int:
    """Up to which migration a store has come."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def check_integrity(connection: sqlite3.Connection) -> str:
    """SQLite's own verdict over the whole file: "ok", or the first thing that is wrong."""
    with translated():
        return str(connection.execute("PRAGMA integrity_check(1)").fetchone()[0])


def check_pages(connection: sqlite3.Connection) -> str:
    """The same without comparing indexes with their tables: a fraction of the time."""
    with translated():
        return str(connection.execute("PRAGMA quick_check(1)").fetchone()[0])


def check_nobody_writes(path: Path) -> None:
    """Raises StoreBusy while another process is at work in the store of this file. Changes nothing of it."""
    if not has_content(path):
        return
    with closing(sqlite3.connect(path, isolation_level=None, timeout=LOOK_TIMEOUT_S)) as connection:
        try:
            connection.execute("BEGIN IMMEDIATE")
        except UNREADABLE as error:
            # What can't be read nobody can write to, either.
            if isinstance(problem_of(error), StoreBusy):
                raise StoreBusy from error
        _close_untouched(connection, path)


def file_alone(path: Path) -> sqlite3.Connection:
    """The store's file as it lies, to be read without what was committed since to its -wal."""
    return sqlite3.connect(f"{_uri(path)}?mode=ro&immutable=1", uri=True, isolation_level=None)


def has_content(path: Path) -> bool:
    """Whether there is a file with anything in it."""
    return path.exists() and path.stat().st_size > 0


def _check_not_lost(home: Path) -> None:
    """SQLite makes a new store where there is none, and discards a -wal that it then finds: not on a device in use."""
    if (home / REBUILT_FILE).exists():
        raise RebuildCutShort
    path, wal = home / STORE_FILE, home / WAL_FILE
    if not has_content(path) and ((home / KEY_FILE).exists() or has_content(wal)):
        raise StoreLost


def _connected(path: Path) -> sqlite3.Connection:
    try:
        return _opened(path)
    except sqlite3.OperationalError as error:
        if _name(error) in ("SQLITE_IOERR_SHMSIZE", "SQLITE_FULL"):
            return _opened_alone(path)
        if not _name(error).startswith(("SQLITE_CANTOPEN", "SQLITE_READONLY")):
            raise
        if not path.exists():
            raise StoreReadOnly(detail=error) from error
        return _opened_as_it_is(path)


def _opened(path: Path) -> sqlite3.Connection:
    return _readable(sqlite3.connect(path, isolation_level=None, timeout=BUSY_TIMEOUT_S))


def _opened_alone(path: Path) -> sqlite3.Connection:
    """A full disk has no room for the file in which neighbours share what they know; one alone needs none."""
    connection = sqlite3.connect(path, isolation_level=None, timeout=BUSY_TIMEOUT_S)
    connection.execute("PRAGMA locking_mode=EXCLUSIVE")
    return _readable(connection)


def _opened_as_it_is(path: Path) -> sqlite3.Connection:
    """Where nothing can be made, the file is read as it lies; StoreReadOnly when newer commits lie beside it."""
    if has_content(path.with_name(WAL_FILE)):
        raise StoreReadOnly(detail=f"{WAL_FILE} can't be opened")
    return _readable(file_alone(path))


def _readable(connection: sqlite3.Connection) -> sqlite3.Connection:
    try:
        schema_version(connection)
    except BaseException:
        connection.close()
        raise
    return connection


def _bring_up_to_date(connection: sqlite3.Connection, path: Path) -> None:
    version = schema_version(connection)
    if version > SCHEMA_VERSION:
        raise StoreFromTheFuture
    _made_durable(connection)
    if version < SCHEMA_VERSION:
        from .migrations import migrate

        migrate(connection)
        path.chmod(0o600)


def _made_durable(connection: sqlite3.Connection) -> sqlite3.Connection:
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("PRAGMA foreign_keys=ON")
    # A full disk has no room for passing things either.
    connection.execute("PRAGMA temp_store=MEMORY")
    return connection


def _commit(connection: sqlite3.Connection) -> None:
    """A commit that can't be synced lies whole in the -wal, where whoever opens the store next would find it.

    What was not recorded must not be there later. So the -wal is emptied, of earlier commits into the file.
    """
    try:
        connection.execute("COMMIT")
    except sqlite3.Error:
        with suppress(sqlite3.Error):
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        raise


def _close_untouched(connection: sqlite3.Connection, path: Path) -> None:
    """Closing the last writer would move the -wal into the file; while a reader is there, both stay as they are."""
    try:
        # Whoever is not let in at once need not wait.
        reading = sqlite3.connect(f"{_uri(path)}?mode=ro", uri=True, timeout=0)
        with closing(reading) as reader:
            schema_version(reader)
            connection.close()
    except UNREADABLE:
        pass  # Then it is closed without one, as SQLite does it.
    finally:
        connection.close()


def _size_of(path: Path) -> int:
    """In bytes; 0 where there is no such file, or a neighbour takes it away just now."""
    try:
        return path.stat().st_size
    except OSError:
        return 0


def _uri(path: Path) -> str:
    escaped = str(path).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    return f"file:{escaped}"


def _disk_problem(error: OSError) -> Problem:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return DiskFull()
    detail = error.strerror or str(error)
    if error.errno in (errno.EROFS, errno.EACCES, errno.EPERM):
        return StoreReadOnly(detail=detail)
    return StoreDamaged(detail=detail)


def _name(error: Exception) -> str:
    return str(getattr(error, "sqlite_errorname", ""))
