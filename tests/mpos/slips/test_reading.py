import pytest

from mpos.contract.money import format_money
from mpos.domain.reading import X, Z
from mpos.slips.reading import reading_slip
from tests.mpos.slips.records import COLLECTOR, ISSUER, on_paper, reading, rows

BELOW_THE_LETTERHEAD = 11


def test_a_z_reading_reads_so_on_58_mm_paper() -> None:
    lines = on_paper(reading_slip(reading(Z, counted_minor=315_000), ISSUER, COLLECTOR), 32).splitlines(keepends=True)
    assert "".join(lines[BELOW_THE_LETTERHEAD:]) == Z_READING


def test_an_x_reading_says_that_nothing_was_reset() -> None:
    lines = rows(reading_slip(reading(X), ISSUER, COLLECTOR))
    assert {"X-READING REPORT", "Nothing was reset.", "THIS IS NOT A RECEIPT."} <= set(lines)
    assert {"Cash Declared not yet", "SHORT/OVER not yet"} <= set(lines)


def test_an_x_reading_reads_so_on_58_mm_paper() -> None:
    lines = on_paper(reading_slip(reading(X), ISSUER, COLLECTOR), 32).splitlines(keepends=True)
    begins = next(place for place, line in enumerate(lines) if line.startswith("Manual OR entries"))
    assert "".join(lines[begins : begins + X_READING.count("\n")]) == X_READING


def test_a_z_reading_does_not() -> None:
    assert "reset." not in on_paper(reading_slip(reading(Z, counted_minor=0), ISSUER, COLLECTOR))


def test_a_day_without_collections_prints_every_line_all_the_same() -> None:
    empty = rows(reading_slip(reading(Z, day=(), counted_minor=190_000), ISSUER, COLLECTOR))
    full = rows(reading_slip(reading(Z, counted_minor=325_000), ISSUER, COLLECTOR))
    assert len(empty) == len(full)
    assert {"Beg. CR # none", "End. CR # none", "Beg. VOID # none", "End. VOID # none"} <= set(empty)
    assert {"Receipts 0", "Net Amount 0.00", "E-wallet 0.00", "SHORT/OVER 0.00"} <= set(empty)
    assert "Present Accumulated Collections 9,000.00" in empty


@pytest.mark.parametrize(
    ("counted_minor", "words"),
    [(305_000, "SHORT (100.00)"), (315_001, "OVER 0.01"), (315_000, "0.00"), (0, "SHORT (3,150.00)")],
)
def test_over_and_short_are_words(counted_minor: int, words: str) -> None:
    assert f"SHORT/OVER {words}" in rows(reading_slip(reading(Z, counted_minor=counted_minor), ISSUER, COLLECTOR))


@pytest.mark.parametrize(
    ("previous_minor", "present", "reset_counter"),
    [(999_999_744_999, "9,999,999,999.99", 0), (999_999_745_000, "0.01", 1), (2_000_000_000_000, "2,550.02", 2)],
)
def test_an_accumulated_total_beyond_what_machines_hold_shows_its_excess_and_counts_that(
    previous_minor: int, present: str, reset_counter: int
) -> None:
    body = reading(Z, counted_minor=0, previous_minor=previous_minor)
    lines = rows(reading_slip(body, ISSUER, COLLECTOR))
    assert {f"Present Accumulated Collections {present}", f"Reset Counter No. {reset_counter}"} <= set(lines)
    assert body["present_grand_total"] == format_money(previous_minor + 255_000)


def test_without_a_list_it_says_so() -> None:
    body = {**reading(X), "soas_listed": None, "soas_paid": None, "soas_unpaid": None}
    assert {"SOAs on the list no list", "SOAs not paid no list"} <= set(rows(reading_slip(body, ISSUER, COLLECTOR)))


def test_where_counts_are_blind_it_says_what_was_expected_only_after_the_count() -> None:
    before = rows(reading_slip({**reading(X), "expected_cash": None}, ISSUER, COLLECTOR))
    after = rows(reading_slip(reading(Z, counted_minor=315_000), ISSUER, COLLECTOR))
    assert "Cash In Drawer not yet" in before
    assert "Cash In Drawer 3,150.00" in after


def test_a_receipts_footer_is_not_on_a_reading() -> None:
    assert "Thank you." not in on_paper(reading_slip(reading(X), ISSUER, COLLECTOR))


Z_READING = """\
        Z-READING REPORT
Business Date         2026-11-22
Report Date           2026-11-22
Report Time                17:45
Start           2026-11-22 07:00
End             2026-11-22 17:45
Collector           Maria Santos
--------------------------------
Beg. CR #              A00000001
End. CR #              A00000003
Beg. VOID #          A-V00000001
End. VOID #          A-V00000001
Beg. Manual OR #          004512
End. Manual OR #          004512
Receipts                       3
Voids                          1
Manual OR entries              1
--------------------------------
Reset Counter No.              0
Z Counter No.                 17
--------------------------------
Present Accumulated Collections
                       11,550.00
Previous Accumulated Collections
                        9,000.00
Collections for the Day 2,550.00
--------------------------------
BREAKDOWN OF COLLECTIONS (NET)
Penalty                    50.00
Balance                 1,800.00
Advance                   200.00
VAT Amount (included)     128.57
--------------------------------
Gross Amount            2,550.00
  of which Manual OR      500.00
Less Void                 500.00
Net Amount              2,050.00
--------------------------------
TRANSACTION SUMMARY (NET)
Cash In Drawer          3,150.00
Cash                    1,250.00
Check                       0.00
Card                        0.00
E-wallet                    0.00
  of which for confirmation 0.00
Bank transfer               0.00
Tax withheld (2307)       800.00
  Not cash
Opening Fund            2,000.00
Less Withdrawal (remitted)
                          100.00
Payments Received       2,050.00
--------------------------------
Cash Declared           3,150.00
SHORT/OVER                  0.00
Remitted after the count   50.00
--------------------------------
POST-DATED CHECKS (MEMO)
Taken in keeping               2
Amount taken              300.00
Now in keeping                 3
Amount held               450.00
--------------------------------
SOAs on the list              40
SOAs paid                      3
SOAs not paid                 37
--------------------------------
Reprints                       1
Numbers missing                0
Entries not uploaded           7
Journal up to entry          321
Journal head    0123456789abcdef
--------------------------------
     THIS IS NOT A RECEIPT.
       NOT YET ACCREDITED
        / FOR EVALUATION
   ACCR. 049-000000001-000000
     Sample Software, Inc.
- - - - - - - - - - - - - - - -
"""

X_READING = """\
Manual OR entries              1
--------------------------------
Opening Fund            2,000.00
--------------------------------
PAYMENTS RECEIVED (NET)
Cash                    1,250.00
Check                       0.00
Card                        0.00
E-wallet                    0.00
  of which for confirmation 0.00
Bank transfer               0.00
Tax withheld (2307)       800.00
  Not cash
Total Payments          2,050.00
--------------------------------
VOID                      500.00
WITHDRAWAL                100.00
--------------------------------
TRANSACTION SUMMARY (NET)
Cash In Drawer          3,150.00
Check                       0.00
Card                        0.00
E-wallet                    0.00
  of which for confirmation 0.00
Bank transfer               0.00
Tax withheld (2307)       800.00
  Not cash
--------------------------------
Cash Declared            not yet
SHORT/OVER               not yet
--------------------------------
BREAKDOWN OF COLLECTIONS (NET)
"""
