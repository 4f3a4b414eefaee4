"""What is due: one rule, used on both sides.

Due is what was downloaded, less the payments that this version of the SOA does not reflect yet. It does not bounce
(a second download before posting changes nothing) and does not count a payment twice (after posting, the SOA's
version tells that PSCloud has taken it off already). Two collectors may have paid one invoice twice: due stops at zero.
"""

from collections import defaultdict
from collections.abc import Iterable

from mpos.light.typing import NamedTuple

from .soa import Effect, Invoice, Soa


class InvoiceDue(NamedTuple):
    """What an invoice still owes now, in minor units."""

    invoice: Invoice
    balance_minor: int
    penalty_minor: int

    @property
    def amount_minor(self) -> int:
        """Balance and penalty together."""
        return self.balance_minor + self.penalty_minor


class Due(NamedTuple):
    """What a SOA still owes now, invoice by invoice in the order of the SOA."""

    soa: Soa
    invoices: tuple[InvoiceDue, ...]

    @property
    def amount_minor(self) -> int:
        """Over all invoices."""
        return sum(line.amount_minor for line in self.invoices)

    @property
    def penalty_minor(self) -> int:
        """The penalty part of it."""
        return sum(line.penalty_minor for line in self.invoices)


def is_reflected(effect: Effect, version: int) -> bool:
    """Whether PSCloud's amounts at this SOA version hold the effect already."""
    return effect.reflected_from is not None and effect.reflected_from <= version


def due_now(soa: Soa, effects: Iterable[Effect]) -> Due:
    """What the SOA owes after the effects that its version does not reflect; never below zero on any invoice."""
    balance: defaultdict[str, int] = defaultdict(int)
    penalty: defaultdict[str, int] = defaultdict(int)
    for effect in effects:
        if not is_reflected(effect, soa.version):
            balance[effect.invoice_no] += effect.balance_minor
            penalty[effect.invoice_no] += effect.penalty_minor
    return Due(soa, tuple(_line(invoice, balance, penalty) for invoice in soa.invoices))


def _line(invoice: Invoice, balance: dict[str, int], penalty: dict[str, int]) -> InvoiceDue:
    number = invoice.invoice_no
    return InvoiceDue(
        invoice,
        max(0, invoice.balance_minor - balance.get(number, 0)),
        max(0, invoice.penalty_minor - penalty.get(number, 0)),
    )
