"""The index of the words that find SOAs, beside the table `soa` and kept in the same transaction.

SQLite keeps it as an FTS5 table without content of its own, PostgreSQL as a table with a tsvector; nobody else knows
which. Nothing is ranked: that would cost more than all else.
"""

from collections.abc import Iterable, Sequence

from sqlalchemy import BigInteger, ColumnElement, Select, and_, column, select, table, text

from .engine import Connection
from .search_words import Asked

NAME = "soa_words"
"""The table, and what names of its parts begin with."""
_ESCAPE = "!"
_index = table(NAME, column("rowid", BigInteger), column("words"))


def make_index(conn: Connection) -> None:
    """Makes the index, empty."""
    for statement in _MAKE_SQLITE if _is_sqlite(conn) else _MAKE_POSTGRESQL:
        conn.execute(text(statement))


def add_words(conn: Connection, rows: Iterable[tuple[int, str]]) -> None:
    """Lets SOAs be found: their search_id and words."""
    added = [{"id": search_id, "words": words} for search_id, words in rows]
    if added:
        conn.execute(text(_ADD_SQLITE if _is_sqlite(conn) else _ADD_POSTGRESQL), added)


def remove_words(conn: Connection, rows: Iterable[tuple[int, str]]) -> None:
    """Lets SOAs be found no more. The words must be those that were added."""
    removed = [{"id": search_id, "words": words} for search_id, words in rows]
    if removed:
        conn.execute(text(_REMOVE_SQLITE if _is_sqlite(conn) else _REMOVE_POSTGRESQL), removed)


def ids_with(conn: Connection, asked: Sequence[Asked]) -> Select[int]:
    """The search_ids of SOAs with all these words, in no order; `asked` is not empty."""
    if _is_sqlite(conn):
        found = text(f"{NAME} MATCH :asked").bindparams(asked=" AND ".join(map(_fts5, asked)))
    else:
        found = text("words @@ CAST(:asked AS tsquery)").bindparams(asked=" & ".join(map(_tsquery, asked)))
    return select(_index.c.rowid).where(found)


def has_words(words: ColumnElement[str], asked: Sequence[Asked]) -> ColumnElement[bool]:
    """The same condition on the words as they lie in a row: for rows that are looked at one by one."""
    return and_(*(words.like(_like(each), escape=_ESCAPE) for each in asked))


def _is_sqlite(conn: Connection) -> bool:
    return conn.dialect.name == "sqlite"


# Words are letters and digits alone (search_words), so no quotes or signs of the query languages are among them.


def _fts5(asked: Asked) -> str:
    return f'"{asked.word}"' if asked.is_whole else f'"{asked.word}"*'


def _tsquery(asked: Asked) -> str:
    return f"'{asked.word}'" if asked.is_whole else f"'{asked.word}':*"


def _like(asked: Asked) -> str:
    return f"% {asked.word} %" if asked.is_whole else f"% {asked.word}%"


_MAKE_SQLITE = (
    # Beginnings of up to six letters are ready lists. Longer ones match few words, or numbers that have much in common.
    f"CREATE VIRTUAL TABLE {NAME} USING fts5(words, content='', detail=none, "
    "prefix='1 2 3 4 5 6', tokenize='unicode61 remove_diacritics 0')",
)
_MAKE_POSTGRESQL = (
    f"CREATE TABLE {NAME} (rowid BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)",
    f"CREATE INDEX {NAME}_found ON {NAME} USING gin (words)",
)
# The name is our own constant, and all values are bound.
_ADD_SQLITE = f"INSERT INTO {NAME} (rowid, words) VALUES (:id, :words)"  # noqa: S608
_ADD_POSTGRESQL = (
    f"INSERT INTO {NAME} (rowid, words) VALUES (:id, array_to_tsvector(string_to_array(btrim(:words), ' ')))"  # noqa: S608
)
_REMOVE_SQLITE = f"INSERT INTO {NAME} ({NAME}, rowid, words) VALUES ('delete', :id, :words)"  # noqa: S608
_REMOVE_POSTGRESQL = f"DELETE FROM {NAME} WHERE rowid = :id"  # noqa: S608
