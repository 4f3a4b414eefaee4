from mpos.contract.payment import OR_ENTRY
from mpos.slips.void import void_slip
from printers.document import Pair
from tests.mpos.slips.records import COLLECTOR, ISSUER, PAYMENT, VOID, VOID_ENTRY, on_paper, rows

SLIP = void_slip(VOID, PAYMENT, ISSUER, VOID_ENTRY, COLLECTOR)


def test_a_void_has_its_own_number_and_names_the_receipt() -> None:
    lines = rows(SLIP)
    assert lines[lines.index("VOID") + 1] == "No. A-V00000001"
    receipt = lines.index("VOIDS COLLECTION RECEIPT")
    assert lines[receipt + 1 : receipt + 3] == ["Receipt no. A00000012", "Receipt date 2026-11-22 08:15"]


def test_every_amount_on_it_is_negative() -> None:
    amounts = [block.right for block in SLIP.blocks if isinstance(block, Pair) and block.right.endswith(".00")]
    assert len(amounts) == 4 + 1 + 6
    assert all(amount.startswith("-") for amount in amounts)
    assert "TOTAL -3,550.00" in rows(SLIP)


def test_it_says_why_by_whom_and_that_the_number_stays_used() -> None:
    said = {
        "Reason: Wrong customer",
        "Number that stays used A00000012",
        "Collector: Maria Santos",
        "Supervisor: boss",
        "Terminal T-0007",
        "THIS DOCUMENT IS NOT VALID",
        "Journal entry 322",
    }
    assert said <= set(rows(SLIP))
    assert on_paper(SLIP).count("_" * 48) == 2


def test_without_a_supervisor_only_the_collector_signs() -> None:
    slip = void_slip(VOID._replace(supervisor=None), PAYMENT, ISSUER, VOID_ENTRY, COLLECTOR)
    assert "Supervisor" not in on_paper(slip)
    assert on_paper(slip).count("_" * 48) == 1


def test_a_void_after_midnight_shows_the_business_date_too() -> None:
    late = VOID._replace(voided_at="2026-11-23T00:10:00.000+08:00")
    lines = rows(void_slip(late, PAYMENT, ISSUER, VOID_ENTRY, COLLECTOR))
    assert "Date 2026-11-23 00:10" in lines
    assert "Business date 2026-11-22" in lines
    assert "Business date" not in on_paper(SLIP)


def test_the_void_of_an_or_entry_names_the_manual_or() -> None:
    payment = PAYMENT._replace(source=OR_ENTRY, manual_or_no="004512")
    assert "Manual OR 004512" in rows(void_slip(VOID, payment, ISSUER, VOID_ENTRY, COLLECTOR))
