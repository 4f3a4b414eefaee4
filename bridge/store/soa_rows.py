"""SOAs as a list shows them, without their invoices."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import select

from .batches import batches
from .engine import Connection
from .schema import soa


class SoaRow(NamedTuple):
    """One SOA as PSCloud stated it last, amounts in minor units. `came_at` in UTC; empty when nobody noted it."""

    soa_no: str
    version: int
    status: str
    customer_no: str
    name: str
    address: str
    collector_code: str
    branch: str
    statement_date: str
    due_date: str
    currency: str
    amount_due_minor: int
    penalty_minor: int
    disputed: bool
    came_at: str


def soa_rows(conn: Connection, soa_nos: Sequence[str]) -> list[SoaRow]:
    """These SOAs in this order; numbers that nobody knows are left out."""
    columns = select(*(soa.c[name] for name in SoaRow._fields))
    found: dict[str, SoaRow] = {}
    for batch in batches(soa_nos):
        found.update((row.soa_no, SoaRow(*row)) for row in conn.execute(columns.where(soa.c.soa_no.in_(batch))))
    return [found[soa_no] for soa_no in soa_nos if soa_no in found]
