"""A SOA list that has arrived, from its packed rows to the place of the one in use: whole, or not at all."""

import os
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress

from mpos.contract.canonical import BadContent
from mpos.contract.lasting import put_in_place
from mpos.contract.problems import Refused, StoreDamaged
from mpos.contract.soa_list import FINDING, FORMAT
from mpos.light.paths import Path
from mpos.light.typing import TYPE_CHECKING

from .database import problem_of, translated
from .earlier_lists import GZIP, WITHOUT_SEARCH
from .list_check import check_list
from .soa_search import INDEXES, add_index
from .soas import LIST_FILE, ListDamaged, SoaList, open_list
from .sqlite import sqlite3

if TYPE_CHECKING:
    from typing import BinaryIO

MAX_LIST_BYTES = 1_000_000_000
"""Unpacked: far more than any collector's codes, less than what fills a handheld's storage."""
MAX_UNPACKING_BYTES = 32_000_000
"""Memory that unpacking may take; ours takes five million."""
AT_ONCE = 1_000_000
"""Bytes that are in memory at a time."""
SEARCHED_AT_ONCE = 5_000
"""SOAs that are made ready for searching while the list arrives, in a fifth of a second. A longer list would take twice
the time to come for it: it gets each index at the first search by it."""


class ListUnfit(Refused):
    """The SOA list that has arrived can't be used: {detail}."""

    hint = "Nothing was changed; the list from before is still in use. Ask the office for a new one."


def arriving(home: Path) -> Path:
    """Where a list is gathered while it comes by network, as far as it has come."""
    return home / f"{LIST_FILE}.part"


@contextmanager
def drafted(home: Path, packed: "BinaryIO") -> Iterator[SoaList]:
    """The list with these packed rows, checked and searchable, to be changed further; when the block ends it is in use.

    After a power cut there is the old one or the new one, never a mixture. ListUnfit, DiskFull or StoreReadOnly when it
    can't be: then, and when the block fails, nothing has changed and no draft stays.
    """
    draft = home / f"{LIST_FILE}.new"
    with translated():
        _settle_old_list(home)
        try:
            _unpack(packed, draft)
            _check(draft)
            with closing(sqlite3.connect(draft, isolation_level=None)) as connection:
                _make_ready(connection)
                yield SoaList(connection)
            _sync(draft)
        except BaseException:
            # It would take the room that payments need.
            with suppress(OSError):
                draft.unlink(missing_ok=True)
            raise
        put_in_place(draft, home / LIST_FILE)


def _settle_old_list(home: Path) -> None:
    """The log of changes that a power cut had left half done must not outlive the file that it belongs to."""
    try:
        if old := open_list(home):
            old.close()
    except ListDamaged:
        (home / f"{LIST_FILE}-journal").unlink(missing_ok=True)


def _unpack(packed: "BinaryIO", draft: Path) -> None:
    """Bounded in memory and on disk: a seal says who packed it, not that it unpacks to what it should."""
    import gzip
    import zlib
    from lzma import LZMAError

    size = 0
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        try:
            for piece in _pieces(packed):
                size += file.write(piece)
                if size > MAX_LIST_BYTES:
                    raise ListUnfit(detail="it unpacks to more than any list is")
        except (EOFError, LZMAError, zlib.error, gzip.BadGzipFile) as error:
            raise ListUnfit(detail="it can't be unpacked whole") from error


def _pieces(packed: "BinaryIO") -> Iterator[bytes]:
    start = packed.tell()
    beginning = packed.read(len(GZIP))
    packed.seek(start)
    if beginning == GZIP:
        from gzip import GzipFile

        with GzipFile(fileobj=packed) as file:
            yield from iter(lambda: file.read(AT_ONCE), b"")
        return
    from lzma import FORMAT_XZ, LZMADecompressor

    unpacker = LZMADecompressor(FORMAT_XZ, MAX_UNPACKING_BYTES)
    while not unpacker.eof:
        more = packed.read(AT_ONCE) if unpacker.needs_input else b""
        if unpacker.needs_input and not more:
            raise EOFError
        yield unpacker.decompress(more, AT_ONCE)


def _make_ready(connection: sqlite3.Connection) -> None:
    """What has to be undone is kept in memory and nothing is synced: a draft that is cut short is thrown away whole."""
    for setting in ("journal_mode = MEMORY", "synchronous = OFF", "secure_delete = ON"):
        connection.execute(f"PRAGMA {setting}")
    is_of_first_version = connection.execute("PRAGMA user_version").fetchone()[0] == FORMAT
    for statement in ("BEGIN", *(WITHOUT_SEARCH if is_of_first_version else FINDING)):
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {FORMAT}")
    connection.execute("COMMIT")
    if connection.execute("SELECT count(*) FROM soa").fetchone()[0] <= SEARCHED_AT_ONCE:
        for index in INDEXES:
            add_index(connection, index)


def _check(draft: Path) -> None:
    try:
        check_list(draft)
    except BadContent as error:
        raise ListUnfit(detail=error) from error
    except sqlite3.Error as error:
        problem = problem_of(error)
        raise (ListUnfit(detail=error) if isinstance(problem, StoreDamaged) else problem) from error


def _sync(draft: Path) -> None:
    with draft.open("rb") as file:
        os.fsync(file.fileno())
