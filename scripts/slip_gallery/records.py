"""A cooperative, its customers and what they paid. Names, numbers and keys are made up, and never change."""

from mpos.contract.check_code import Issued, check_secret, write_code
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
    OR_ENTRY,
    WITHHOLDING_TAX,
    Allocation,
    Payment,
    Tender,
    Void,
)
from mpos.contract.qr_ph import Tag, dynamic_payload, write_payload
from mpos.contract.remittance import HandedPieces, Remittance
from mpos.contract.seal import Signer
from mpos.contract.slip_seal import SealedSlip, write_qr
from mpos.slips.issuer import Issuer
from mpos.slips.proof import Proof

TERMINAL, COLLECTOR, CODE = "T001", "Ana Peña", "C391"
BUSINESS_DATE = "2026-11-22"
AS_OF = "2026-11-22T07:12:00.000+08:00"
CLOSED_AT = "2026-11-22T17:45:00.000+08:00"
QR_REFERENCE = "A-7K2M9XWQ"

ISSUER = Issuer(
    Business(
        name="SAN ROQUE WATER COOPERATIVE",
        operated_by="San Roque Multi-Purpose Cooperative",
        tin="000-123-456-00000",
        tin_label="NON-VAT REG TIN",
        address="12 Rizal St., Brgy. Poblacion, Santiago City, Isabela",
        footer=("Thank you.",),
        header=("Tel. (078) 555-0142",),
        supplier=("MPOS by Example Software, Inc.", "TIN 000-765-432-00000"),
    ),
    TERMINAL,
    machine_no="25112212345678901",
    serial_no="SN-0042-7781",
)

SMALL = Payment(
    payment_id="3f0c2d9e-5b5e-4c4e-9d57-0d6e5b1f7a10",
    receipt_no="A00000002",
    source=COLLECTED,
    soa_no="SOA-8527-BUQIK",
    soa_version=1,
    customer_no="8527-BUQIK",
    customer_name="Rosalinda Muñoz",
    collector_code=CODE,
    paid_at="2026-11-22T09:14:03.120+08:00",
    currency="PHP",
    amount_minor=298_514,
    advance_minor=0,
    cash_received_minor=300_000,
    change_minor=1_486,
    vat_minor=21_286,
    balance_after_minor=1_833_117,
    tenders=(Tender(CASH, 298_514),),
    allocations=(Allocation("0593760025", 50_156, 99_844), Allocation("0637427381", 148_514, 0)),
)

LONG = SMALL._replace(
    payment_id="9d57f0c2-5b5e-4c4e-9d57-0d6e5b1f7a11",
    receipt_no="A00000006",
    source=OR_ENTRY,
    soa_no="SOA-0379-NEVHP",
    customer_no="0379-NEVHP",
    customer_name="PEÑAFLORIDA-MAGBANUA, MARÍA CONSOLACIÓN DE LOS ÁNGELES",
    paid_at="2026-11-22T10:31:47.000+08:00",
    amount_minor=123_456_789,
    advance_minor=456_789,
    cash_received_minor=1_000_000,
    change_minor=0,
    vat_minor=13_178_571,
    balance_after_minor=987_654_321,
    tenders=(
        Tender(CASH, 1_000_000),
        Tender(CHECK, 100_000_000, "0012345", "RURAL BANK OF SANTIAGO (ISABELA)", "2026-11-20"),
        Tender(CARD, 4_000_000, "998877", card_last4="4242"),
        Tender(EWALLET, 8_000_000, "A00000006", "QR PH", for_confirmation=True),
        Tender(BANK_TRANSFER, 2_456_789, "IP-20261122-0001", "BPI"),
        Tender(WITHHOLDING_TAX, 8_000_000, "2307-0000123"),
    ),
    allocations=tuple(
        Allocation(f"00006113{number}", 20_000_000 if number < 70 else 22_250_000, 0 if number % 2 else 250_000)
        for number in range(65, 71)
    ),
    manual_or_no="4711",
    remarks="Pays the rest on Friday, after the harvest",
)

VOID = Void(
    void_id="9b1c7a52-1c35-4c3f-8d4e-70a2c44c1a11",
    void_no="A-V00000001",
    payment_id=SMALL.payment_id,
    receipt_no=SMALL.receipt_no,
    reason="Wrong customer",
    voided_at="2026-11-22T09:25:00.000+08:00",
    supervisor="Benjamin Ñosa",
)
VOID_ENTRY = Entry(TERMINAL, 1, 8, PAYMENT_VOIDED, VOID.voided_at, BUSINESS_DATE, "ana", {}, GENESIS, GENESIS)

REMITTANCE = Remittance(
    remittance_no="A-R00000001",
    amount_minor=595_000,
    pieces=(HandedPieces(100_000, 5), HandedPieces(50_000, 1), HandedPieces(20_000, 2), HandedPieces(5_000, 1)),
    handed_to="Benjamin Ñosa, cashier",
    reference="Bag 17",
    remitted_at="2026-11-22T17:50:00.000+08:00",
)

HELD_CHECK = HeldCheck(
    ack_no="A-P00000001",
    soa_no="SOA-2142-ZEXDX",
    customer_no="2142-ZEXDX",
    customer_name="Perlita Catacutan",
    collector_code=CODE,
    currency="PHP",
    amount_minor=800_000,
    bank="RURAL BANK OF SANTIAGO (ISABELA)",
    check_no="0012346",
    check_date="2026-12-15",
    held_at="2026-11-22T11:02:00.000+08:00",
)

_TERMINALS_KEY, _OFFICES_KEY = Signer(bytes(range(32))), Signer(bytes(range(32, 64)))
_MERCHANT = (
    Tag("00", "01"),
    Tag("01", "11"),
    Tag("28", "0011ph.ppmi.p2m0111XXXXPHM1XXX030910000000105030005"),
    Tag("52", "4900"),
    Tag("53", "608"),
    Tag("58", "PH"),
    Tag("59", "SAN ROQUE WATER"),
    Tag("60", "Santiago"),
)


def proof(payment: Payment) -> Proof:
    """The check code and the QR code of this receipt, made as a terminal makes them."""
    issued = Issued(TERMINAL, payment.receipt_no, BUSINESS_DATE, payment.amount_minor)
    secret = check_secret(_TERMINALS_KEY, _OFFICES_KEY.public_key, TERMINAL)
    sealed = SealedSlip(issued, payment.customer_no, "0123456789abcdef" * 4)
    return Proof(write_code(secret, issued), write_qr(sealed, _TERMINALS_KEY))


def qr_payload() -> str:
    """The QR Ph code for the smaller payment."""
    return dynamic_payload(write_payload(_MERCHANT), SMALL.amount_minor, QR_REFERENCE)
