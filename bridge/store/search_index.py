"""Indexes of the words that find SOAs and payments, each beside its table and kept in the same transaction.

SQLite keeps one as an FTS5 table without content of its own, PostgreSQL as a table with a tsvector; nobody else knows
which. Nothing is ranked: that would cost more than all else.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import BigInteger, ColumnElement, Select, and_, column, or_, select, table, text

from .engine import Connection
from .search_words import Asked

_ESCAPE = "!"


class WordIndex(NamedTuple):
    """One index; `name` is that of its table, and what names of its parts begin with."""

    name: str

    def make(self, conn: Connection) -> None:
        """Makes the index, empty."""
        for statement in _MAKE_SQLITE if _is_sqlite(conn) else _MAKE_POSTGRESQL:
            self._run(conn, statement)

    def add(self, conn: Connection, rows: Iterable[tuple[int, str]]) -> None:
        """Lets rows be found: the number that each has for this, and its words."""
        if added := _bound(rows):
            self._run(conn, _ADD_SQLITE if _is_sqlite(conn) else _ADD_POSTGRESQL, added)

    def remove(self, conn: Connection, rows: Iterable[tuple[int, str]]) -> None:
        """Lets rows be found no more. The words must be those that were added."""
        if removed := _bound(rows):
            self._run(conn, _REMOVE_SQLITE if _is_sqlite(conn) else _REMOVE_POSTGRESQL, removed)

    def ids_with(self, conn: Connection, asked: Sequence[Asked]) -> Select[int]:
        """The numbers of rows with all these words, in no order; `asked` is not empty."""
        if _is_sqlite(conn):
            found = text(f"{self.name} MATCH :asked").bindparams(asked=" AND ".join(map(_fts5, asked)))
        else:
            found = text("words @@ CAST(:asked AS tsquery)").bindparams(asked=" & ".join(map(_tsquery, asked)))
        index = table(self.name, column("rowid", BigInteger))
        return select(index.c.rowid).where(found)

    def _run(self, conn: Connection, statement: str, rows: list[dict[str, Any]] | None = None) -> None:
        # The name is our own constant, and all values are bound.
        conn.execute(text(statement.format(name=self.name)), rows)


SOA_WORDS = WordIndex("soa_words")
"""By soa.search_id."""
PAYMENT_WORDS = WordIndex("payment_words")
"""By payment.arrival; a payment and its words stay what they are."""


def has_words(words: ColumnElement[str], asked: Sequence[Asked]) -> ColumnElement[bool]:
    """The same condition on the words as they lie in a row: for rows that are looked at one by one."""
    return and_(*(or_(*(words.like(like, escape=_ESCAPE) for like in _likes(each))) for each in asked))


def _is_sqlite(conn: Connection) -> bool:
    return conn.dialect.name == "sqlite"


def _bound(rows: Iterable[tuple[int, str]]) -> list[dict[str, Any]]:
    return [{"id": number, "words": words} for number, words in rows]


# Words are letters and digits alone (search_words), so no quotes or signs of the query languages are among them.


def _fts5(asked: Asked) -> str:
    found = f'"{asked.word}"' if asked.is_whole else f'"{asked.word}"*'
    return f'({found} OR "{asked.or_else}")' if asked.or_else else found


def _tsquery(asked: Asked) -> str:
    found = f"'{asked.word}'" if asked.is_whole else f"'{asked.word}':*"
    return f"({found} | '{asked.or_else}')" if asked.or_else else found


def _likes(asked: Asked) -> list[str]:
    found = f"% {asked.word} %" if asked.is_whole else f"% {asked.word}%"
    return [found, f"% {asked.or_else} %"] if asked.or_else else [found]


_MAKE_SQLITE = (
    # Beginnings of up to six letters are ready lists. Longer ones match few words, or numbers that have much in common.
    "CREATE VIRTUAL TABLE {name} USING fts5(words, content='', detail=none, "
    "prefix='1 2 3 4 5 6', tokenize='unicode61 remove_diacritics 0')",
)
_MAKE_POSTGRESQL = (
    "CREATE TABLE {name} (rowid BIGINT PRIMARY KEY, words TSVECTOR NOT NULL)",
    "CREATE INDEX {name}_found ON {name} USING gin (words)",
)
_ADD_SQLITE = "INSERT INTO {name} (rowid, words) VALUES (:id, :words)"
_ADD_POSTGRESQL = (
    "INSERT INTO {name} (rowid, words) VALUES (:id, array_to_tsvector(string_to_array(btrim(:words), ' ')))"
)
_REMOVE_SQLITE = "INSERT INTO {name} ({name}, rowid, words) VALUES ('delete', :id, :words)"
_REMOVE_POSTGRESQL = "DELETE FROM {name} WHERE rowid = :id"
