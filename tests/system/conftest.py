"""A field of three customers under one code, in one process."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from scripts.pscloud_sandbox import ListedInvoice
from scripts.pscloud_sandbox.records import Invoice
from scripts.world import Field

DAY = date(2026, 11, 23)
NEVER = date(2030, 1, 1)


def listed(invoice_no: str, customer_no: str, amount_minor: int, due: date, code: str = "C391") -> ListedInvoice:
    """An invoice that nobody settles but we."""
    invoice = Invoice(invoice_no, date(2026, 9, 1), due, amount_minor, amount_minor)
    return ListedInvoice(code, customer_no, invoice, NEVER)


INVOICES = (
    listed("INV-1", "1000", 100_000, date(2026, 10, 1)),
    listed("INV-2", "1000", 25_050, date(2026, 12, 1)),
    listed("INV-3", "2000", 80_000, date(2026, 12, 1)),
    listed("INV-4", "3000", 5_025, date(2026, 12, 1), code="C406"),
)


@pytest.fixture
def field(tmp_path: Path) -> Iterator[Field]:
    """The office, its PSCloud with the four invoices, everything downloaded once."""
    with Field(tmp_path, INVOICES, DAY, penalty_basis_points=200) as made:
        made.sync()
        yield made
