"""How a payment that is attached to a SOA is spread over it: as a terminal would have, by the business's order."""

from typing import NamedTuple

from mpos.contract.due import Due, InvoiceDue
from mpos.contract.office import PENALTY_FIRST
from mpos.contract.payment import Allocation


class Spread(NamedTuple):
    """Allocations in the order of the SOA, and what is left over for the customer's credit. In minor units."""

    allocations: tuple[Allocation, ...]
    advance_minor: int


def spread(due: Due, amount_minor: int, order: str) -> Spread:
    """The oldest due first; within an invoice the penalty before the balance, or the other way round."""
    left, shares = amount_minor, {}
    for line in sorted(due.invoices, key=lambda line: (line.invoice.due_date, line.invoice.invoice_date)):
        share = min(left, line.amount_minor)
        left -= share
        shares[line.invoice.invoice_no] = share
    paid = [(line, shares[line.invoice.invoice_no]) for line in due.invoices if shares[line.invoice.invoice_no]]
    return Spread(tuple(_split(line, share, order) for line, share in paid), left)


def _split(line: InvoiceDue, share: int, order: str) -> Allocation:
    penalty = min(share, line.penalty_minor) if order == PENALTY_FIRST else max(0, share - line.balance_minor)
    return Allocation(line.invoice.invoice_no, share - penalty, penalty)
