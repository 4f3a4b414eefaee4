from mpos.contract.payment import MAX_ALLOCATIONS, OR_ENTRY, Allocation, Payment
from mpos.slips.proof import Proof
from mpos.slips.receipt import ORIGINAL, REPRINT, Mark, collectors_copy, receipt_slip
from printers.document import Document, Pair, Qr, Text
from tests.mpos.slips.records import COLLECTOR, ISSUER, PAYMENT, PROOF, on_paper, rows

FIRST = Mark(ORIGINAL, 321)
SECOND_REPRINT = Mark(REPRINT, 400, 2, "2026-11-23T09:00:00.000+08:00")
BELOW_THE_LETTERHEAD = 11
AS_OF = "2026-11-21T22:30:00+00:00"


def slip_of(
    payment: Payment = PAYMENT, mark: Mark = FIRST, as_of: str | None = AS_OF, proof: Proof | None = None
) -> Document:
    return receipt_slip(payment, ISSUER, COLLECTOR, as_of, mark, proof=proof)


def test_a_receipt_reads_so_on_58_mm_paper() -> None:
    lines = on_paper(slip_of(proof=PROOF), 32).splitlines(keepends=True)
    assert "".join(lines[BELOW_THE_LETTERHEAD:]) == RECEIPT


def test_the_receipt_number_and_the_total_are_large_and_bold() -> None:
    large = [block for block in slip_of().blocks if isinstance(block, Pair) and block.large and block.bold]
    assert [(block.left, block.right) for block in large] == [("No.", "A00000012"), ("TOTAL", "3,550.00")]


def test_what_is_not_known_takes_no_line() -> None:
    payment = PAYMENT._replace(
        soa_no=None, allocations=(), advance_minor=355_000, vat_minor=0, cash_received_minor=0, remarks=None
    )
    text = on_paper(slip_of(payment, as_of=None))
    for absent in ("SOA", "VAT in", "Cash received", "Change", "Balance after", "Remarks", "None", "MANUAL", "REPRINT"):
        assert absent not in text
    assert "Advance kept as credit 3,550.00" in rows(slip_of(payment, as_of=None))


def test_a_payment_from_the_paper_booklet_says_so_and_keeps_its_own_date() -> None:
    payment = PAYMENT._replace(source=OR_ENTRY, manual_or_no="004512", paid_at="2026-11-20T16:00:00.000+08:00")
    slip = receipt_slip(payment, ISSUER, COLLECTOR, None, FIRST, business_date="2026-11-22")
    assert {"ENCODED FROM MANUAL OR 004512", "Date 2026-11-20 16:00", "Business date 2026-11-22"} <= set(rows(slip))


def test_the_business_date_is_left_out_on_the_day_itself() -> None:
    slip = receipt_slip(PAYMENT, ISSUER, COLLECTOR, None, FIRST, business_date="2026-11-22")
    assert "Business date" not in on_paper(slip)


def test_a_reprint_says_so_at_the_top_and_at_the_bottom() -> None:
    lines = rows(slip_of(mark=SECOND_REPRINT))
    assert lines[:2] == ["REPRINT 2", "Reprinted 2026-11-23 09:00"]
    assert lines[-4:-1] == ["Journal entry 400", "REPRINT 2", "Reprinted 2026-11-23 09:00"]
    assert slip_of(mark=SECOND_REPRINT).blocks.count(Text("REPRINT 2", "center", bold=True)) == 2


def test_a_reprint_differs_from_the_original_in_nothing_else() -> None:
    marked = ("REPRINT", "Reprinted", "Journal entry")
    original, reprint = rows(slip_of()), rows(slip_of(mark=SECOND_REPRINT))
    assert [line for line in reprint if not line.startswith(marked)][1:] == [
        line for line in original if not line.startswith(marked)
    ]


def test_a_reprint_of_a_voided_receipt_names_its_void() -> None:
    slip = receipt_slip(PAYMENT, ISSUER, COLLECTOR, None, SECOND_REPRINT, void_no="A-V00000003")
    assert rows(slip).count("VOIDED, SEE A-V00000003") == 2


