"""What is due by plain arithmetic, from PSCloud's own history: the amounts at a SOA's version, less the payments that
somebody could know of and that PSCloud had not taken yet at that version.

Where a voided payment had paid more than was owed, nobody but PSCloud knows how much of it counted until the void is
posted; there, and while a payment is turned into credit, two answers are right.
"""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from scripts.pscloud_sandbox.records import Soa
from scripts.world.rules.ledger import Paid
from scripts.world.stage.pscloud import Memory, Taken


class Between(NamedTuple):
    """What may be due, both ends included, in minor units."""

    least_minor: int
    most_minor: int

    def __contains__(self, minor: object) -> bool:
        return isinstance(minor, int) and self.least_minor <= minor <= self.most_minor


Parts = dict[tuple[str, str], Between]
"""By invoice and by part of it, balance or penalty."""


def due_at(memory: Memory, soa: Soa, paid: Iterable[Paid], voided: set[str]) -> Parts:
    """What each invoice of this version owes once these payments, and the voids of some, are taken into account."""
    least: defaultdict[tuple[str, str], int] = defaultdict(int)
    most: defaultdict[tuple[str, str], int] = defaultdict(int)
    for each in paid:
        for key, taken_off in _taken_off(each, memory.taken.get(each.payment_id), soa.version, voided).items():
            least[key] += taken_off.least_minor
            most[key] += taken_off.most_minor
    owed = {}
    for invoice in soa.invoices:
        for part, minor in (("balance", invoice.balance_minor), ("penalty", invoice.penalty_minor)):
            key = (invoice.invoice_no, part)
            owed[key] = Between(max(0, minor - most[key]), max(0, minor - least[key]))
    return owed


def _taken_off(paid: Paid, taken: Taken | None, version: int, voided: set[str]) -> Parts:
    """What is to be subtracted from the amounts of this version; negative where a void puts something back."""
    is_credit = taken is not None and taken.soa_no is None
    is_in = taken is not None and taken.from_version is not None and taken.from_version <= version
    void_is_in = taken is not None and taken.void_version is not None and taken.void_version <= version
    puts_back = paid.payment_id in voided and not void_is_in
    parts = {}
    for key, share in _shares(paid).items():
        counted = 0 if is_in else share
        if not puts_back:
            back = Between(0, 0)
        elif is_in and taken is not None:
            back = Between(_applied(taken, key), share)
        else:
            back = Between(share, share)
        parts[key] = Between(min(0, counted) if is_credit else counted - back.most_minor, counted - back.least_minor)
    return parts


def _shares(paid: Paid) -> dict[tuple[str, str], int]:
    shares = {(share.invoice_no, "balance"): share.balance_minor for share in paid.shares}
    return shares | {(share.invoice_no, "penalty"): share.penalty_minor for share in paid.shares}


def _applied(taken: Taken, key: tuple[str, str]) -> int:
    invoice_no, part = key
    parts = [each for each in taken.applied if each.invoice_no == invoice_no]
    return sum(each.balance_minor if part == "balance" else each.penalty_minor for each in parts)
