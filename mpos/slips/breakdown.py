"""A payment in lines: what it paid, what it comes to, how it was paid. With a sign of -1 its void takes it all back."""

from collections.abc import Iterator

from mpos.contract.money import print_money
from mpos.contract.payment import CARD, CHECK, WITHHOLDING_TAX, Allocation, Payment, Tender
from printers.document import Block, Pair, Rule, Text

from .wording import METHOD_NAMES

MAX_LISTED = 1_000
"""Invoices listed one by one, of three lines each: more would not fit on a roll. The largest SOA on record has 36."""

_REFERENCE_NAMES = {CHECK: "No.", CARD: "Approval", WITHHOLDING_TAX: "Certificate No."}


def breakdown(payment: Payment, sign: int = 1) -> Iterator[Block]:
    """Each invoice with its penalty and balance, the advance, the total, the tenders."""
    yield from _applied(payment, sign)
    yield Rule()
    yield Pair("TOTAL", print_money(sign * payment.amount_minor), bold=True, large=True)
    if payment.vat_minor:
        yield Pair("VAT in amount paid", print_money(sign * payment.vat_minor))
    yield Rule()
    yield Text("PAID BY")
    for tender in payment.tenders:
        yield from _tendered(tender, sign)


def _applied(payment: Payment, sign: int) -> Iterator[Block]:
    yield Pair("APPLIED TO", payment.currency)
    for allocation in payment.allocations[:MAX_LISTED]:
        yield from _parts(allocation, sign)
    rest = payment.allocations[MAX_LISTED:]
    if rest:
        yield from _parts(_summed(rest), sign)
    if payment.advance_minor:
        yield Pair("Advance kept as credit", print_money(sign * payment.advance_minor))


def _parts(allocation: Allocation, sign: int) -> Iterator[Block]:
    yield Text(allocation.invoice_no)
    if allocation.penalty_minor:
        yield Pair("  Penalty", print_money(sign * allocation.penalty_minor))
    if allocation.balance_minor:
        yield Pair("  Balance", print_money(sign * allocation.balance_minor))


def _summed(allocations: tuple[Allocation, ...]) -> Allocation:
    return Allocation(
        invoice_no=f"{len(allocations)} more invoices, each in the journal",
        balance_minor=sum(allocation.balance_minor for allocation in allocations),
        penalty_minor=sum(allocation.penalty_minor for allocation in allocations),
    )


def _tendered(tender: Tender, sign: int) -> Iterator[Block]:
    yield Pair(METHOD_NAMES[tender.method], print_money(sign * tender.amount_minor))
    reference = f"{_REFERENCE_NAMES.get(tender.method, 'Ref.')} {tender.reference}" if tender.reference else None
    paper = " ".join(part for part in (tender.bank, reference) if part)
    if paper:
        yield Text(f"  {paper}")
    if tender.check_date:
        yield Text(f"  Dated {tender.check_date}")
    if tender.card_last4:
        yield Text(f"  Card ending {tender.card_last4}")
    if tender.method == WITHHOLDING_TAX:
        yield Text("  Not cash")