def test_the_collectors_copy_is_the_same_slip_marked_and_signed() -> None:
    copy, original = rows(collectors_copy(slip_of(), ISSUER)), rows(slip_of())
    assert copy[0] == "COLLECTOR'S COPY"
    assert copy[1 : len(original)] == original[:-1]
    assert copy[-3:-1] == ["_" * 48, "Customer's signature"]
    assert copy[-1] == original[-1]


def test_a_copy_of_a_reprint_bears_both_marks() -> None:
    assert rows(collectors_copy(slip_of(mark=SECOND_REPRINT), ISSUER))[:2] == ["COLLECTOR'S COPY", "REPRINT 2"]


def test_a_list_time_that_is_no_instant_does_not_keep_a_receipt_from_being_made() -> None:
    assert "SOA list as of yesterday" in rows(slip_of(as_of="yesterday"))
    assert "SOA list as of 2026-11-22" in rows(slip_of(as_of="2026-11-22"))


def test_what_proves_a_receipt_stands_at_its_foot_and_is_left_out_where_there_is_none() -> None:
    lines = rows(slip_of(proof=PROOF))
    assert lines.index("Check code A00000012-355000-K7M3Q9X2") > lines.index("Collector: Maria Santos (C391)")
    assert [block.content for block in slip_of(proof=PROOF).blocks if isinstance(block, Qr)] == [PROOF.qr_text]
    assert "Check code" not in on_paper(slip_of())


def test_the_receipt_of_a_held_check_names_its_acknowledgement() -> None:
    assert "Check held under A-P00000001" in rows(slip_of(PAYMENT._replace(held_check_no="A-P00000001")))


def test_the_most_invoices_that_a_payment_can_have_still_print_and_add_up() -> None:
    allocations = tuple(Allocation(f"INV-{number}", 100, 1) for number in range(MAX_ALLOCATIONS))
    lines = rows(slip_of(PAYMENT._replace(allocations=allocations)))
    rest = lines.index("1000 more invoices, each in the journal")
    assert "INV-999" in lines
    assert lines[rest + 1 : rest + 3] == ["Penalty 10.00", "Balance 1,000.00"]


RECEIPT = """\
       COLLECTION RECEIPT
No.                    A00000012
Date            2026-11-22 08:15
--------------------------------
RECEIVED FROM
PEÑAFLORIDA, MARIA CONSOLACION
Customer no.          0379-NEVHP
SOA no.           SOA-0379-NEVHP
--------------------------------
APPLIED TO                   PHP
0000611365
  Penalty                  50.00
  Balance               1,200.00
0007900770
  Balance               1,800.00
Advance kept as credit    500.00
--------------------------------
TOTAL                   3,550.00
THREE THOUSAND FIVE HUNDRED
FIFTY PESOS AND 00/100
VAT in amount paid        187.50
--------------------------------
PAID BY
Cash                      950.00
Check                   1,000.00
  BDO No. 0012345
  Dated 2026-11-20
Card                      400.00
  Approval 998877
  Card ending 4242
E-wallet                  300.00
  Ref. GC-5566
  For confirmation
Bank transfer             200.00
  BPI Ref. IP-0001
Tax withheld (2307)       700.00
  Certificate No. 2307-0000123
  Not cash
--------------------------------
Cash received           1,000.00
Change                     50.00
--------------------------------
Balance after payment   1,234.56
SOA list as of 2026-11-22 06:30
Remarks: Pays the rest on Friday
Collector: Maria Santos (C391)
--------------------------------
           Check code
   A00000012-355000-K7M3Q9X2
[QR: MPOS1|T-0007|A00000012|...]
        Shows that this
       receipt is genuine
--------------------------------
   THIS DOCUMENT IS NOT VALID
    FOR CLAIM OF INPUT TAX.
       NOT YET ACCREDITED
        / FOR EVALUATION
   ACCR. 049-000000001-000000
     Sample Software, Inc.
           Thank you.
       Journal entry 321
- - - - - - - - - - - - - - - -
"""
