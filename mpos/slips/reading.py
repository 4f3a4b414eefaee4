"""X- and Z-readings on paper, in the field order of RMO 24-2023's Annexes D-1 and D-2 as implementers read them.

Their labels stay word for word where the meaning is the same; what they call sales are collections here. A line whose
amount is zero, or a range that is empty, is printed all the same.
"""

from collections.abc import Iterator
from typing import Any

from mpos.contract.money import parse_money, print_money
from mpos.contract.office import Business
from mpos.contract.payment import METHODS
from mpos.domain.reading import X
from printers.document import Block, Document, Pair, Rule, Text

from .letterhead import END, closing, letterhead
from .wording import METHOD_NAMES, NOT_A_RECEIPT, shown_time

RESET_COUNTER = 0
"""The accumulated total is printed in full, however many digits it takes, so it never starts anew."""
HASH_DIGITS = 16
"""Enough of the journal's head to compare by eye, on one line of the narrowest paper."""

Body = dict[str, Any]


def reading_slip(body: Body, business: Business) -> Document:
    """The slip of a reading, from its journal body (`mpos.domain.reading.reading_body`)."""
    return Document(
        (
            *letterhead(business, body["terminal_id"]),
            *_period(body),
            *_numbers(body),
            *_accumulated(body),
            *_breakdown(body),
            *_by_method(body),
            *_cash_count(body),
            *_journal(body),
            *closing(business, NOT_A_RECEIPT),
            END,
        )
    )


def _period(body: Body) -> Iterator[Block]:
    opened_at, taken_at = shown_time(body["opened_at"]), shown_time(body["taken_at"])
    yield Text(f"{body['reading']}-READING REPORT", "center", bold=True)
    yield Pair("Business Date", body["business_date"])
    yield Pair("Report Date", taken_at[:10])
    yield Pair("Report Time", taken_at[11:])
    yield Pair("Start", opened_at)
    yield Pair("End", taken_at)
    yield Pair("Collector", body["collector"])
    yield Rule()


def _numbers(body: Body) -> Iterator[Block]:
    yield Pair("Beg. CR #", body["first_receipt_no"] or "none")
    yield Pair("End. CR #", body["last_receipt_no"] or "none")
    yield Pair("Beg. VOID #", body["first_void_no"] or "none")
    yield Pair("End. VOID #", body["last_void_no"] or "none")
    yield Pair("Receipts", str(body["receipts"]))
    yield Pair("Voids", str(body["voids"]))
    yield Pair("Manual OR entries", str(body["manual_receipts"]))
    yield Rule()


def _accumulated(body: Body) -> Iterator[Block]:
    yield Pair("Reset Counter No.", str(RESET_COUNTER))
    yield Pair("Z Counter No.", str(body["z_counter"]))
    yield Rule()
    yield _money("Present Accumulated Collections", body["present_grand_total"])
    yield _money("Previous Accumulated Collections", body["previous_grand_total"])
    yield _money("Collections for the Day", body["gross"])
    yield Rule()


def _breakdown(body: Body) -> Iterator[Block]:
    yield Text("BREAKDOWN OF COLLECTIONS (NET)")
    yield _money("Penalty", body["penalty"])
    yield _money("Balance", body["balance"])
    yield _money("Advance", body["advance"])
    yield _money("VAT Amount (included)", body["vat"])
    yield Rule()
    yield _money("Gross Amount", body["gross"])
    yield _money("  of which Manual OR", body["manual"])
    yield _money("Less Void", body["voided"])
    yield _money("Net Amount", body["net"], bold=True)
    yield Rule()


def _by_method(body: Body) -> Iterator[Block]:
    yield Text("TRANSACTION SUMMARY (NET)")
    for method in METHODS:
        yield _money(METHOD_NAMES[method], body["by_method"][method])
    yield Rule()


def _cash_count(body: Body) -> Iterator[Block]:
    yield Text("CASH COUNT")
    yield _money("Change Fund", body["change_fund"])
    yield _money("Cash Expected", body["expected_cash"])
    if body["counted_cash"] is None:
        yield Pair("Cash Counted", "not yet")
    else:
        yield _money("Cash Counted", body["counted_cash"])
        yield Pair("SHORT/OVER", _over_short(parse_money(body["over_short"])), bold=True)
    yield Rule()


def _over_short(minor: int) -> str:
    if minor == 0:
        return print_money(0)
    return f"SHORT ({print_money(-minor)})" if minor < 0 else f"OVER {print_money(minor)}"


def _journal(body: Body) -> Iterator[Block]:
    yield Pair("Reprints", str(body["reprints"]))
    yield Pair("Journal up to entry", str(body["head_seq"]))
    yield Pair("Journal head", body["head_hash"][:HASH_DIGITS])
    if body["reading"] == X:
        yield Text("Nothing was reset.")


def _money(label: str, amount: str, *, bold: bool = False) -> Pair:
    return Pair(label, print_money(parse_money(amount)), bold=bold)
