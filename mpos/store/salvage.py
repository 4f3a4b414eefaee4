"""What can still be read of a damaged store, and a new store for it.

Tables are read by their rows' own order, from both ends: one bad page hides its own rows and no others. Indexes, which
may be damaged too, are not asked. Journal entries are looked up one by one.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

from mpos.contract.journal import Entry
from mpos.contract.problems import StoreDamaged
from mpos.light.paths import Path
from mpos.light.typing import Any, NamedTuple

from .backup_file import look_into, reworked
from .database import UNREADABLE, Connection, has_content, problem_of, schema_version
from .identity import Identity, read_identity
from .journal import read_each
from .sqlite import sqlite3

KEPT_TABLES = {"person": "rowid", "pin_tries": "rowid", "fate": "rowid", "print_job": "rowid", "countersign": "seq"}
"""What is neither in the journal nor follows from it, and the order of its rows in the file."""
MIN_ENTRY_BYTES = 128
"""Its two hashes alone; so a file of this size can't hold more entries than that many of them."""

Row = dict[str, Any]


class Salvaged(NamedTuple):
    """What was read: entries by place, settings by key, rows by table. Nothing says that any of it holds."""

    identity: Identity | None
    entries: Mapping[int, Entry]
    settings: Mapping[str, Any]
    rows: Mapping[str, list[Row]]


NOTHING = Salvaged(None, {}, {}, {})


def salvage(path: Path, terminal_id: str | None) -> Salvaged:
    """Reads whatever can be read of the store in this file; `terminal_id` is whose it is, if it can't say so itself."""
    # SQLite would throw away the -wal of an empty one.
    if not has_content(path):
        return NOTHING
    with look_into(path) as connection:
        # A table whose definition is spoilt costs that table, not all of them.
        connection.execute("PRAGMA writable_schema=ON")
        _check_readable(connection)
        identity = _readable_identity(connection)
        owner = identity.terminal_id if identity else terminal_id
        entries = read_each(connection, owner, path.stat().st_size // MIN_ENTRY_BYTES) if owner else ()
        return Salvaged(
            identity=identity,
            entries={entry.seq: entry for entry in entries},
            settings=_readable_settings(connection),
            rows={table: list(_readable_rows(connection, table, order)) for table, order in KEPT_TABLES.items()},
        )


@contextmanager
def new_store(path: Path) -> Iterator[Connection]:
    """A new, empty store in this file, in the place of a draft that was there; one file, and on disk, at the end."""
    from .migrations import migrate

    _remove(path)
    path.touch(mode=0o600)
    try:
        with reworked(path) as connection:
            migrate(connection)
            yield connection
    except BaseException:
        _remove(path)
        raise


def _remove(draft: Path) -> None:
    """With what SQLite keeps beside it: a draft must not begin with the -wal of one that was given up."""
    for suffix in ("", "-wal", "-shm"):
        draft.with_name(f"{draft.name}{suffix}").unlink(missing_ok=True)


def put_back(connection: Connection, table: str, rows: list[Row]) -> None:
    """Writes salvaged rows into a new store; one that it would not have taken is left out."""
    known = {row[1] for row in connection.execute(f"PRAGMA table_info({table})")}
    for row in rows:
        names = sorted(known & row.keys())
        query = f"INSERT INTO {table} ({', '.join(names)}) VALUES ({', '.join('?' * len(names))})"  # noqa: S608
        with suppress(sqlite3.IntegrityError):
            connection.execute(query, [row[name] for name in names])


def _check_readable(connection: Connection) -> None:
    """A full disk or a busy neighbour is no damage: what can't be read because of them would be given up for lost."""
    try:
        schema_version(connection)
    except UNREADABLE as error:
        problem = problem_of(error)
        if not isinstance(problem, StoreDamaged):
            raise problem from error


def _readable_identity(connection: Connection) -> Identity | None:
    with suppress(*UNREADABLE):
        return read_identity(connection)
    return None


def _readable_settings(connection: Connection) -> dict[str, Any]:
    found = {}
    for row in _readable_rows(connection, "setting", "key"):
        with suppress(ValueError):
            found[row["key"]] = json.loads(row["value"])
    return found


def _readable_rows(connection: Connection, table: str, order: str) -> Iterator[Row]:
    seen = set()
    for direction in ("ASC", "DESC"):
        with suppress(*UNREADABLE):
            rows = connection.execute(f"SELECT * FROM {table} NOT INDEXED ORDER BY {order} {direction}")  # noqa: S608
            names = [column[0] for column in rows.description]
            for values in rows:
                if values not in seen:
                    seen.add(values)
                    yield dict(zip(names, values, strict=True))
