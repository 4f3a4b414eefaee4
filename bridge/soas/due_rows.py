"""Rows of the list with what is due now, by the one rule (mpos.contract.due)."""

from collections.abc import Sequence
from typing import NamedTuple

from bridge.store.effects import effects_on
from bridge.store.engine import Connection
from bridge.store.soa_rows import SoaRow, soa_rows
from bridge.store.soas import load
from mpos.contract.due import due_now, is_reflected


class DueRow(NamedTuple):
    """A SOA as PSCloud stated it last, and what is due of it after the payments that this does not reflect yet."""

    stated: SoaRow
    amount_minor: int
    penalty_minor: int


def due_rows(conn: Connection, soa_nos: Sequence[str]) -> list[DueRow]:
    """These SOAs in this order. Invoices are read of those only that were paid since PSCloud stated them."""
    rows = soa_rows(conn, soa_nos)
    effects = effects_on(conn, [row.soa_no for row in rows])
    versions = {row.soa_no: row.version for row in rows}
    paid = [no for no, own in effects.items() if any(not is_reflected(effect, versions[no]) for effect in own)]
    dues = {no: due_now(soa, effects[no]) for no, soa in load(conn, paid).items()}
    return [
        DueRow(row, dues[row.soa_no].amount_minor, dues[row.soa_no].penalty_minor)
        if row.soa_no in dues
        else DueRow(row, row.amount_due_minor, row.penalty_minor)
        for row in rows
    ]
