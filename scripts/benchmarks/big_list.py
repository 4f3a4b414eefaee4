"""A terminal whose collector has 5,000 SOAs, brought there through the real doors."""

import csv
import json
from collections.abc import Iterable, Iterator
from pathlib import Path

from mpos.app import opened
from mpos.domain.tendering import Handed
from mpos.services.collecting import PaymentRequest, collect
from scripts.demo_day.office import Office
from scripts.demo_day.opening import CODE, open_office

SOAS = 5_000
INVOICES_EACH = 3
AS_OF = "2026-10-15"
COLUMNS = (
    "countryCode", "customerID", "invoiceNumber", "InvoiceDate", "DueDate", "InvoiceAmount", "Disputed", "SettledDate",
)  # fmt: skip
DAYS = ("8/1/2026", "8/31/2026", "No", "12/31/2026")
"""Invoiced, due, disputed, settled: all is open on AS_OF."""


def open_big_office(office: Office, soas: int = SOAS, *, registry: bool = True) -> list[str]:
    """PSCloud, bridge and terminal, the registry open; the numbers of the SOAs."""
    invoices_csv = office.directory / "invoices.csv"
    write_invoices(invoices_csv, soas)
    office.start_pscloud("--csv", str(invoices_csv), "--as-of", AS_OF)
    open_office(office)
    if registry:
        office.run("mpos", "open-registry", "--change-fund", "500")
    listed = json.loads(office.run("mpos", "soa", "list", "--json"))["items"]
    assert len(listed) == soas, f"{len(listed)} SOAs arrived"
    return [item["soa_no"] for item in listed]


def take_payments(office: Office, soa_numbers: Iterable[str]) -> None:
    """A peso in cash on each, with its slip, one after another in one open terminal."""
    with opened(office.environ) as terminal:
        for soa_no in soa_numbers:
            collect(terminal, soa_no, PaymentRequest(Handed(100, (), None)))


def write_invoices(path: Path, soas: int) -> None:
    """All SOAs of one collector code, in the columns that the sandbox reads."""
    with path.open("w", newline="", encoding="utf-8") as file:
        lines = csv.writer(file)
        lines.writerow(COLUMNS)
        lines.writerows(_lines(soas))


def _lines(soas: int) -> Iterator[tuple[str, ...]]:
    invoiced_on, due_on, disputed, settled_on = DAYS
    for soa in range(soas):
        for invoice in range(INVOICES_EACH):
            number, amount = f"{soa * INVOICES_EACH + invoice:010d}", f"{100 + soa % 9_000}.{25 * invoice:02d}"
            yield CODE[1:], f"{soa:04d}-BENCH", number, invoiced_on, due_on, amount, disputed, settled_on
