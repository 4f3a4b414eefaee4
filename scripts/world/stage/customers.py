"""Whom the collectors of a simulation visit: a few customers whose invoices appear over some days."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from random import Random

from scripts.pscloud_sandbox import ListedInvoice
from scripts.pscloud_sandbox.records import Invoice

NEVER = date(2030, 1, 1)
DAYS_TO_COME = 6


def customers_of(dice: Random, codes: Sequence[str], first_day: date) -> tuple[ListedInvoice, ...]:
    """Invoices that nobody settles but we; each customer has one open on the first day."""
    return tuple(_invoices(dice, codes, first_day))


def new_invoice(dice: Random, day: date) -> Invoice:
    """An invoice of that day, its number unlike any other."""
    amount = dice.choice((dice.randint(1, 99), dice.randint(100, 90_000), dice.randint(100_000, 2_000_000)))
    due = day + timedelta(days=dice.choice((-40, -5, 10, 30)))
    return Invoice(f"INV-{dice.getrandbits(40):010X}", min(day, due), due, amount, amount)


def _invoices(dice: Random, codes: Sequence[str], first_day: date) -> Iterator[ListedInvoice]:
    for number in range(5 * len(codes)):
        for line in range(dice.randint(1, 4)):
            day = first_day - timedelta(days=60) if line == 0 else first_day + timedelta(days=dice.randint(-50, 6))
            listed = new_invoice(dice, day)
            yield ListedInvoice(codes[number % len(codes)], f"{1000 + number}", listed, NEVER)
