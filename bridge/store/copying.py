"""Copies a whole office from SQLite to PostgreSQL within one transaction there, and compares the two.

Values go as they are kept: what is JSON is not read and written again, so that what was hashed stays what it was.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import JSON, Column, Integer, Row, Table, Text, and_, func, inspect, select, type_coerce

from .engine import Connection
from .payments_found import add_payment_words
from .schema import journal, metadata, soa
from .search_index import PAYMENT_WORDS, SOA_WORDS

AT_ONCE = 1_000
"""Rows in memory at a time; an attachment has some ten kB."""
_NOT_COPIED = ("alembic_version", "sqlite_sequence", SOA_WORDS.name, PAYMENT_WORDS.name)
"""What the migrations make, what SQLite keeps for itself, and the indexes of words, which are made anew."""
Told = Callable[[str, int, int], None]
"""Told of a table's name, how many of its rows are there, and of how many."""


class Sums(NamedTuple):
    """What is compared of a table: its rows, and the sum of each column of money."""

    rows: int
    minor: dict[str, int]


def tables_beside(conn: Connection) -> list[str]:
    """Tables of which this version of the program knows nothing."""
    return [
        name
        for name in inspect(conn).get_table_names()
        if name not in metadata.tables and not name.startswith(_NOT_COPIED)
    ]


def is_empty(conn: Connection) -> bool:
    """Whether there is no table at all."""
    return not inspect(conn).get_table_names()


def copy_all(old: Connection, new: Connection, told: Told) -> None:
    """Fills the tables of `new`, just made, with all that is in `old`."""
    for table in reversed(metadata.sorted_tables):
        # Migrations leave a row here and there.
        new.execute(table.delete())
    for table in metadata.sorted_tables:
        _copy(old, new, table, told)
    _index_words(old, new)
    for table in metadata.sorted_tables:
        _go_on_counting(new, table)


def sums_of(conn: Connection) -> dict[str, Sums]:
    """Count and sums of each table."""
    return {table.name: _sums(conn, table) for table in metadata.sorted_tables}


def differences(old: Connection, new: Connection, beside: Sequence[str] = ()) -> list[str]:
    """One sentence for each count, sum or journal that is not the same on both sides; of all tables beside these."""
    here, there = sums_of(old), sums_of(new)
    found = [
        f"{name}: {_told(sums)} here, {_told(there[name])} there"
        for name, sums in here.items()
        if sums != there[name] and name not in beside
    ]
    journals, copied = _journals(old), _journals(new)
    return found + [
        f"journal of {terminal_id}, epoch {epoch}: it does not end as it did"
        for terminal_id, epoch in sorted({*journals, *copied})
        if journals.get((terminal_id, epoch)) != copied.get((terminal_id, epoch))
    ]


def _copy(old: Connection, new: Connection, table: Table, told: Told) -> None:
    total, copied = _sums(old, table).rows, 0
    told(table.name, copied, total)
    for rows in _batches(old, table):
        _write(new, table, rows)
        copied += len(rows)
        told(table.name, copied, total)


def _batches(conn: Connection, table: Table) -> Iterator[Sequence[Row[*tuple[Any, ...]]]]:
    columns = [type_coerce(column, Text) if isinstance(column.type, JSON) else column for column in table.columns]
    yield from conn.execution_options(yield_per=AT_ONCE).execute(select(*columns)).partitions()


def _write(conn: Connection, table: Table, rows: Sequence[Row[*tuple[Any, ...]]]) -> None:
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    driver: Any = conn.connection.driver_connection
    with driver.cursor().copy(f'COPY "{table.name}" ({names}) FROM STDIN') as copy:
        for row in rows:
            copy.write_row(row)


def _index_words(old: Connection, new: Connection) -> None:
    words = select(soa.c.search_id, soa.c.search)
    for rows in old.execution_options(yield_per=AT_ONCE).execute(words).partitions():
        SOA_WORDS.add(new, [(row.search_id, row.search) for row in rows])
    add_payment_words(old, new)


def _go_on_counting(conn: Connection, table: Table) -> None:
    """A number that a row has is not given to another."""
    counted = _counted(table)
    if counted is None:
        return
    sequence = func.pg_get_serial_sequence(table.name, counted.name)
    last = select(func.max(counted)).scalar_subquery()
    conn.execute(select(func.setval(sequence, func.coalesce(last, 1), last.is_not(None))))


def _counted(table: Table) -> Column[Any] | None:
    column = table.autoincrement_column
    return column if column is not None and isinstance(column.type, Integer) else None


def _sums(conn: Connection, table: Table) -> Sums:
    money = [column for column in table.columns if column.name.endswith("_minor")]
    sums = [func.coalesce(func.sum(column), 0) for column in money]
    rows, *minor = conn.execute(select(func.count(), *sums).select_from(table)).one()
    return Sums(rows, {column.name: int(total) for column, total in zip(money, minor, strict=True)})


def _journals(conn: Connection) -> dict[tuple[str, int], tuple[int, str]]:
    """How many entries each terminal's epochs have, and the hash of the last one."""
    ends = (
        select(journal.c.terminal_id, journal.c.epoch, func.max(journal.c.seq).label("seq"), func.count().label("rows"))
        .group_by(journal.c.terminal_id, journal.c.epoch)
        .subquery()
    )
    same = and_(*(ends.c[name] == journal.c[name] for name in ("terminal_id", "epoch", "seq")))
    found = select(ends.c.terminal_id, ends.c.epoch, ends.c.rows, journal.c.hash).select_from(ends.join(journal, same))
    return {(terminal_id, epoch): (rows, last_hash) for terminal_id, epoch, rows, last_hash in conn.execute(found)}


def _told(sums: Sums) -> str:
    return ", ".join([f"{sums.rows} rows", *(f"{name} {total}" for name, total in sums.minor.items())])
