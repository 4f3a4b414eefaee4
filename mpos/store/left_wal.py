"""Whether the commits that were left in the -wal belong to the store's file as it is now.

Who puts an older file in its place by hand, past `mpos restore`, leaves a newer -wal beside it. SQLite would read the
two as one store: some pages old, some new.
"""

from contextlib import closing

from mpos.contract.journal import EMPTY, Head
from mpos.light.paths import Path

from .database import STORE_FILE, Connection, file_alone
from .journal import hash_at, head
from .sqlite import sqlite3


def goes_on(connection: Connection, home: Path) -> bool:
    """Whether the store goes on where its file alone ends. Costs the same however long the journal is.

    The last entry of the file must be in the store, and the next one, too: a file that is older than the one that the
    -wal was left beside lacks those in between. False also while a neighbour moves its commits into the file.
    """
    earlier = _head_of_file(home)
    if earlier is None or (earlier.seq and hash_at(connection, earlier.seq) != earlier.hash):
        return False
    return head(connection).seq == earlier.seq or hash_at(connection, earlier.seq + 1) is not None


def _head_of_file(home: Path) -> Head | None:
    """How far the journal goes in the file without its -wal; None when that can't be read."""
    try:
        with closing(file_alone(home / STORE_FILE)) as alone:
            has_journal = alone.execute("SELECT 1 FROM sqlite_schema WHERE name = 'journal'").fetchone()
            return head(alone) if has_journal else EMPTY
    except sqlite3.Error:
        return None
