"""The collection report: a day's receipts in the order of their numbers, none left out, and what they come to."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from mpos.contract.money import print_money
from mpos.contract.office import Business
from mpos.domain.reading import Totals
from printers.document import Block, Document, Pair, Rule, Text

from .letterhead import END, closing, letterhead, signature
from .wording import METHOD_NAMES, NOT_A_RECEIPT, shown_time

TITLE = "COLLECTION REPORT"
MAX_LISTED = 900
"""Receipts listed one by one: with five blocks each they leave a document room for its totals. One every half minute
would take a collector the whole day."""


class ReportLine(NamedTuple):
    """One receipt of the day, with the methods it was paid by. `void_no` is set when it was voided."""

    receipt_no: str
    customer_name: str
    soa_no: str | None
    amount_minor: int
    method_names: tuple[str, ...]
    manual_or_no: str | None
    void_no: str | None


def report_slip(
    business: Business,
    terminal_id: str,
    collector_name: str,
    business_date: str,
    printed_at: str,
    lines: Sequence[ReportLine],
    totals: Totals,
) -> Document:
    """The day's list, given in the order of receipt numbers. Its amounts add up to the gross, voided ones included."""
    return Document(
        (
            *letterhead(business, terminal_id),
            *_occasion(collector_name, business_date, printed_at),
            *_listed(lines),
            *_totals(totals),
            *signature(f"Collector: {collector_name}"),
            *signature("Cashier"),
            *closing(business, NOT_A_RECEIPT),
            END,
        )
    )


def _occasion(collector_name: str, business_date: str, printed_at: str) -> Iterator[Block]:
    yield Text(TITLE, "center", bold=True)
    yield Pair("Business date", business_date)
    yield Pair("Printed", shown_time(printed_at))
    yield Text(f"Collector: {collector_name}")
    yield Rule()


def _listed(lines: Sequence[ReportLine]) -> Iterator[Block]:
    for line in lines[:MAX_LISTED]:
        yield from _receipt(line)
    if not lines:
        yield Text("No payments.", "center")
    if len(lines) > MAX_LISTED:
        yield Text(f"{len(lines) - MAX_LISTED} more receipts, all of them in the totals", "center")
    yield Rule()


def _receipt(line: ReportLine) -> Iterator[Block]:
    yield Pair(f"{line.receipt_no} VOIDED" if line.void_no else line.receipt_no, print_money(line.amount_minor))
    yield Text(f"  {line.customer_name}")
    methods = (METHOD_NAMES.get(name, name) for name in line.method_names)
    yield Text(f"  {', '.join((line.soa_no or 'No SOA', *methods))}")
    if line.manual_or_no:
        yield Text(f"  Manual OR {line.manual_or_no}")
    if line.void_no:
        yield Text(f"  Void {line.void_no}")


def _totals(totals: Totals) -> Iterator[Block]:
    yield Pair("Receipts", str(totals.receipts))
    yield Pair("Voids", str(totals.voids))
    yield Pair("Manual OR entries", str(totals.manual_receipts))
    yield Pair("Gross", print_money(totals.gross_minor))
    yield Pair("Less void", print_money(totals.voided_minor))
    yield Pair("NET", print_money(totals.net_minor), bold=True)
    yield Rule()
    yield Text("NET BY METHOD")
    for method, minor in totals.by_method:
        yield Pair(METHOD_NAMES[method], print_money(minor))
