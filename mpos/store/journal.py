"""The journal's rows: appended to, read in order, never changed (the schema's triggers see to that, too)."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress

from mpos.contract.journal import EMPTY, Entry, Head, chain, hash_entry
from mpos.contract.problems import StoreDamaged
from mpos.light.plain_json import loads, write_sorted
from mpos.light.typing import Any, NamedTuple

from .database import UNREADABLE
from .sqlite import sqlite3

_COLUMNS = "epoch, seq, kind, recorded_at, business_date, collector, body, prev_hash, hash"


class Happening(NamedTuple):
    """What is to be recorded; the journal gives it its place and its hash."""

    kind: str
    recorded_at: str
    business_date: str | None
    collector: str | None
    body: Mapping[str, Any]


def head(connection: sqlite3.Connection) -> Head:
    """Where the chain stands; EMPTY before the first entry."""
    return end(connection)[0]


def end(connection: sqlite3.Connection) -> tuple[Head, str | None]:
    """Where the chain stands, and when its newest entry says it was recorded."""
    row = connection.execute("SELECT epoch, seq, hash, recorded_at FROM journal ORDER BY seq DESC LIMIT 1").fetchone()
    return (Head(*row[:-1]), row[-1]) if row else (EMPTY, None)


def recorded_at(connection: sqlite3.Connection, seq: int) -> str | None:
    """When the entry at this place says it was recorded, or None when there is none."""
    row = connection.execute("SELECT recorded_at FROM journal WHERE seq = ?", (seq,)).fetchone()
    return str(row[0]) if row else None


def hash_at(connection: sqlite3.Connection, seq: int) -> str | None:
    """The hash of the entry at this place, or None when there is none."""
    row = connection.execute("SELECT hash FROM journal WHERE seq = ?", (seq,)).fetchone()
    return str(row[0]) if row else None


def append(connection: sqlite3.Connection, before: Head, terminal_id: str, epoch: int, happening: Happening) -> Entry:
    """Chains a happening to the journal's head, inside the caller's transaction."""
    entry = chain(Entry(terminal_id, epoch, before.seq + 1, *happening, prev_hash=before.hash, hash=""))
    insert(connection, [entry])
    return entry


def insert(connection: sqlite3.Connection, entries: Iterable[Entry]) -> None:
    """Writes entries that are chained already."""
    connection.executemany(
        f"INSERT INTO journal ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608 - constant columns
        (
            (
                entry.epoch,
                entry.seq,
                entry.kind,
                entry.recorded_at,
                entry.business_date,
                entry.collector,
                # Whoever worked out its hash has made sure that it has a canonical form.
                write_sorted(entry.body),
                entry.prev_hash,
                entry.hash,
            )
            for entry in entries
        ),
    )


def entries_after(connection: sqlite3.Connection, terminal_id: str, seq: int, limit: int) -> list[Entry]:
    """The entries that follow this place, in order, at most `limit`."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM journal WHERE seq > ? ORDER BY seq LIMIT ?",  # noqa: S608 - constant columns
        (seq, limit),
    )
    return [_entry(terminal_id, row) for row in rows]


def all_entries(connection: sqlite3.Connection, terminal_id: str, after: int = 0) -> Iterator[Entry]:
    """Every entry after this place, in order, one at a time."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM journal WHERE seq > ? ORDER BY seq",  # noqa: S608 - constant columns
        (after,),
    )
    return (_entry(terminal_id, row) for row in rows)


def entry_at(connection: sqlite3.Connection, terminal_id: str, seq: int) -> Entry:
    """The entry at this place, as it was recorded; StoreDamaged when there is none, or its content was changed."""
    entry = _find(connection, terminal_id, seq)
    if entry is None or entry.hash != hash_entry(entry):
        raise StoreDamaged(detail=f"journal entry {seq} is not as it was recorded")
    return entry


def newest(connection: sqlite3.Connection, terminal_id: str, limit: int) -> list[Entry]:
    """The last entries, at most `limit`, in order."""
    rows = connection.execute(
        f"SELECT {_COLUMNS} FROM journal ORDER BY seq DESC LIMIT ?",  # noqa: S608 - constant columns
        (limit,),
    )
    return [_entry(terminal_id, row) for row in rows][::-1]


def last_of_kind(connection: sqlite3.Connection, kind: str) -> int:
    """The place of the newest entry of this kind; 0 when there is none. Looks from the end backwards."""
    row = connection.execute("SELECT seq FROM journal WHERE kind = ? ORDER BY seq DESC LIMIT 1", (kind,)).fetchone()
    return int(row[0]) if row else 0


def read_each(connection: sqlite3.Connection, terminal_id: str, limit: int) -> Iterator[Entry]:
    """The entries of a damaged store that can still be read, looked up one by one; nothing says that they hold."""
    for seq in range(1, limit + 1):
        with suppress(*UNREADABLE, StoreDamaged):
            if entry := _find(connection, terminal_id, seq):
                yield entry


def last_seq_of_epoch(connection: sqlite3.Connection, epoch: int) -> int:
    """The last place of an epoch in this journal; 0 when it has none."""
    row = connection.execute("SELECT max(seq) FROM journal WHERE epoch = ?", (epoch,)).fetchone()
    return int(row[0] or 0)


def _find(connection: sqlite3.Connection, terminal_id: str, seq: int) -> Entry | None:
    row = connection.execute(f"SELECT {_COLUMNS} FROM journal WHERE seq = ?", (seq,)).fetchone()  # noqa: S608
    return _entry(terminal_id, row) if row else None


def _entry(terminal_id: str, row: tuple[Any, ...]) -> Entry:
    epoch, seq, kind, recorded, business_date, collector, text, prev_hash, own_hash = row
    try:
        body = loads(text)
    except ValueError as error:
        raise StoreDamaged(detail=f"journal entry {seq} is not as it was recorded") from error
    return Entry(terminal_id, epoch, seq, kind, recorded, business_date, collector, body, prev_hash, own_hash)
