"""The day that readings and the report are about."""

from functools import partial

from mpos.contract.payment import CASH, CHECK, EWALLET, METHODS, WITHHOLDING_TAX
from mpos.domain.reading import CheckMemo, ListProgress, Reading, Receipted, X, add_up
from mpos.slips.report import HeldLine, ReportLine
from scripts.slip_gallery.records import BUSINESS_DATE, CLOSED_AT, COLLECTOR, HELD_CHECK, TERMINAL

_PAID = partial(Receipted, manual=False, void_no=None)
RECEIPTS = (
    _PAID("A00000001", 125_000, 120_000, 5_000, 0, 12_857, ((CASH, 125_000),)),
    _PAID("A00000002", 298_514, 198_670, 99_844, 0, 21_286, ((CASH, 298_514),), void_no="A-V00000001"),
    _PAID("A00000003", 886_666, 886_666, 0, 0, 95_000, ((CHECK, 800_000), (CASH, 86_666))),
    _PAID("A00000004", 150_000, 150_000, 0, 0, 16_071, ((EWALLET, 150_000),), for_confirmation_minor=150_000),
    _PAID(
        "A00000005",
        70_000,
        50_000,
        0,
        20_000,
        0,
        ((CASH, 35_000), (WITHHOLDING_TAX, 35_000)),
        manual=True,
        manual_or_no="4711",
    ),
)
TOTALS = add_up(RECEIPTS)

_NAMES = ("Teodoro Bagtas", "Rosalinda Muñoz", "Perlita Catacutan", "Emmanuel Íñigo", "Juan dela Cruz")
_SOAS = ("SOA-0417-KALUB", "SOA-8527-BUQIK", "SOA-2142-ZEXDX", "SOA-7730-ISAMU", None)
REPORT_LINES = tuple(
    ReportLine(
        receipt.receipt_no,
        name,
        soa_no,
        receipt.amount_minor,
        tuple(method for method in METHODS if method in dict(receipt.by_method)),
        receipt.manual_or_no,
        receipt.void_no,
    )
    for receipt, name, soa_no in zip(RECEIPTS, _NAMES, _SOAS, strict=True)
)
HELD_LINES = (HeldLine(HELD_CHECK.ack_no, HELD_CHECK.customer_name, HELD_CHECK.check_date, HELD_CHECK.amount_minor),)


def reading(kind: str) -> Reading:
    """The X-reading before the cash is counted, the Z-reading after."""
    return Reading(
        kind=kind,
        terminal_id=TERMINAL,
        business_date=BUSINESS_DATE,
        collector=COLLECTOR,
        opened_at="2026-11-22T07:00:00.000+08:00",
        taken_at="2026-11-22T13:05:00.000+08:00" if kind == X else CLOSED_AT,
        z_counter=17,
        totals=TOTALS,
        previous_grand_total_minor=918_273_645,
        change_fund_minor=50_000,
        counted_cash_minor=None if kind == X else 196_641,
        remitted_minor=100_000,
        remitted_after_count_minor=0,
        checks=CheckMemo(taken=1, taken_minor=800_000, held=2, held_minor=1_550_000),
        progress=ListProgress(listed=9, paid=4),
        reprints=1,
        missing_numbers=0,
        not_uploaded=6,
        head_seq=25,
        head_hash="0123456789abcdef" * 4,
    )
