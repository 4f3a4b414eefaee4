"""Records for slips: one payment with everything in it, a day with a void in it, and how a slip reads on paper."""

from mpos.contract.held_check import HeldCheck
from mpos.contract.journal import GENESIS, Entry
from mpos.contract.kinds import PAYMENT_VOIDED
from mpos.contract.office import Business
from mpos.contract.payment import (
    BANK_TRANSFER,
    CARD,
    CASH,
    CHECK,
    COLLECTED,
    EWALLET,
    WITHHOLDING_TAX,
    Allocation,
    Payment,
    Tender,
    Void,
)
from mpos.contract.remittance import HandedPieces, Remittance
from mpos.domain.reading import CheckMemo, ListProgress, Reading, Receipted, add_up, reading_body
from mpos.slips.issuer import Issuer
from mpos.slips.proof import Proof
from printers.document import Document, from_json, to_json
from printers.layout import as_text

COLUMNS = (32, 42, 48)
TERMINAL = "T-0007"
COLLECTOR = "Maria Santos"

BUSINESS = Business(
    name="MABUHAY WATER",
    operated_by="Mabuhay Holdings, Inc.",
    tin="123-456-789-00001",
    tin_label="VAT REG TIN",
    address="12 Rizal St., Calamba",
    footer=("Thank you.",),
    header=("Branch 00001",),
    accreditation="ACCR. 049-000000001-000000",
    supplier=("Sample Software, Inc.",),
)

ISSUER = Issuer(BUSINESS, TERMINAL, machine_no="26112200000000001", serial_no="SN-4711")

PROOF = Proof("A00000012-355000-K7M3Q9X2", "MPOS1|T-0007|A00000012|2026-11-22|355000|0379-NEVHP|" + "x" * 130)

PAYMENT = Payment(
    payment_id="3f0c2d9e-5b5e-4c4e-9d57-0d6e5b1f7a10",
    receipt_no="A00000012",
    source=COLLECTED,
    soa_no="SOA-0379-NEVHP",
    soa_version=3,
    customer_no="0379-NEVHP",
    customer_name="PEÑAFLORIDA, MARIA CONSOLACION",
    collector_code="C391",
    paid_at="2026-11-22T08:15:03.120+08:00",
    currency="PHP",
    amount_minor=355_000,
    advance_minor=50_000,
    cash_received_minor=100_000,
    change_minor=5_000,
    vat_minor=18_750,
    balance_after_minor=123_456,
    tenders=(
        Tender(CASH, 95_000),
        Tender(CHECK, 100_000, "0012345", "BDO", "2026-11-20"),
        Tender(CARD, 40_000, "998877", card_last4="4242"),
        Tender(EWALLET, 30_000, "GC-5566", for_confirmation=True),
        Tender(BANK_TRANSFER, 20_000, "IP-0001", "BPI"),
        Tender(WITHHOLDING_TAX, 70_000, "2307-0000123"),
    ),
    allocations=(Allocation("0000611365", 120_000, 5_000), Allocation("0007900770", 180_000, 0)),
    remarks="Pays the rest on Friday",
)

VOID = Void(
    void_id="9b1c7a52-1c35-4c3f-8d4e-70a2c44c1a11",
    void_no="A-V00000001",
    payment_id=PAYMENT.payment_id,
    receipt_no=PAYMENT.receipt_no,
    reason="Wrong customer",
    voided_at="2026-11-22T08:25:00.000+08:00",
    supervisor="boss",
)

VOID_ENTRY = Entry(TERMINAL, 1, 322, PAYMENT_VOIDED, VOID.voided_at, "2026-11-22", "maria", {}, GENESIS, GENESIS)

REMITTANCE = Remittance(
    remittance_no="A-R00000001",
    amount_minor=125_000,
    pieces=(HandedPieces(100_000, 1), HandedPieces(5_000, 5)),
    handed_to="Cashier Cruz",
    reference="DEP-0001",
    remitted_at="2026-11-22T17:45:00.000+08:00",
)

HELD_CHECK = HeldCheck(
    ack_no="A-P00000001",
    soa_no="SOA-0379-NEVHP",
    customer_no="0379-NEVHP",
    customer_name="PEÑAFLORIDA, MARIA CONSOLACION",
    collector_code="C391",
    currency="PHP",
    amount_minor=123_456,
    bank="BDO",
    check_no="0012345",
    check_date="2026-12-15",
    held_at="2026-11-22T10:00:00.000+08:00",
)

DAY = (
    Receipted("A00000001", 125_000, 120_000, 5_000, 0, 12_857, ((CASH, 125_000),), manual=False, void_no=None),
    Receipted("A00000002", 50_000, 50_000, 0, 0, 5_357, ((CHECK, 50_000),), True, "A-V00000001", "004512"),
    Receipted("A00000003", 80_000, 60_000, 0, 20_000, 0, ((WITHHOLDING_TAX, 80_000),), manual=False, void_no=None),
)


def reading(
    kind: str, day: tuple[Receipted, ...] = DAY, counted_minor: int | None = None, previous_minor: int = 900_000
) -> dict[str, object]:
    """The journal body of a reading over this day, with a change fund of 2,000.00."""
    return reading_body(
        Reading(
            kind=kind,
            terminal_id=TERMINAL,
            business_date="2026-11-22",
            collector="maria",
            opened_at="2026-11-22T07:00:00.000+08:00",
            taken_at="2026-11-22T17:45:00.000+08:00",
            z_counter=17,
            totals=add_up(day),
            previous_grand_total_minor=previous_minor,
            change_fund_minor=200_000,
            counted_cash_minor=counted_minor,
            remitted_minor=10_000,
            remitted_after_count_minor=5_000,
            checks=CheckMemo(2, 30_000, 3, 45_000),
            progress=ListProgress(40, 3),
            reprints=1,
            missing_numbers=0,
            not_uploaded=7,
            head_seq=321,
            head_hash="0123456789abcdef" * 4,
        )
    )


def on_paper(slip: Document, columns: int = 48) -> str:
    """The slip as it reads after having waited in the print queue."""
    return as_text(from_json(to_json(slip)), columns)


def rows(slip: Document, columns: int = 48) -> list[str]:
    """The same, line by line, each without the space around and within it."""
    return [" ".join(line.split()) for line in on_paper(slip, columns).splitlines()]
