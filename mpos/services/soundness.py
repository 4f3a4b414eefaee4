"""Whether the store can be relied on: a glance at each start, a longer look before a business day begins.

The glance costs the same after years as on the first day. What it finds, `mpos rebuild` is for.
"""

from mpos.contract import kinds
from mpos.contract.journal import Entry, Head, find_break
from mpos.contract.problems import StoreDamaged
from mpos.light.paths import Path
from mpos.store import journal
from mpos.store.database import WAL_FILE, Connection, check_integrity, check_pages, has_content, translated
from mpos.store.derive import has_rows, has_rows_ahead
from mpos.store.home_mark import is_set_back
from mpos.store.identity import read_identity
from mpos.store.left_wal import goes_on

NEWEST = 3
"""Entries looked at each time: a deed writes up to so many, and what was written last is what a bad end would miss."""


def glance(connection: Connection) -> None:
    """Raises StoreDamaged unless the newest entries hold, follow one another, and have their rows."""
    with translated():
        identity = read_identity(connection)
        newest = journal.newest(connection, identity.terminal_id, NEWEST) if identity else []
        _check_chain(newest)
        for entry in newest:
            if not has_rows(connection, entry):
                raise StoreDamaged(detail=f"journal entry {entry.seq} has lost its rows")


def check_left_wal(connection: Connection, home: Path) -> None:
    """StoreDamaged when somebody put another file in the place of the one that the newest commits were made to.

    A store that was set back with its -wal, both of the same time, is whole: it is no damage, and has its own epoch.
    """
    with translated():
        if not has_content(home / WAL_FILE):
            return
        is_doubtful = is_set_back(connection, home) or not goes_on(connection, home)
        if is_doubtful and not _is_whole(connection):
            raise StoreDamaged(detail="its file is not the one that its newest entries were written to")


def look(connection: Connection) -> None:
    """Raises StoreDamaged unless the file's pages fit together and the journal holds since the last Z-reading."""
    with translated():
        verdict = check_pages(connection)
        if verdict != "ok":
            raise StoreDamaged(detail=verdict)
        held_since_last_z(connection)


def held_since_last_z(connection: Connection) -> list[Entry]:
    """The entries from the last Z-reading on, which is the first of them; StoreDamaged unless they hold."""
    identity = read_identity(connection)
    last_z = journal.last_of_kind(connection, kinds.Z_READING)
    found = list(journal.all_entries(connection, identity.terminal_id, max(0, last_z - 1))) if identity else []
    _check_chain(found)
    return found


def _is_whole(connection: Connection) -> bool:
    """Every page, index and entry, and no row of an entry that is not there: two files of different times are not.

    A neighbour that was moving commits into the file just then leaves all of it whole.
    """
    identity = read_identity(connection)
    entries = journal.all_entries(connection, identity.terminal_id) if identity else ()
    return check_integrity(connection) == "ok" and find_break(entries) is None and not has_rows_ahead(connection)


def _check_chain(entries: list[Entry]) -> None:
    """The first is taken at its word for what came before it."""
    if entries:
        first = entries[0]
        bad = find_break(entries, Head(first.epoch, first.seq - 1, first.prev_hash))
        if bad:
            raise StoreDamaged(detail=f"journal entry {bad.seq}: {bad.reason}")
