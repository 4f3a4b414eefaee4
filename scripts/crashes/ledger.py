"""A terminal's store as it lies there after a crash, read with the standard library alone and never touched.

The files are copied first: to open a store is to recover it, and that is for the product to do.
"""

import json
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import MappingProxyType
from typing import Any, NamedTuple

from mpos.contract.journal import Entry
from mpos.store.database import SCHEMA_VERSION

STORE, LIST = "terminal.sqlite3", "soas.sqlite3"
BESIDE = ("", "-wal", "-journal")
"""What SQLite needs to see the state that the next to open the file will see."""
COLUMNS = {
    "payment": "seq, payment_id, epoch, number, receipt_no, source, soa_no, customer_no, customer_name, business_date,"
    " paid_at, amount_minor, advance_minor, vat_minor, manual_or_no",
    "tender": "payment_seq, line, method, amount_minor, for_confirmation",
    "allocation": "payment_seq, line, invoice_no, balance_minor, penalty_minor",
    "void": "seq, payment_seq, epoch, number, void_no, reason, voided_at",
    "reprint": "seq, payment_seq, number",
    "signature": "seq, payment_seq, sha256, size",
    "business_day": "business_date, opened_seq, collector, opened_at, change_fund_minor",
    "cash_count": "seq, business_date, expected_minor, counted_minor, pieces",
    "held_check": "seq, epoch, number, ack_no, soa_no, customer_no, customer_name, business_date, bank, check_no,"
    " check_date, amount_minor",
    "check_settled": "seq, held_seq, outcome",
    "remittance": "seq, epoch, number, remittance_no, business_date, amount_minor",
    "z_reading": "z_counter, business_date, seq, present_grand_total_minor",
}
"""The tables that follow from the journal, and what of them."""

Row = tuple[Any, ...]


class Slip(NamedTuple):
    """A slip of the print queue."""

    slip: str
    receipt_no: str | None
    state: str
    detail: str | None


class Ledger(NamedTuple):
    """What a store holds. `verdict` is SQLite's own on the file; `acknowledged` the last entry that the office took.

    `rows` is None in a store of an earlier version, which has other tables.
    """

    verdict: str
    terminal_id: str
    entries: tuple[Entry, ...] = ()
    rows: Mapping[str, set[Row]] | None = MappingProxyType({})
    slips: tuple[Slip, ...] = ()
    acknowledged: int = 0

    def of_kind(self, kind: str) -> list[Entry]:
        """The entries of one kind, in order."""
        return [entry for entry in self.entries if entry.kind == kind]


NOTHING = Ledger("ok", "")
"""Before there is a store, or as long as it has no tables."""


def read_ledger(home: Path) -> Ledger:
    """The store of this home; what SQLite can't read raises nothing, the verdict says it."""
    try:
        with copy_of(home / STORE) as connection:
            return _read(connection)
    except sqlite3.Error as error:
        return NOTHING._replace(verdict=str(error))


def verdict_on(path: Path) -> str:
    """ "ok", or what SQLite finds wrong with this file."""
    try:
        with copy_of(path) as connection:
            return _verdict(connection)
    except sqlite3.Error as error:
        return str(error)


@contextmanager
def copy_of(path: Path) -> Iterator[sqlite3.Connection]:
    """A copy of a database as whoever opens it next will find it; an empty one when there is none."""
    with TemporaryDirectory(prefix="mpos-look-") as directory:
        copy = Path(directory) / path.name
        for ending in BESIDE:
            if (beside := path.with_name(f"{path.name}{ending}")).exists():
                shutil.copyfile(beside, copy.with_name(f"{copy.name}{ending}"))
        with closing(sqlite3.connect(copy)) as connection:
            yield connection


def _read(connection: sqlite3.Connection) -> Ledger:
    verdict = _verdict(connection)
    if not _ask(connection, "SELECT 1 FROM sqlite_schema WHERE name = 'journal'"):
        return NOTHING._replace(verdict=verdict)
    [terminal_id] = [row[0] for row in _ask(connection, "SELECT terminal_id FROM identity")] or [""]
    content = _ask(connection, "SELECT value FROM setting WHERE key = 'acknowledged'")
    return Ledger(
        verdict,
        terminal_id,
        tuple(_entries(connection, terminal_id)),
        _rows(connection) if _ask(connection, "PRAGMA user_version") == [(SCHEMA_VERSION,)] else None,
        tuple(Slip(*row) for row in _ask(connection, "SELECT slip, receipt_no, state, detail FROM print_job")),
        json.loads(content[0][0])["seq"] if content else 0,
    )


def _rows(connection: sqlite3.Connection) -> dict[str, set[Row]]:
    return {table: set(_ask(connection, f"SELECT {names} FROM {table}")) for table, names in COLUMNS.items()}  # noqa: S608


def _verdict(connection: sqlite3.Connection) -> str:
    [verdict] = _ask(connection, "PRAGMA integrity_check(1)")
    strays = _ask(connection, "PRAGMA foreign_key_check")
    return str(verdict[0]) if not strays else f"{strays[0][0]} has a row that belongs to nothing"


def _entries(connection: sqlite3.Connection, terminal_id: str) -> Iterator[Entry]:
    query = "SELECT epoch, seq, kind, recorded_at, business_date, collector, body, prev_hash, hash FROM journal"
    for row in _ask(connection, f"{query} ORDER BY seq"):
        entry = Entry(terminal_id, *row)
        yield entry._replace(body=json.loads(row[6]))


def _ask(connection: sqlite3.Connection, query: str) -> list[Row]:
    return connection.execute(query).fetchall()
