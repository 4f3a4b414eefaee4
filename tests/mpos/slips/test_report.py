from collections.abc import Sequence

from mpos.contract.payment import CASH, CHECK, WITHHOLDING_TAX
from mpos.domain.reading import Receipted, add_up
from mpos.slips.report import MAX_LISTED, ReportLine, report_slip
from printers.document import Document
from tests.mpos.slips.records import COLLECTOR, DAY, ISSUER, on_paper, rows

LINES = (
    ReportLine("A00000001", "PEÑAFLORIDA, MARIA", "SOA-0379-NEVHP", 125_000, (CASH, CHECK), None, None),
    ReportLine("A00000002", "JUAN CRUZ", None, 50_000, (CHECK,), "004512", "A-V00000001"),
    ReportLine("A00000003", "ACME", "SOA-8976-AMJEO", 80_000, (WITHHOLDING_TAX,), None, None),
)


def report(lines: Sequence[ReportLine] = LINES, day: Sequence[Receipted] = DAY) -> Document:
    printed_at = "2026-11-22T17:45:00.000+08:00"
    return report_slip(ISSUER, COLLECTOR, "2026-11-22", printed_at, lines, add_up(day))


def test_receipts_stand_in_the_order_of_their_numbers_and_a_voided_one_keeps_its_place() -> None:
    lines = rows(report())
    start = lines.index("A00000001 1,250.00")
    assert lines[start : start + 11] == [
        "A00000001 1,250.00",
        "PEÑAFLORIDA, MARIA",
        "SOA-0379-NEVHP, Cash, Check",
        "A00000002 VOIDED 500.00",
        "JUAN CRUZ",
        "No SOA, Check",
        "Manual OR 004512",
        "Void A-V00000001",
        "A00000003 800.00",
        "ACME",
        "SOA-8976-AMJEO, Tax withheld (2307)",
    ]


def test_the_list_adds_up_to_the_gross_and_the_methods_to_the_net() -> None:
    assert {"Receipts 3", "Voids 1", "Gross 2,550.00", "Less void 500.00", "NET 2,050.00"} <= set(rows(report()))
    assert {"Cash 1,250.00", "Check 0.00", "Tax withheld (2307) 800.00"} <= set(rows(report()))


def test_collector_and_cashier_sign() -> None:
    text = on_paper(report())
    assert text.count("_" * 48) == 2
    assert {"Collector: Maria Santos", "Cashier", "THIS IS NOT A RECEIPT."} <= set(rows(report()))


def test_a_day_without_payments_has_a_report_too() -> None:
    assert {"No payments.", "Receipts 0", "NET 0.00"} <= set(rows(report((), ())))


def test_as_many_receipts_as_a_day_can_have_fit_on_one_report() -> None:
    assert on_paper(report([LINES[1]] * MAX_LISTED)).count("A00000002 VOIDED") == MAX_LISTED


def test_a_longer_day_is_cut_with_a_word_and_not_refused() -> None:
    lines = rows(report([LINES[0]] * (MAX_LISTED + 7)))
    assert "7 more receipts, all of them in the totals" in lines
    assert lines.count("A00000001 1,250.00") == MAX_LISTED
