"""The derived rows once more, made from the journal beside those of the store: to compare them, or to take their place.

Fresh rows lie in temporary tables of the same names. SQLite finds those first, so derive.py fills them as it fills the
store's own, and nothing in the store is touched.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from mpos.contract.journal import Entry
from mpos.light.typing import NamedTuple

from .derive import derive
from .sqlite import sqlite3

TABLES = {
    "business_day": "opened_seq",
    "cash_count": "seq",
    "z_reading": "seq",
    "payment": "seq",
    "tender": "payment_seq",
    "allocation": "payment_seq",
    "void": "seq",
    "reprint": "seq",
    "signature": "seq",
    "held_check": "seq",
    "check_settled": "seq",
    "remittance": "seq",
}
"""The derived tables, each behind those it refers to, and the column that names the entry a row follows from."""


class Difference(NamedTuple):
    """Rows of one table that follow from the journal and were not there, and such that were there and don't."""

    table: str
    missing: int
    unfounded: int


@contextmanager
def fresh_rows(connection: sqlite3.Connection, entries: Iterable[Entry], after: int = 0) -> Iterator[list[Difference]]:
    """Derives these entries, all that follow the entry `after`, anew; yields how the store's rows differ from that."""
    try:
        for table in TABLES:
            connection.execute(f"CREATE TEMP TABLE {table} AS SELECT * FROM main.{table} WHERE 0")  # noqa: S608
        _derive_all(connection, entries, after)
        compared = [_compare(connection, table, after) for table in TABLES]
        yield [found for found in compared if found.missing or found.unfounded]
    finally:
        for table in TABLES:
            connection.execute(f"DROP TABLE IF EXISTS temp.{table}")


def take_fresh_rows(connection: sqlite3.Connection) -> None:
    """Puts the fresh rows in the place of the store's, inside the caller's transaction."""
    for table in reversed(TABLES):
        connection.execute(f"DELETE FROM main.{table}")  # noqa: S608 - constant tables
    for table in TABLES:
        connection.execute(f"INSERT INTO main.{table} SELECT * FROM temp.{table}")  # noqa: S608 - constant tables


def _derive_all(connection: sqlite3.Connection, entries: Iterable[Entry], after: int) -> None:
    # Voids, reprints and signatures look for their payment, which may be of an earlier day; what became of a held
    # check looks for the check.
    connection.execute("INSERT INTO temp.payment SELECT * FROM main.payment WHERE seq <= ?", (after,))
    connection.execute("INSERT INTO temp.held_check SELECT * FROM main.held_check WHERE seq <= ?", (after,))
    connection.execute("CREATE INDEX temp.fresh_by_id ON payment (payment_id)")
    connection.execute("CREATE INDEX temp.fresh_by_receipt ON payment (receipt_no)")
    for entry in entries:
        derive(connection, entry)


def _compare(connection: sqlite3.Connection, table: str, after: int) -> Difference:
    fresh, kept = (f"SELECT * FROM {place}.{table} WHERE {TABLES[table]} > ?" for place in ("temp", "main"))  # noqa: S608
    missing, unfounded = (
        connection.execute(f"SELECT count(*) FROM ({one} EXCEPT {other})", (after, after)).fetchone()[0]  # noqa: S608
        for one, other in ((fresh, kept), (kept, fresh))
    )
    return Difference(table, missing, unfounded)
