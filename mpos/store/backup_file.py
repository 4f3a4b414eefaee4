"""A store in one file: copied out whole, looked into without changing it, and made a store again."""

from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager

from mpos.light.paths import Path

from .database import Connection, connect, translated
from .settings import write_setting
from .sqlite import sqlite3


def copy_store(connection: sqlite3.Connection, target: Path, with_settings: Mapping[str, object]) -> None:
    """A consistent copy of the store in one file, taken while others may be writing; on disk when this returns.

    `with_settings` go into the copy alone.
    """
    with translated():
        copy = sqlite3.connect(target, isolation_level=None)
        try:
            connection.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
            for key, value in with_settings.items():
                write_setting(copy, key, value)
        finally:
            copy.close()


@contextmanager
def look_into(path: Path) -> Iterator[Connection]:
    """The store in this file, to be read only. StoreDamaged when it is none."""
    with translated(), closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        yield connection


def forget_draft(draft: Path) -> None:
    """Clears away what an earlier try has left: SQLite would take its -wal for part of the file that comes next."""
    with translated():
        for ending in ("-wal", "-journal", "-shm", ""):
            draft.with_name(f"{draft.name}{ending}").unlink(missing_ok=True)


@contextmanager
def reworked(draft: Path) -> Iterator[Connection]:
    """The store in this file, to be changed before it is put to use; one file again, and on disk, at the end."""
    with translated(), closing(connect(draft)) as connection:
        yield connection
        connection.execute("PRAGMA journal_mode=DELETE")
