"""The rows that follow from a journal, worked out once more and by other code than the product's."""

from collections.abc import Callable, Iterable, Iterator

from mpos.contract import kinds
from mpos.contract.canonical import write_canonical
from mpos.contract.held_check import read_held_check
from mpos.contract.journal import Entry
from mpos.contract.money import parse_money
from mpos.contract.payment import read_payment, read_void
from mpos.contract.remittance import read_remittance
from scripts.crashes.ledger import COLUMNS, Row

Rows = Iterator[tuple[str, Row]]


def rows_from(entries: Iterable[Entry]) -> dict[str, set[Row]]:
    """All rows of the tables in COLUMNS that these entries call for."""
    rows: dict[str, set[Row]] = {table: set() for table in COLUMNS}
    places: dict[str, int] = {}
    for entry in entries:
        for table, row in _ROWS.get(entry.kind, _none)(entry, places):
            rows[table].add(row)
    return rows


def _none(_entry: Entry, _places: dict[str, int]) -> Rows:
    yield from ()


def _payment(entry: Entry, places: dict[str, int]) -> Rows:
    paid = read_payment(entry.body)
    places[paid.payment_id] = places[paid.receipt_no] = entry.seq
    whose = (paid.soa_no, paid.customer_no, paid.customer_name, entry.business_date, paid.paid_at)
    number = (entry.epoch, entry.body["number"], paid.receipt_no, paid.source)
    sums = (paid.amount_minor, paid.advance_minor, paid.vat_minor, paid.manual_or_no)
    yield "payment", (entry.seq, paid.payment_id, *number, *whose, *sums)
    for line, tender in enumerate(paid.tenders):
        yield "tender", (entry.seq, line, tender.method, tender.amount_minor, int(tender.for_confirmation))
    for line, share in enumerate(paid.allocations):
        yield "allocation", (entry.seq, line, share.invoice_no, share.balance_minor, share.penalty_minor)
    if paid.held_check_no:
        yield "check_settled", (entry.seq, places[paid.held_check_no], "collected")


def _void(entry: Entry, places: dict[str, int]) -> Rows:
    void = read_void(entry.body)
    number = (entry.epoch, entry.body["number"], void.void_no)
    yield "void", (entry.seq, places[void.payment_id], *number, void.reason, void.voided_at)


def _reprint(entry: Entry, places: dict[str, int]) -> Rows:
    yield "reprint", (entry.seq, places[entry.body["receipt_no"]], entry.body["reprint"])


def _signature(entry: Entry, places: dict[str, int]) -> Rows:
    yield "signature", (entry.seq, places[entry.body["payment_id"]], entry.body["sha256"], entry.body["size"])


def _held_check(entry: Entry, places: dict[str, int]) -> Rows:
    check = read_held_check(entry.body)
    places[check.ack_no] = entry.seq
    whose = (check.soa_no, check.customer_no, check.customer_name, entry.business_date)
    what = (check.bank, check.check_no, check.check_date, check.amount_minor)
    yield "held_check", (entry.seq, entry.epoch, entry.body["number"], check.ack_no, *whose, *what)


def _returned_check(entry: Entry, places: dict[str, int]) -> Rows:
    yield "check_settled", (entry.seq, places[entry.body["ack_no"]], "returned")


def _remittance(entry: Entry, _places: dict[str, int]) -> Rows:
    handed = read_remittance(entry.body)
    number = (entry.epoch, entry.body["number"], handed.remittance_no)
    yield "remittance", (entry.seq, *number, entry.business_date, handed.amount_minor)


def _day(entry: Entry, _places: dict[str, int]) -> Rows:
    fund = parse_money(entry.body["change_fund"])
    yield "business_day", (entry.business_date, entry.seq, entry.collector, entry.recorded_at, fund)


def _count(entry: Entry, _places: dict[str, int]) -> Rows:
    sums = (parse_money(entry.body["expected_cash"]), parse_money(entry.body["counted_cash"]))
    yield "cash_count", (entry.seq, entry.business_date, *sums, write_canonical(entry.body["count"]))


def _z(entry: Entry, _places: dict[str, int]) -> Rows:
    total = parse_money(entry.body["present_grand_total"])
    yield "z_reading", (entry.body["z_counter"], entry.business_date, entry.seq, total)


_ROWS: dict[str, Callable[[Entry, dict[str, int]], Rows]] = {
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
