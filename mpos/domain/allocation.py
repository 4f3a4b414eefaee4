"""How a payment is spread over invoices.

The customer's wish comes first (Civil Code 1252); the rest goes to the oldest due first, within an invoice to the
penalty before the balance (1253) unless the office has set the other order. What is left is an advance.
"""

from mpos.contract.due import Due, InvoiceDue
from mpos.contract.money import print_money, vat_within
from mpos.contract.office import PENALTY_FIRST, Policy
from mpos.contract.payment import Allocation
from mpos.contract.soa import VATABLE
from mpos.light.typing import NamedTuple

from .refusals import MoreThanInvoiceDue, UnknownInvoice, WishesDoNotMatch


class Wish(NamedTuple):
    """So much for this invoice, as the customer says."""

    invoice_no: str
    amount_minor: int


class Spread(NamedTuple):
    """A payment spread: allocations in the order of the SOA, the advance, and the VAT within the balances paid."""

    allocations: tuple[Allocation, ...]
    advance_minor: int
    vat_minor: int


def spread(due: Due, amount_minor: int, wishes: tuple[Wish, ...], policy: Policy) -> Spread:
    """Spreads the amount; raises UnknownInvoice, MoreThanInvoiceDue or WishesDoNotMatch for what can't be met."""
    shares = _wished(due, wishes)
    left = amount_minor - sum(shares.values())
    if left < 0:
        raise WishesDoNotMatch(wished=print_money(sum(shares.values())), amount=print_money(amount_minor))
    for line in oldest_first(due):
        number = line.invoice.invoice_no
        share = min(left, line.amount_minor - shares.get(number, 0))
        if share:
            shares[number] = shares.get(number, 0) + share
            left -= share
    paid = [(line, shares[line.invoice.invoice_no]) for line in due.invoices if shares.get(line.invoice.invoice_no)]
    allocations = tuple(_split(line, share, policy.allocation_order) for line, share in paid)
    return Spread(allocations, left, _vat(due, allocations, policy))


def oldest_first(due: Due) -> list[InvoiceDue]:
    """The invoices in the order in which they are paid by default."""
    return sorted(due.invoices, key=lambda line: (line.invoice.due_date, line.invoice.invoice_date))


def _wished(due: Due, wishes: tuple[Wish, ...]) -> dict[str, int]:
    lines = {line.invoice.invoice_no: line for line in due.invoices}
    shares: dict[str, int] = {}
    for wish in wishes:
        if wish.invoice_no not in lines:
            raise UnknownInvoice(invoice_no=wish.invoice_no, soa_no=due.soa.soa_no)
        shares[wish.invoice_no] = shares.get(wish.invoice_no, 0) + wish.amount_minor
        owed = lines[wish.invoice_no].amount_minor
        if shares[wish.invoice_no] > owed:
            amount = print_money(shares[wish.invoice_no])
            raise MoreThanInvoiceDue(amount=amount, due=print_money(owed), invoice_no=wish.invoice_no)
    return shares


def _split(line: InvoiceDue, share: int, order: str) -> Allocation:
    penalty = min(share, line.penalty_minor) if order == PENALTY_FIRST else max(0, share - line.balance_minor)
    return Allocation(line.invoice.invoice_no, share - penalty, penalty)


def _vat(due: Due, allocations: tuple[Allocation, ...], policy: Policy) -> int:
    vatable = {line.invoice.invoice_no for line in due.invoices if line.invoice.vat_type == VATABLE}
    paid = sum(allocation.balance_minor for allocation in allocations if allocation.invoice_no in vatable)
    return vat_within(paid, policy.vat_basis_points)
