"""Finding SOAs as words or phone keys are typed: two indexes that this device adds to the list that has come.

They are made here, while a short list arrives or at the first search: they would be as much again to download, and a
list of any office will do. A row's number begins with the SOA's collector code and due date. So the SOAs of one code
lie together, earliest due first, and hits come in this order without being sorted: a search costs what it shows,
however many there are.

What is typed becomes a query in soa_query.
"""

from collections.abc import Callable, Iterator, Sequence

from mpos.contract.soa_list import FORMAT
from mpos.light.plain_json import dumps
from mpos.light.typing import NamedTuple

from .sqlite import sqlite3

WITH_SEARCH = FORMAT + 2000
"""The user_version of a list that has them. A version of MPOS that would not keep them right downloads it anew."""
WITH_EARLIER = FORMAT + 1000
"""Of a list with what an earlier version made in their place: it lies there unused until another list comes."""
NUMBER_END = "n"
"""Ends a whole number: it is found by how it begins as any word is, and by itself among all that begin so."""
_BEGINNINGS = " ".join(map(str, range(1, 13)))
"""So many letters of a word lead to its SOAs at once. Those of longer beginnings, which are few unless all numbers
begin alike, are gathered from their words in a tenth of a microsecond each."""
_SHARES = 251
"""Codes are told apart by so many shares of the row numbers; the SOAs of two codes in one share, by reading them."""
_SHARE_SHIFT, _DUE_SHIFT = 55, 28
_ID = (1 << _DUE_SHIFT) - 1
_LAST_DAY = "9999-99-99"
_READ = "SELECT id, collector_code, due_date, soa_no, customer_no, name, address FROM soa"


class Index(NamedTuple):
    """One of them: its table, and what an SOA is found by, from its number, customer number, name and address."""

    table: str
    words: Callable[[str, str, str, str], str]

    @property
    def joined(self) -> str:
        """Hits with their SOAs; the index leads."""
        return f"{self.table} CROSS JOIN soa ON soa.id = {self.table}.rowid & {_ID}"

    def is_in(self, connection: sqlite3.Connection) -> bool:
        """Whether this list has it."""
        return bool(connection.execute("SELECT 1 FROM sqlite_master WHERE name = ?", [self.table]).fetchone())


def add_index(connection: sqlite3.Connection, index: Index) -> None:
    """Adds an index over the whole list, in one transaction; nothing when it is there. Raises sqlite3.Error."""
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        if index.is_in(connection):
            return
        connection.execute(
            f"""CREATE VIRTUAL TABLE {index.table} USING fts5(
            words, tokenize='ascii', content='', detail=none, columnsize=0, prefix='{_BEGINNINGS}')"""
        )
        _change(connection, index, "")
        connection.execute(f"INSERT INTO {index.table} ({index.table}) VALUES ('optimize')")  # noqa: S608 - constant
        connection.execute(f"PRAGMA user_version = {WITH_SEARCH}")


def enter_search(connection: sqlite3.Connection, soa_nos: Sequence[str]) -> None:
    """SOAs that are on the list can be found from now on; in the caller's transaction."""
    _change_all(connection, "", soa_nos)


def leave_search(connection: sqlite3.Connection, soa_nos: Sequence[str]) -> None:
    """SOAs that are still on the list can't be found any more; in the caller's transaction."""
    _change_all(connection, "delete", soa_nos)


def ranges_of(codes: Sequence[str], overdue_on: str | None) -> Iterator[tuple[int, int]]:
    """The first and the last row number that SOAs of these codes may have: all, or those due before a day."""
    for share in sorted({_share(code) for code in codes}):
        yield _place(share, "0", 0), _place(share, overdue_on, 0) - 1 if overdue_on else _place(share, _LAST_DAY, _ID)


def _share(code: str) -> int:
    return int.from_bytes(code.encode(), "big") % _SHARES


def _place(share: int, due_date: str, soa_id: int) -> int:
    return share << _SHARE_SHIFT | int(due_date.replace("-", "")) << _DUE_SHIFT | soa_id & _ID


def _change_all(connection: sqlite3.Connection, change: str, soa_nos: Sequence[str]) -> None:
    for index in INDEXES:
        if index.is_in(connection):
            _change(connection, index, change, "WHERE soa_no IN (SELECT value FROM json_each(?))", dumps(soa_nos))


def _change(connection: sqlite3.Connection, index: Index, change: str, which: str = "", *values: str) -> None:
    read = connection.execute(f"{_READ} {which}", values)
    # Rows that come in the order of their numbers are taken in at once; others cost a write each.
    rows = sorted(
        (_place(_share(code), due_date, soa_id), index.words(*texts)) for soa_id, code, due_date, *texts in read
    )
    into, what = (f"{index.table}, ", f"'{change}', ") if change else ("", "")
    connection.executemany(f"INSERT INTO {index.table} ({into}rowid, words) VALUES ({what}?, ?)", rows)  # noqa: S608


def _plain_words(*texts: str) -> str:
    from mpos.contract.plain_words import plain_words

    return plain_words(" ".join(texts))


def _keys(soa_no: str, customer_no: str, name: str, _address: str) -> str:
    """Each word of the name, the numbers in one go, and what they may be typed from: each part but the first."""
    from mpos.contract.phone_keys import phone_keys

    found_by = [phone_keys(name)]
    for number in (soa_no, customer_no):
        parts = phone_keys(number).split()
        found_by += [f"{''.join(parts)}{NUMBER_END}", *parts[1:]]
    return " ".join(found_by)


BY_WORDS = Index("soa_by_words", _plain_words)
BY_KEYS = Index("soa_by_keys", _keys)
INDEXES = (BY_WORDS, BY_KEYS)
