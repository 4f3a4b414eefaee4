"""The same work for all: an office's SOAs with their invoices, made from the place of each alone."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any, NamedTuple

from mpos.contract.soa import Invoice, Soa
from scripts.benchmarks.big_office_soas import CITIES, FAMILY, GIVEN, STREETS

SEED = 7
CODE = "C391"
INVOICES_EACH = 3
TODAY = date(2026, 11, 20)
LEAST_MINOR, MOST_MINOR = 20_000, 900_000


class Size(NamedTuple):
    """How much there is to pull, and how many payments to push in each round."""

    soas: int
    payments: int

    @property
    def invoices(self) -> int:
        """Of all SOAs together."""
        return self.soas * INVOICES_EACH


def soas_of(size: Size) -> Iterator[Soa]:
    """All of them, in the order of their numbers."""
    return (_soa(place) for place in range(size.soas))


def soa_no_at(place: int) -> str:
    """The number of the SOA at this place."""
    return f"SOA-{place:07}"


def as_document(soa: Soa) -> dict[str, Any]:
    """The SOA with its invoices within, as a document store would keep it."""
    return {**soa._asdict(), "invoices": [invoice._asdict() for invoice in soa.invoices]}


def as_rows(soa: Soa) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The SOA and its invoices, as tables would keep them."""
    row = soa._asdict()
    del row["invoices"]
    return row, [{"soa_no": soa.soa_no, "line": line, **each._asdict()} for line, each in enumerate(soa.invoices)]


def _soa(place: int) -> Soa:
    chance = Random(f"{SEED} {place}")
    due = TODAY + timedelta(days=chance.randrange(-75, 30))
    house, street, city = chance.randrange(1, 2000), _one(chance, STREETS), _one(chance, CITIES)
    return Soa(
        soa_no=soa_no_at(place),
        version=1,
        customer_no=f"{1_000_000 + place}",
        name=f"{_one(chance, GIVEN)} {_one(chance, FAMILY)}",
        address=f"{house} {street} St, {city}",
        collector_code=CODE,
        branch="Branch 01",
        statement_date=(due - timedelta(days=20)).isoformat(),
        due_date=due.isoformat(),
        currency="PHP",
        updated_at=f"2026-11-19T{chance.randrange(24):02}:{chance.randrange(60):02}:00.000+00:00",
        invoices=tuple(_invoice(chance, due, place * INVOICES_EACH + line) for line in range(INVOICES_EACH)),
    )


def _invoice(chance: Random, due: date, number: int) -> Invoice:
    amount = chance.randrange(LEAST_MINOR, MOST_MINOR)
    penalty = amount // 50 if due < TODAY and chance.random() < 0.4 else 0
    day = (due - timedelta(days=30)).isoformat()
    return Invoice(f"INV{number:08}", day, due.isoformat(), amount, amount, penalty, "Monthly dues")


def _one(chance: Random, words: str) -> str:
    return chance.choice(words.split()).replace("·", " ")
