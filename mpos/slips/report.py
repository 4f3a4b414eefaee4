"""The collection report: a day's receipts in the order of their numbers, none left out, and what they come to."""

from collections.abc import Iterator, Sequence

from mpos.contract.money import print_money
from mpos.domain.reading import Totals
from mpos.light.typing import NamedTuple
from printers.document import Block, Document, Pair, Rule, Text

from .issuer import Issuer
from .letterhead import END, Say, closing, letterhead, signature
from .wording import METHOD_NAMES, NOT_A_RECEIPT, shown_time

MAX_LISTED = 900
"""Receipts listed one by one: with five blocks each they leave a document room for its totals. One every half minute
would take a collector the whole day."""
MAX_HELD_LISTED = 100
"""Checks listed one by one; all of them are in their sum."""


class ReportLine(NamedTuple):
    """One receipt of the day, with the methods it was paid by. `void_no` is set when it was voided."""

    receipt_no: str
    customer_name: str
    soa_no: str | None
    amount_minor: int
    method_names: tuple[str, ...]
    manual_or_no: str | None
    void_no: str | None


class HeldLine(NamedTuple):
    """One post-dated check that was taken in keeping."""

    ack_no: str
    customer_name: str
    check_date: str
    amount_minor: int


def report_slip(
    issuer: Issuer,
    collector_name: str,
    business_date: str,
    printed_at: str,
    lines: Sequence[ReportLine],
    totals: Totals,
    held_checks: Sequence[HeldLine] = (),
) -> Document:
    """The day's list, given in the order of receipt numbers. Its amounts add up to the gross, voided ones included.

    Post-dated checks taken in keeping that day stand below, outside of all sums.
    """
    say = issuer.say
    return Document(
        (
            *letterhead(issuer),
            *_occasion(collector_name, business_date, printed_at, say),
            *_listed(lines, say),
            *_totals(totals, say),
            *_held(held_checks, say),
            *signature(f"{say('Collector:')} {collector_name}"),
            *signature(say("Cashier")),
            *closing(issuer, say(NOT_A_RECEIPT)),
            END,
        )
    )


def _occasion(collector_name: str, business_date: str, printed_at: str, say: Say) -> Iterator[Block]:
    yield Text(say("COLLECTION REPORT"), "center", bold=True)
    yield Pair(say("Business date"), business_date)
    yield Pair(say("Printed"), shown_time(printed_at))
    yield Text(f"{say('Collector:')} {collector_name}")
    yield Rule()


def _listed(lines: Sequence[ReportLine], say: Say) -> Iterator[Block]:
    for line in lines[:MAX_LISTED]:
        yield from _receipt(line, say)
    if not lines:
        yield Text(say("No payments."), "center")
    if len(lines) > MAX_LISTED:
        yield Text(f"{len(lines) - MAX_LISTED} {say('more receipts, all of them in the totals')}", "center")
    yield Rule()


def _receipt(line: ReportLine, say: Say) -> Iterator[Block]:
    mark = f" {say('VOIDED')}" if line.void_no else ""
    yield Pair(f"{line.receipt_no}{mark}", print_money(line.amount_minor))
    yield Text(f"  {line.customer_name}")
    methods = (say(METHOD_NAMES.get(name, name)) for name in line.method_names)
    yield Text(f"  {', '.join((line.soa_no or say('No SOA'), *methods))}")
    if line.manual_or_no:
        yield Text(f"  {say('Manual OR')} {line.manual_or_no}")
    if line.void_no:
        yield Text(f"  {say('Void')} {line.void_no}")


def _totals(totals: Totals, say: Say) -> Iterator[Block]:
    yield Pair(say("Receipts"), str(totals.receipts))
    yield Pair(say("Voids"), str(totals.voids))
    yield Pair(say("Manual OR entries"), str(totals.manual_receipts))
    yield Pair(say("Gross"), print_money(totals.gross_minor))
    yield Pair(say("Less void"), print_money(totals.voided_minor))
    yield Pair(say("NET"), print_money(totals.net_minor), bold=True)
    yield Rule()
    yield Text(say("NET BY METHOD"))
    for method, minor in totals.by_method:
        yield Pair(say(METHOD_NAMES[method]), print_money(minor))
    yield Rule()


def _held(checks: Sequence[HeldLine], say: Say) -> Iterator[Block]:
    if not checks:
        return
    yield Text(say("PDC TAKEN IN KEEPING (MEMO)"))
    for check in checks[:MAX_HELD_LISTED]:
        yield Pair(check.ack_no, print_money(check.amount_minor))
        yield Text(f"  {check.customer_name}")
        yield Text(f"  {say('Dated')} {check.check_date}")
    yield Pair(say("Checks"), str(len(checks)))
    yield Pair(say("Not in the totals"), print_money(sum(check.amount_minor for check in checks)))
