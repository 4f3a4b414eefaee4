"""Every word on every slip is the office's to choose: each is replaced by a number here, and no letter is left."""

import re
from collections.abc import Iterator

from mpos.contract.office import Business
from mpos.contract.payment import (
    BANK_TRANSFER,
    CARD,
    CASH,
    CHECK,
    EWALLET,
    METHODS,
    OR_ENTRY,
    WITHHOLDING_TAX,
    Allocation,
    Payment,
    Tender,
)
from mpos.contract.slip_words import SLIP_WORDS
from mpos.domain.reading import X, Z, add_up
from mpos.slips.breakdown import MAX_LISTED
from mpos.slips.check_acknowledgement import check_acknowledgement_slip
from mpos.slips.issuer import Issuer
from mpos.slips.letterhead import SOFTWARE
from mpos.slips.proof import Proof
from mpos.slips.qr_to_pay import qr_to_pay_slip
from mpos.slips.reading import reading_slip
from mpos.slips.receipt import ORIGINAL, REPRINT, Mark, collectors_copy, receipt_slip
from mpos.slips.remittance import remittance_slip
from mpos.slips.report import MAX_LISTED as MAX_REPORTED
from mpos.slips.report import HeldLine, ReportLine, report_slip
from mpos.slips.void import void_slip
from printers.document import Document, Pair, Qr, Text
from tests.mpos.slips.records import HELD_CHECK, PAYMENT, REMITTANCE, VOID, VOID_ENTRY, reading

MARKS = {word: f"<{number}>" for number, word in enumerate(sorted(SLIP_WORDS))}
ISSUER = Issuer(
    Business("1", "2", "3", "4", "5", "6", "7", "8", header=("9",), min_label="", serial_label="", labels=MARKS), "11"
)
LATER = "2026-11-23 00:10"
IN_WORDS = re.compile(r"^(MINUS )?[A-Z -]+ (?=<\d+> AND \d\d/100$)")

NUMBERED = PAYMENT._replace(
    receipt_no="12",
    soa_no="13",
    customer_no="14",
    customer_name="15",
    collector_code="16",
    currency="17",
    remarks="18",
    paid_at=LATER,
    tenders=(
        Tender(CASH, 1),
        Tender(CHECK, 1, "19", "20", "2026-11-20"),
        Tender(CARD, 1, "21", card_last4="4242"),
        Tender(EWALLET, 1, "22", for_confirmation=True),
        Tender(BANK_TRANSFER, 1, "23", "24"),
        Tender(WITHHOLDING_TAX, 1, "25"),
    ),
    allocations=(Allocation("26", 1, 1),) * (MAX_LISTED + 1),
)


def slips() -> Iterator[Document]:
    yield from receipts(NUMBERED)
    yield from readings()
    yield from reports()
    void = VOID._replace(void_no="29", receipt_no="30", reason="31", voided_at=LATER, supervisor="32")
    yield void_slip(void, NUMBERED._replace(manual_or_no="33"), ISSUER, VOID_ENTRY, "34")
    remittance = REMITTANCE._replace(remittance_no="35", handed_to="36", reference="37", remitted_at=LATER)
    yield remittance_slip(remittance, ISSUER, "2026-11-22", "38", 39)
    check = HELD_CHECK._replace(
        ack_no="40", soa_no="41", customer_no="42", customer_name="43", bank="44", check_no="45", held_at=LATER
    )
    yield check_acknowledgement_slip(check, ISSUER, "2026-11-22", "46", 47)
    yield qr_to_pay_slip(ISSUER, "48", "49", 100, "50", "51", LATER)


def receipts(payment: Payment) -> Iterator[Document]:
    slip = receipt_slip(
        payment._replace(source=OR_ENTRY, manual_or_no="52", held_check_no="53"),
        ISSUER,
        "54",
        LATER,
        Mark(REPRINT, 55, 1, LATER),
        business_date="2026-11-22",
        void_no="56",
        proof=Proof("57", "58"),
    )
    yield collectors_copy(slip, ISSUER)
    yield receipt_slip(payment, ISSUER, "54", None, Mark(ORIGINAL, 55))


def readings() -> Iterator[Document]:
    numbers = {"collector": "60", "head_hash": "61", "opened_at": LATER, "taken_at": LATER}
    empty = {"soas_listed": None, "soas_paid": None, "soas_unpaid": None}
    numbered = ("first_receipt_no", "last_receipt_no", "first_void_no", "last_void_no")
    yield reading_slip({**reading(X, day=()), **numbers, **empty}, ISSUER, "71")
    for counted_minor in (0, 1_000_000):
        body = reading(Z, counted_minor=counted_minor)
        yield reading_slip({**body, **numbers, **dict.fromkeys(numbered, "62")}, ISSUER, "71")


def reports() -> Iterator[Document]:
    line = ReportLine("63", "64", None, 65, METHODS, "66", "67")
    held = HeldLine("68", "69", "2026-12-15", 70)
    lines = [line] * (MAX_REPORTED + 1)
    yield report_slip(ISSUER, "71", "2026-11-22", LATER, lines, add_up(()), [held])
    yield report_slip(ISSUER, "71", "2026-11-22", LATER, [], add_up(()))


def said_on(slip: Document) -> Iterator[str]:
    """All texts of a slip, but for the software's own name and amounts in words."""
    for block in slip.blocks:
        if isinstance(block, Text) and block.text != SOFTWARE:
            yield IN_WORDS.sub("", block.text).replace(" AND ", " ")
        elif isinstance(block, Pair):
            yield f"{block.left} {block.right}"
        elif isinstance(block, Qr):
            yield block.caption


def test_no_word_is_left_that_the_office_could_not_replace() -> None:
    left = {text for slip in slips() for text in said_on(slip) if re.search("[A-Za-z]", text)}
    assert left == {"50.00 x 5 250.00", "1,000.00 x 1 1,000.00"}


def test_every_word_that_may_be_replaced_is_on_some_slip() -> None:
    said = " ".join(text for slip in slips() for text in said_on(slip))
    assert {word for word, mark in MARKS.items() if mark not in said} == set()
