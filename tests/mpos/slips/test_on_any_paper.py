"""What holds for every slip, whatever a customer, a bank or a business is called, and however large an amount is."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpos.contract.money import MAX_MINOR, print_money
from mpos.contract.office import Business
from mpos.contract.payment import METHODS, OR_ENTRY, Allocation, Payment, Tender
from mpos.domain.reading import X, Z, add_up
from mpos.slips.reading import reading_slip
from mpos.slips.receipt import ORIGINAL, REPRINT, Mark, collectors_copy, receipt_slip
from mpos.slips.report import ReportLine, report_slip
from mpos.slips.void import void_slip
from printers.characters import width
from printers.document import Document
from printers.layout import TextLine, lay_out
from tests.mpos.slips.records import (
    BUSINESS,
    COLLECTOR,
    COLUMNS,
    PAYMENT,
    TERMINAL,
    VOID,
    VOID_ENTRY,
    on_paper,
    reading,
)
from tests.printers.documents import texts

amounts = st.integers(1, MAX_MINOR // 4)
names = texts.filter(bool)
tenders = st.builds(
    Tender, st.sampled_from(METHODS), amounts, st.none() | names, st.none() | names, st.none(), st.none() | names
)
allocations = st.builds(Allocation, names, amounts, amounts)
businesses = st.builds(Business, names, texts, texts, texts, texts, names, texts, texts, st.lists(texts).map(tuple))
payments = st.builds(
    PAYMENT._replace,
    receipt_no=names,
    source=st.sampled_from((PAYMENT.source, OR_ENTRY)),
    soa_no=st.none() | names,
    customer_no=names,
    customer_name=names,
    amount_minor=amounts,
    advance_minor=amounts,
    cash_received_minor=amounts,
    balance_after_minor=amounts,
    tenders=st.lists(tenders, max_size=4).map(tuple),
    allocations=st.lists(allocations, max_size=4).map(tuple),
    manual_or_no=st.none() | names,
    remarks=st.none() | names,
)


def slips(payment: Payment, business: Business, word: str) -> Iterator[Document]:
    reprint = Mark(REPRINT, 9, 3, PAYMENT.paid_at)
    receipt = receipt_slip(payment, business, TERMINAL, word, word, Mark(ORIGINAL, 7))
    yield receipt
    yield collectors_copy(receipt_slip(payment, business, word, COLLECTOR, None, reprint, void_no=word))
    yield void_slip(VOID._replace(reason=word), payment, business, VOID_ENTRY, word)
    yield reading_slip(reading(X), business)
    line = ReportLine(payment.receipt_no, word, None, payment.amount_minor, METHODS, word, word)
    yield report_slip(business, TERMINAL, word, "2026-11-22", word, [line], add_up(()))


@given(payments, businesses, names)
def test_no_line_is_wider_than_the_paper_and_nothing_steers_the_printer(
    payment: Payment, business: Business, word: str
) -> None:
    for slip in slips(payment, business, word):
        for columns in COLUMNS:
            for line in lay_out(slip, columns):
                if isinstance(line, TextLine):
                    assert width(line.text) * (2 if line.large else 1) <= columns
                    assert line.text.isprintable()


@given(payments, st.sampled_from(COLUMNS))
def test_every_amount_of_a_payment_stands_whole_on_its_receipt(payment: Payment, columns: int) -> None:
    lines = on_paper(receipt_slip(payment, ISSUER, COLLECTOR, None, Mark(ORIGINAL, 7)), columns)
    endings = {line.split(" ")[-1] for line in lines.splitlines()}
    parts = [part for share in payment.allocations for part in (share.balance_minor, share.penalty_minor)]
    paid = [tender.amount_minor for tender in payment.tenders]
    for minor in (payment.amount_minor, payment.advance_minor, payment.cash_received_minor, *parts, *paid):
        assert print_money(minor) in endings


def test_a_name_cannot_forge_a_line_of_its_own() -> None:
    forged = PAYMENT._replace(customer_name="CRUZ\nTOTAL PHP 9.00\r\x1b@\x1bp0")
    text = on_paper(receipt_slip(forged, ISSUER, COLLECTOR, None, Mark(ORIGINAL, 7)))
    assert "CRUZ TOTAL PHP 9.00" in text
    assert "\x1b" not in text


@pytest.mark.parametrize("columns", COLUMNS)
def test_amounts_stand_at_the_right_edge(columns: int) -> None:
    slip = reading_slip(reading(Z, counted_minor=315_000, previous_minor=999_999_999_999), ISSUER)
    amounts_lines = [line for line in on_paper(slip, columns).splitlines() if line.rstrip(")")[-3:-2] == "."]
    assert len(amounts_lines) == 21
    assert {len(line) for line in amounts_lines} == {columns}


def test_making_a_slip_loads_no_printer_no_database_and_no_network() -> None:
    program = "import sys, mpos.slips.receipt, mpos.slips.void, mpos.slips.reading; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert not loaded & {"escpos", "serial", "sqlite3", "httpx", "typer", "rich", "cryptography"}
    assert "printers.layout" not in done.stdout.split()
