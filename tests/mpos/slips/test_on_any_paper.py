"""What holds for every slip, whatever a customer, a bank or a business is called, and however large an amount is."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mpos.contract.held_check import HeldCheck
from mpos.contract.money import MAX_MINOR, print_money
from mpos.contract.office import Business
from mpos.contract.payment import METHODS, OR_ENTRY, Allocation, Payment, Tender
from mpos.contract.remittance import HandedPieces, Remittance
from mpos.domain.reading import X, Z, add_up
from mpos.slips.check_acknowledgement import check_acknowledgement_slip
from mpos.slips.issuer import Issuer
from mpos.slips.proof import Proof
from mpos.slips.qr_to_pay import qr_to_pay_slip
from mpos.slips.reading import reading_slip
from mpos.slips.receipt import ORIGINAL, REPRINT, Mark, collectors_copy, receipt_slip
from mpos.slips.remittance import remittance_slip
from mpos.slips.report import HeldLine, ReportLine, report_slip
from mpos.slips.void import void_slip
from printers.characters import width
from printers.document import Document
from printers.layout import TextLine, lay_out
from tests.mpos.slips.records import (
    COLLECTOR,
    COLUMNS,
    HELD_CHECK,
    ISSUER,
    PAYMENT,
    REMITTANCE,
    VOID,
    VOID_ENTRY,
    on_paper,
    reading,
)
from tests.printers.documents import texts

SLIPS_PER_RUN = 40
"""Nine slips on three papers each take their time to be laid out."""

amounts = st.integers(1, MAX_MINOR // 4)
names = texts.filter(bool)
lines = st.lists(texts, max_size=3).map(tuple)
tenders = st.builds(
    Tender,
    st.sampled_from(METHODS),
    amounts,
    st.none() | names,
    st.none() | names,
    st.none(),
    st.none() | names,
    st.booleans(),
)
allocations = st.builds(Allocation, names, amounts, amounts)
businesses = st.builds(
    Business,
    name=names,
    operated_by=texts,
    tin=texts,
    tin_label=texts,
    address=texts,
    receipt_title=names,
    receipt_notice=texts,
    permit=texts,
    footer=lines,
    header=lines,
    min_label=texts,
    serial_label=texts,
    accreditation=texts,
    supplier=lines,
    labels=st.dictionaries(st.sampled_from(("TOTAL", "Balance", "No.", "Opening Fund", "CASH REMITTED")), names),
)
issuers = st.builds(Issuer, businesses, names, texts, texts)
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
    held_check_no=st.none() | names,
)
remittances = st.builds(
    REMITTANCE._replace,
    remittance_no=names,
    amount_minor=amounts,
    pieces=st.lists(st.builds(HandedPieces, st.integers(1, 100_000), st.integers(0, 100_000)), max_size=3).map(tuple),
    handed_to=st.none() | names,
    reference=st.none() | names,
)
held_checks = st.builds(
    HELD_CHECK._replace,
    ack_no=names,
    soa_no=names,
    customer_no=names,
    customer_name=names,
    bank=names,
    check_no=names,
    amount_minor=amounts,
)


def slips(payment: Payment, issuer: Issuer, word: str) -> Iterator[Document]:
    reprint = Mark(REPRINT, 9, 3, PAYMENT.paid_at)
    receipt = receipt_slip(payment, issuer, word, word, Mark(ORIGINAL, 7), proof=Proof(word, "MPOS1|and so on"))
    yield receipt
    yield collectors_copy(receipt_slip(payment, issuer, COLLECTOR, None, reprint, void_no=word), issuer)
    yield void_slip(VOID._replace(reason=word), payment, issuer, VOID_ENTRY, word)
    yield reading_slip(reading(X), issuer, word)
    line = ReportLine(payment.receipt_no, word, None, payment.amount_minor, METHODS, word, word)
    held = HeldLine(word, word, "2026-12-15", payment.amount_minor)
    yield report_slip(issuer, word, "2026-11-22", word, [line], add_up(()), [held])
    yield qr_to_pay_slip(issuer, "000201", word, payment.amount_minor, word, word, word)


def other_slips(remittance: Remittance, check: HeldCheck, issuer: Issuer, word: str) -> Iterator[Document]:
    yield remittance_slip(remittance, issuer, "2026-11-22", word, 7)
    yield check_acknowledgement_slip(check, issuer, "2026-11-22", word, 7)


def assert_fits(slip: Document) -> None:
    for columns in COLUMNS:
        for line in lay_out(slip, columns):
            if isinstance(line, TextLine):
                assert width(line.text) * (2 if line.large else 1) <= columns
                assert line.text.isprintable()


@given(payments, issuers, names)
@settings(max_examples=SLIPS_PER_RUN)
def test_no_line_is_wider_than_the_paper_and_nothing_steers_the_printer(
    payment: Payment, issuer: Issuer, word: str
) -> None:
    for slip in slips(payment, issuer, word):
        assert_fits(slip)


@given(remittances, held_checks, issuers, names)
@settings(max_examples=SLIPS_PER_RUN)
def test_nor_on_slips_of_cash_handed_over_and_of_checks_in_keeping(
    remittance: Remittance, check: HeldCheck, issuer: Issuer, word: str
) -> None:
    for slip in other_slips(remittance, check, issuer, word):
        assert_fits(slip)


def endings(slip: Document, columns: int) -> set[str]:
    """What stands at the right edge of each line."""
    return {line.split(" ")[-1] for line in on_paper(slip, columns).splitlines()}


@given(payments, st.sampled_from(COLUMNS))
@settings(max_examples=SLIPS_PER_RUN)
def test_every_amount_of_a_payment_stands_whole_on_its_receipt(payment: Payment, columns: int) -> None:
    found = endings(receipt_slip(payment, ISSUER, COLLECTOR, None, Mark(ORIGINAL, 7)), columns)
    parts = [part for share in payment.allocations for part in (share.balance_minor, share.penalty_minor)]
    paid = [tender.amount_minor for tender in payment.tenders]
    for minor in (payment.amount_minor, payment.advance_minor, payment.cash_received_minor, *parts, *paid):
        assert print_money(minor) in found


@given(remittances, held_checks, st.sampled_from(COLUMNS))
@settings(max_examples=SLIPS_PER_RUN)
def test_every_other_amount_stands_whole_too(remittance: Remittance, check: HeldCheck, columns: int) -> None:
    handed = endings(remittance_slip(remittance, ISSUER, "2026-11-22", COLLECTOR, 7), columns)
    worth = [row.denomination_minor * row.pieces for row in remittance.pieces]
    assert {print_money(minor) for minor in (remittance.amount_minor, *worth)} <= handed
    kept = endings(check_acknowledgement_slip(check, ISSUER, "2026-11-22", COLLECTOR, 7), columns)
    asked = endings(qr_to_pay_slip(ISSUER, "000201", "R", check.amount_minor, "S", "N", check.held_at), columns)
    assert print_money(check.amount_minor) in kept & asked


def test_a_name_cannot_forge_a_line_of_its_own() -> None:
    forged = PAYMENT._replace(customer_name="CRUZ\nTOTAL PHP 9.00\r\x1b@\x1bp0")
    text = on_paper(receipt_slip(forged, ISSUER, COLLECTOR, None, Mark(ORIGINAL, 7)))
    assert "CRUZ TOTAL PHP 9.00" in text
    assert "\x1b" not in text


@pytest.mark.parametrize("columns", COLUMNS)
def test_amounts_stand_at_the_right_edge(columns: int) -> None:
    slip = reading_slip(reading(Z, counted_minor=305_000, previous_minor=900_000_000_000), ISSUER, COLLECTOR)
    amounts_lines = [line for line in on_paper(slip, columns).splitlines() if line.rstrip(")")[-3:-2] == "."]
    assert len(amounts_lines) == 27
    assert {len(line) for line in amounts_lines} == {columns}


def test_making_a_slip_loads_no_printer_no_database_and_no_network() -> None:
    program = "import sys, mpos.slips.receipt, mpos.slips.void, mpos.slips.reading; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert not loaded & {"escpos", "serial", "sqlite3", "httpx", "typer", "rich", "nacl"}
    assert "printers.layout" not in done.stdout.split()
