"""A payment in lines: what it paid, what it comes to, how it was paid. With a sign of -1 its void takes it all back."""

from collections.abc import Iterator

from mpos.contract.money import print_money
from mpos.contract.payment import CARD, CHECK, WITHHOLDING_TAX, Allocation, Payment, Tender
from printers.document import Block, Pair, Rule, Text

from .issuer import Issuer
from .letterhead import Say
from .wording import METHOD_NAMES

MAX_LISTED = 1_000
"""Invoices listed one by one, of three lines each: more would not fit on a roll. The largest SOA on record has 36."""

_REFERENCE_NAMES = {CHECK: "No.", CARD: "Approval", WITHHOLDING_TAX: "Certificate No."}


def breakdown(payment: Payment, issuer: Issuer, sign: int = 1) -> Iterator[Block]:
    """Each invoice with its penalty and balance, the advance, the total in figures and in words, the tenders."""
    say = issuer.say
    yield from _applied(payment, say, sign)
    yield Rule()
    yield Pair(say("TOTAL"), print_money(sign * payment.amount_minor), bold=True, large=True)
    yield Text(issuer.in_words(sign * payment.amount_minor))
    if payment.vat_minor:
        yield Pair(say("VAT in amount paid"), print_money(sign * payment.vat_minor))
    yield Rule()
    yield Text(say("PAID BY"))
    for tender in payment.tenders:
        yield from _tendered(tender, say, sign)


def _applied(payment: Payment, say: Say, sign: int) -> Iterator[Block]:
    yield Pair(say("APPLIED TO"), payment.currency)
    for allocation in payment.allocations[:MAX_LISTED]:
        yield Text(allocation.invoice_no)
        yield from _parts(allocation, say, sign)
    rest = payment.allocations[MAX_LISTED:]
    if rest:
        yield Text(f"{len(rest)} {say('more invoices, each in the journal')}")
        yield from _parts(_summed(rest), say, sign)
    if payment.advance_minor:
        yield Pair(say("Advance kept as credit"), print_money(sign * payment.advance_minor))


def _parts(allocation: Allocation, say: Say, sign: int) -> Iterator[Block]:
    if allocation.penalty_minor:
        yield Pair(f"  {say('Penalty')}", print_money(sign * allocation.penalty_minor))
    if allocation.balance_minor:
        yield Pair(f"  {say('Balance')}", print_money(sign * allocation.balance_minor))


def _summed(allocations: tuple[Allocation, ...]) -> Allocation:
    return Allocation(
        invoice_no="",
        balance_minor=sum(allocation.balance_minor for allocation in allocations),
        penalty_minor=sum(allocation.penalty_minor for allocation in allocations),
    )


def _tendered(tender: Tender, say: Say, sign: int) -> Iterator[Block]:
    yield Pair(say(METHOD_NAMES[tender.method]), print_money(sign * tender.amount_minor))
    name = say(_REFERENCE_NAMES.get(tender.method, "Ref."))
    reference = f"{name} {tender.reference}" if tender.reference else None
    paper = " ".join(part for part in (tender.bank, reference) if part)
    if paper:
        yield Text(f"  {paper}")
    if tender.check_date:
        yield Text(f"  {say('Dated')} {tender.check_date}")
    if tender.card_last4:
        yield Text(f"  {say('Card ending')} {tender.card_last4}")
    if tender.method == WITHHOLDING_TAX:
        yield Text(f"  {say('Not cash')}")
    if tender.for_confirmation:
        yield Text(f"  {say('For confirmation')}")
