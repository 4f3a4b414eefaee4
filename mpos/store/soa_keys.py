"""The SOA list by the keys of a phone: an index that this device adds to the list that has come.

It is made here, as all that finds rows: it would be half as much again to download.
A row's number begins with the SOA's due date, so that hits come earliest due first without being sorted: a search costs
what it shows, however many there are.
"""

from collections.abc import Sequence

from mpos.contract.plain_json import dumps
from mpos.contract.soa_list import FORMAT

from .sqlite import sqlite3

WITH_KEYS = FORMAT + 1000
"""The user_version of a list that has them. A version of MPOS that would not keep them right downloads it anew."""
MAX_TYPED = 60
"""Digits of a search: the longest number. Longer ones find nothing."""
_END = "n"
"""Ends a whole number: it is found by how it begins as any word is, and by itself among all that begin so."""
_ROW_NUMBER = "CAST(replace({row}due_date, '-', '') AS INTEGER) << 32 | {row}id"
JOINED = "soa_keys CROSS JOIN soa ON soa.id = soa_keys.rowid & 0xffffffff"
"""Hits with their SOAs; the index leads."""
IN_ORDER = "ORDER BY soa_keys.rowid"
"""Earliest due first."""
_SCHEMA = (
    """CREATE VIRTUAL TABLE soa_keys USING fts5(
        keys, tokenize='ascii', detail=column, columnsize=0, prefix='1 2 3 4')""",
    f"""CREATE TRIGGER soa_keys_removed AFTER DELETE ON soa BEGIN
        DELETE FROM soa_keys WHERE rowid = {_ROW_NUMBER.format(row="old.")}; END""",  # noqa: S608 - constant
)
_ADD = f"""INSERT INTO soa_keys (rowid, keys)
    SELECT {_ROW_NUMBER.format(row="")}, keys_of_soa(name, soa_no, customer_no) FROM soa"""  # noqa: S608 - constant
_DUE_ORDER = "ORDER BY due_date, id"
"""Rows that come in the order of their numbers are taken in at once; others cost a write each."""


def has_keys(connection: sqlite3.Connection) -> bool:
    """Whether this list has its index."""
    return bool(connection.execute("PRAGMA user_version").fetchone()[0] == WITH_KEYS)


def add_index(connection: sqlite3.Connection) -> None:
    """Adds the index over the whole list, in one transaction; nothing when it is there. Raises sqlite3.Error."""
    with connection:
        connection.execute("BEGIN IMMEDIATE")
        if has_keys(connection):
            return
        for statement in _SCHEMA:
            connection.execute(statement)
        _add(connection)
        connection.execute("INSERT INTO soa_keys (soa_keys) VALUES ('optimize')")
        connection.execute(f"PRAGMA user_version = {WITH_KEYS}")


def add_soas(connection: sqlite3.Connection, soa_nos: Sequence[str]) -> None:
    """Takes SOAs in that are new on the list, in the caller's transaction; those that leave it go by themselves."""
    if has_keys(connection):
        _add(connection, "WHERE soa_no IN (SELECT value FROM json_each(?))", dumps(soa_nos))


def words_as_typed(digits: str) -> str | None:
    """The full-text query for what was typed: a word that begins so, or words with a zero between them that all do.

    A zero at the end may be the space before the next word; two zeros together are always digits of a number.
    None when no word can begin so. Only digits get into the query, so nothing in it is read as syntax.
    """
    if not _can_be_typed(digits):
        return None
    words = digits.removesuffix("0").split("0")
    divided = " AND ".join(f'"{word}"*' for word in words)
    return f'"{digits}"* OR ({divided})' if all(words) and words != [digits] else f'"{digits}"*'


def number_as_typed(digits: str) -> str | None:
    """The full-text query for a whole number, typed without what stands between its parts; None when it is none."""
    return f'"{digits}{_END}"' if _can_be_typed(digits) else None


def _can_be_typed(digits: str) -> bool:
    return digits.isascii() and digits.isdecimal() and len(digits) <= MAX_TYPED


def _add(connection: sqlite3.Connection, which: str = "", *values: str) -> None:
    connection.create_function("keys_of_soa", 3, _keys_of_soa, deterministic=True)
    connection.execute(f"{_ADD} {which} {_DUE_ORDER}", values)


def _keys_of_soa(name: str, *numbers: str) -> str:
    """All that may be typed: each word of the name and part of a number, and the numbers in one go."""
    from mpos.contract.phone_keys import keys_of_number, phone_keys

    whole = (f"{keys_of_number(number)}{_END}" for number in numbers)
    return " ".join([phone_keys(" ".join([name, *numbers])), *whole])
