"""The SOAs of a large office, their invoices and versions, and the codes and branches that they belong to."""

from collections.abc import Iterator
from datetime import date, timedelta
from random import Random
from typing import Any, NamedTuple

from bridge.store.folding import fold
from bridge.store.search_words import words_of
from mpos.contract.clock import in_utc
from mpos.contract.soa import Invoice, Soa
from scripts.benchmarks.big_office import NOW, TODAY, Filling, Size

BRANCHES = 20
SOAS_AT_ONCE = 10_000
VERSION = 3
"""The version of each SOA that is held; one in ten has the two before it in its history."""
GIVEN = (
    "Ana Maria José Pedro Luisa Carlos Rosa Isabel Ben Daniel Elena Felipe Grace Henry Inés Juan Karla Leo Miguel Nora"
)
FAMILY = (
    "Santos Reyes Cruz Bautista Ocampo García Mendoza Torres Peña Villanueva Aquino Domingo Fernández González "
    "Hernández López Morales Navarro Núñez Ramos Salazar Tan Uy Valdez Yap dela·Cruz de·Guzmán Dimaculangan"
)
STREETS = "Rizal Mabini Bonifacio Luna Quezon Osmeña Roxas Magsaysay Burgos Gómez Aguinaldo Del·Pilar"
CITIES = "Manila Makati Pasig Cebu Davao Iloilo Baguio Taguig Parañaque Marikina"


class Customer(NamedTuple):
    """What payments need of a SOA."""

    soa_no: str
    customer_no: str
    name: str
    invoice_no: str
    balance_minor: int


def code_at(place: int) -> str:
    """The collector code of a terminal."""
    return f"C{place:04}"


def branch_at(place: int) -> str:
    """The branch of a collector code."""
    return f"Branch {place % BRANCHES + 1:02}"


def customer_at(size: Size, place: int) -> Customer:
    """The SOA at this place in the order of the office, made from its place alone."""
    soa, _ = _soa(size, place)
    first = soa.invoices[0]
    return Customer(soa.soa_no, soa.customer_no, soa.name, first.invoice_no, first.balance_minor)


def fill_soas(filling: Filling, size: Size) -> None:
    """Codes, SOAs, invoices, versions, and the words that SOAs are found by."""
    codes = ((code_at(at), f"Area {at}", f"Area {at}", branch_at(at), True, "pscloud") for at in range(size.terminals))
    filling.add("collector_code", ("collector_code", "name", "area", "branch", "active", "source"), codes)
    for first in range(0, size.soas, SOAS_AT_ONCE):
        some = [_soa(size, at) for at in range(first, min(first + SOAS_AT_ONCE, size.soas))]
        filling.add("soa", SOA_COLUMNS, (_soa_row(at, *each) for at, each in enumerate(some, start=first)))
        filling.add("invoice", INVOICE_COLUMNS, (row for soa, _ in some for row in _invoice_rows(soa)))
        filling.add("soa_version", VERSION_COLUMNS, (row for soa, status in some for row in _versions(soa, status)))
    filling.run("INSERT INTO soa_words (rowid, words) SELECT search_id, search FROM soa")


def _soa(size: Size, place: int) -> tuple[Soa, str]:
    chance = Random(place)
    owner = place % size.terminals
    due = TODAY + timedelta(days=chance.randrange(-75, 30))
    house, street, city = chance.randrange(1, 2000), _one(chance, STREETS), _one(chance, CITIES)
    soa = Soa(
        soa_no=f"SOA-{place:07}",
        version=VERSION,
        customer_no=f"{1_000_000 + place}",
        name=f"{_one(chance, GIVEN)} {_one(chance, FAMILY)}",
        address=f"{house} {street} St, {city}",
        collector_code=code_at(owner),
        branch=branch_at(owner),
        statement_date=(due - timedelta(days=20)).isoformat(),
        due_date=due.isoformat(),
        currency="PHP",
        updated_at=in_utc(NOW - timedelta(hours=chance.randrange(1, 600))),
        invoices=tuple(_invoice(chance, due, place * size.invoices_each + line) for line in range(size.invoices_each)),
    )
    status = chance.choices(("active", "settled", "cancelled", "gone"), (970, 20, 5, 5))[0]
    return soa, status


def _invoice(chance: Random, due: date, number: int) -> Invoice:
    amount = chance.randrange(20_000, 900_000)
    penalty = amount // 50 if due < TODAY and chance.random() < 0.4 else 0
    day = (due - timedelta(days=30)).isoformat()
    disputed = chance.random() < 0.005
    return Invoice(f"INV{number:08}", day, due.isoformat(), amount, amount, penalty, "Monthly dues", disputed=disputed)


def _one(chance: Random, words: str) -> str:
    return chance.choice(words.split()).replace("·", " ")


def _came_at(soa: Soa) -> str:
    return soa.updated_at


def _soa_row(place: int, soa: Soa, status: str) -> tuple[Any, ...]:
    sums = (soa.amount_due_minor, soa.penalty_minor, any(each.disputed for each in soa.invoices))
    found_by = (words_of(soa), fold(soa.name), place + 1)
    return (*soa[:-1], status, *sums, *found_by, _came_at(soa), place // SOAS_AT_ONCE + 1, False)


def _invoice_rows(soa: Soa) -> Iterator[tuple[Any, ...]]:
    return ((soa.soa_no, line, *each) for line, each in enumerate(soa.invoices))


def _versions(soa: Soa, status: str) -> Iterator[tuple[Any, ...]]:
    first = 1 if soa.customer_no.endswith("0") else VERSION
    for version in range(first, VERSION + 1):
        said = "active" if version < VERSION else status
        came = in_utc(NOW - timedelta(days=30 * (VERSION - version))) if version < VERSION else _came_at(soa)
        due = (soa.due_date, soa.amount_due_minor, soa.penalty_minor, len(soa.invoices))
        yield (soa.soa_no, version, said, soa.collector_code, *due, came)


SOA_COLUMNS = (
    "soa_no", "version", "customer_no", "name", "address", "collector_code", "branch", "statement_date", "due_date",
    "currency", "updated_at", "status", "amount_due_minor", "penalty_minor", "disputed", "search", "sort_name",
    "search_id", "came_at", "revision", "recheck",
)  # fmt: skip
INVOICE_COLUMNS = (
    "soa_no", "line", "invoice_no", "invoice_date", "due_date", "amount_minor", "balance_minor", "penalty_minor",
    "description", "vat_type", "disputed",
)  # fmt: skip
VERSION_COLUMNS = (
    "soa_no", "version", "status", "collector_code", "due_date", "amount_due_minor", "penalty_minor", "invoices",
    "came_at",
)  # fmt: skip
