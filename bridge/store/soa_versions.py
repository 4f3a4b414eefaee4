"""The history of a SOA: each state that came of it, in that order. Only ever added to."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import func, insert, select

from mpos.contract.soa import Soa

from .engine import Connection
from .schema import invoice, soa, soa_version

MAX_VERSIONS = 500
"""What one look at a SOA shows; more than a year of daily changes."""


class Version(NamedTuple):
    """One state of a SOA. `came_at` in UTC; empty when it came before anybody noted that. Amounts in minor units."""

    version: int
    status: str
    collector_code: str
    due_date: str
    amount_due_minor: int
    penalty_minor: int
    invoices: int
    came_at: str


def versions_of(conn: Connection, soa_no: str) -> list[Version]:
    """The newest first."""
    columns = [soa_version.c[name] for name in Version._fields]
    own = select(*columns).where(soa_version.c.soa_no == soa_no).order_by(soa_version.c.version_id.desc())
    return [Version(*row) for row in conn.execute(own.limit(MAX_VERSIONS))]


def keep_versions(conn: Connection, statements: Iterable[tuple[Soa, str]], came_at: str) -> None:
    """Keeps what came, with its status; there is at least one."""
    conn.execute(insert(soa_version), [_row(stated, status, came_at) for stated, status in statements])


def keep_gone(conn: Connection, soa_nos: Sequence[str]) -> None:
    """Keeps that these SOAs, as they stand in the table now, are not PSCloud's any more."""
    columns = [name for name in Version._fields if name != "invoices"]
    lines = select(func.count()).select_from(invoice).where(invoice.c.soa_no == soa.c.soa_no).scalar_subquery()
    gone = select(soa.c.soa_no, *(soa.c[name] for name in columns), lines).where(soa.c.soa_no.in_(soa_nos))
    conn.execute(insert(soa_version).from_select(["soa_no", *columns, "invoices"], gone))


def _row(stated: Soa, status: str, came_at: str) -> dict[str, object]:
    return {
        "soa_no": stated.soa_no,
        "version": stated.version,
        "status": status,
        "collector_code": stated.collector_code,
        "due_date": stated.due_date,
        "amount_due_minor": stated.amount_due_minor,
        "penalty_minor": stated.penalty_minor,
        "invoices": len(stated.invoices),
        "came_at": came_at,
    }
