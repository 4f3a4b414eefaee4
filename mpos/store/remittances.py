"""Cash that was handed over, as derived from the journal."""

from mpos.contract.journal import Entry
from mpos.contract.remittance import Remittance

from .sqlite import sqlite3


def add_remittance(connection: sqlite3.Connection, entry: Entry, number: int, remittance: Remittance) -> None:
    """The row of one remittance, beside its journal entry."""
    connection.execute(
        "INSERT INTO remittance VALUES (?, ?, ?, ?, ?, ?)",
        (
            entry.seq,
            entry.epoch,
            number,
            remittance.remittance_no,
            entry.business_date,
            remittance.amount_minor,
        ),
    )


def remitted(connection: sqlite3.Connection, business_date: str, after_seq: int, upto_seq: int) -> int:
    """The cash of a business day that was handed over after one journal place and up to another, in minor units."""
    row = connection.execute(
        "SELECT coalesce(sum(amount_minor), 0) FROM remittance WHERE business_date = ? AND seq > ? AND seq <= ?",
        (business_date, after_seq, upto_seq),
    ).fetchone()
    return int(row[0])
