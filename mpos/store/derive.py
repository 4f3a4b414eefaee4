"""From journal entries to rows: the only way in which payments, voids, days, counts and readings come about.

Recording a deed and rebuilding a damaged store run through here alike, so no row can say what the journal doesn't.
What is rare brings its own code when it comes: taking a payment waits for no more than it needs.
"""

from collections.abc import Callable

from mpos.contract import kinds
from mpos.contract.canonical import write_canonical
from mpos.contract.fields import Fields
from mpos.contract.journal import Entry
from mpos.contract.payment import read_payment, read_void

from . import days, payments
from .sqlite import sqlite3


def derive(connection: sqlite3.Connection, entry: Entry) -> None:
    """Writes the rows that follow from an entry; most kinds have none. BadContent for a body that makes no sense."""
    write_rows = _ROWS.get(entry.kind)
    if write_rows:
        write_rows(connection, entry)


def has_rows(connection: sqlite3.Connection, entry: Entry) -> bool:
    """Whether the row that stands for an entry is there; True for a kind that has none."""
    place = _PLACE_OF.get(entry.kind)
    if place is None:
        return True
    table, column = place
    query = f"SELECT 1 FROM {table} WHERE {column} = ?"  # noqa: S608 - constant names
    return connection.execute(query, (entry.seq,)).fetchone() is not None


def has_rows_ahead(connection: sqlite3.Connection) -> bool:
    """Whether a row stands for an entry that would come after the journal's last: it is of another store than that."""
    return any(
        connection.execute(
            # One statement, so that a neighbour's deed is seen whole or not at all.
            f"SELECT 1 FROM {table} WHERE {column} > (SELECT coalesce(max(seq), 0) FROM journal) LIMIT 1"  # noqa: S608
        ).fetchone()
        for table, column in _PLACE_OF.values()
    )


def _payment(connection: sqlite3.Connection, entry: Entry) -> None:
    body, payment = Fields(entry.body, "payment entry"), read_payment(entry.body)
    payments.add_payment(connection, entry, body.integer("number", low=1), payment)
    if payment.held_check_no:
        from . import held_checks

        held_checks.add_settled(connection, entry.seq, payment.held_check_no, held_checks.COLLECTED)


def _void(connection: sqlite3.Connection, entry: Entry) -> None:
    body = Fields(entry.body, "void entry")
    payments.add_void(connection, entry, body.integer("number", low=1), read_void(entry.body))


def _reprint(connection: sqlite3.Connection, entry: Entry) -> None:
    body = Fields(entry.body, "reprint entry")
    payments.add_reprint(connection, entry.seq, body.text("receipt_no"), body.integer("reprint", low=1))


def _signature(connection: sqlite3.Connection, entry: Entry) -> None:
    from mpos.contract.signature import read_signature

    from . import signatures

    signatures.add(connection, entry.seq, read_signature(entry.body))


def _day(connection: sqlite3.Connection, entry: Entry) -> None:
    body = Fields(entry.body, "registry entry")
    row = (entry.business_date, entry.seq, entry.collector, entry.recorded_at, body.money("change_fund"))
    days.add_day(connection, row)


def _count(connection: sqlite3.Connection, entry: Entry) -> None:
    body = Fields(entry.body, "count entry")
    pieces = write_canonical(body.items("count", 100))
    row = (entry.seq, entry.business_date, body.signed_money("expected_cash"), body.money("counted_cash"), pieces)
    days.add_count(connection, row)


def _z(connection: sqlite3.Connection, entry: Entry) -> None:
    body = Fields(entry.body, "reading entry")
    row = (body.integer("z_counter", low=1), entry.business_date, entry.seq, body.money("present_grand_total"))
    days.add_z(connection, row)


def _held_check(connection: sqlite3.Connection, entry: Entry) -> None:
    from mpos.contract.held_check import read_held_check

    from . import held_checks

    body = Fields(entry.body, "held check entry")
    held_checks.add_held(connection, entry, body.integer("number", low=1), read_held_check(entry.body))


def _returned_check(connection: sqlite3.Connection, entry: Entry) -> None:
    from mpos.contract.held_check import read_returned_check

    from . import held_checks

    held_checks.add_settled(connection, entry.seq, read_returned_check(entry.body).ack_no, held_checks.RETURNED)


def _remittance(connection: sqlite3.Connection, entry: Entry) -> None:
    from mpos.contract.remittance import read_remittance

    from .remittances import add_remittance

    body = Fields(entry.body, "remittance entry")
    add_remittance(connection, entry, body.integer("number", low=1), read_remittance(entry.body))


_ROWS: dict[str, Callable[[sqlite3.Connection, Entry], None]] = {
    kinds.PAYMENT_RECORDED: _payment,
    kinds.PAYMENT_VOIDED: _void,
    kinds.RECEIPT_REPRINTED: _reprint,
    kinds.SIGNATURE_TAKEN: _signature,
    kinds.REGISTRY_OPENED: _day,
    kinds.REGISTRY_CLOSED: _count,
    kinds.Z_READING: _z,
    kinds.CHECK_HELD: _held_check,
    kinds.CHECK_RETURNED: _returned_check,
    kinds.CASH_REMITTED: _remittance,
}
_PLACE_OF = {
    kinds.PAYMENT_RECORDED: ("payment", "seq"),
    kinds.PAYMENT_VOIDED: ("void", "seq"),
    kinds.RECEIPT_REPRINTED: ("reprint", "seq"),
    kinds.SIGNATURE_TAKEN: ("signature", "seq"),
    kinds.REGISTRY_OPENED: ("business_day", "opened_seq"),
    kinds.REGISTRY_CLOSED: ("cash_count", "seq"),
    kinds.Z_READING: ("z_reading", "seq"),
    kinds.CHECK_HELD: ("held_check", "seq"),
    kinds.CHECK_RETURNED: ("check_settled", "seq"),
    kinds.CASH_REMITTED: ("remittance", "seq"),
}
"""The table of each kind's row, and the column that says where its entry is in the journal."""
