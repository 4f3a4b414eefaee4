"""SOA lists of any length for one collector code, from nothing but their number: as SOAs and as they travel."""

from collections.abc import Iterator
from contextlib import closing

from bridge.store.soa_list_file import SoaListFile
from mpos.contract.office import Office, office_wire
from mpos.contract.soa import Invoice, Soa

CODE = "C001"
INVOICES_EACH = 3
PAGE = 500
AT = "2026-10-15T08:00:00.000+08:00"
FAMILIES = ("Santos", "Reyes", "Cruz", "Bautista", "Ocampo", "Garcia", "Mendoza", "Torres", "Peña", "Villanueva")
GIVEN = ("Maria", "Juan", "Jose", "Ana", "Rosa", "Pedro", "Luz", "Ramon", "Teresita", "Ángel", "Corazon")


def soas_of(count: int) -> Iterator[Soa]:
    """So many SOAs with three open invoices each."""
    for number in range(count):
        invoices = tuple(
            Invoice(f"INV-{number:06d}-{line}", "2026-08-01", "2026-08-31", 50_000 + line, 40_000 + number % 9_000, 250)
            for line in range(INVOICES_EACH)
        )
        name = f"{GIVEN[number % len(GIVEN)]} {FAMILIES[number // 7 % len(FAMILIES)]} {number % 97}"
        address = f"{number % 300} Rizal St., Santiago, Isabela"
        due = f"2026-{1 + number % 12:02d}-{1 + number % 28:02d}"
        yield Soa(
            f"SOA-{number:06d}",
            1,
            f"C{number:07d}",
            name,
            address,
            CODE,
            "Santiago",
            "2026-09-01",
            due,
            "PHP",
            AT,
            invoices,
        )


def list_of(count: int) -> bytes:
    """The file that a terminal swaps in, packed as it travels."""
    with closing(SoaListFile()) as file:
        page: list[Soa] = []
        for soa in soas_of(count):
            page.append(soa)
            if len(page) == PAGE:
                file.add(page, {})
                page = []
        file.add(page, {})
        return file.finish(about(count))


def about(count: int) -> dict[str, object]:
    """What the list says of itself, and its seal of it."""
    return {
        "bridge_id": "bench",
        "list_id": "bench",
        "codes": [CODE],
        "revision": 1,
        "as_of": AT,
        "made_at": AT,
        "office": office_wire(Office()),
        "count": count,
        "amount_due": "0.00",
        "failed": 0,
        "revoked": [],
        "collector": None,
        "taken": [],
    }
