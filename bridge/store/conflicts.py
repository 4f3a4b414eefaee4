"""Entries that came for a place that another entry has: kept beside the journal, for a person to look at."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import and_, select

from .engine import Connection
from .schema import journal, journal_conflict
from .told import told


class Told(NamedTuple):
    """What an entry says that a person can go by. Of kinds other than payments most of it is None."""

    kind: str
    recorded_at: str
    collector: str | None
    payment_id: str | None
    receipt_no: str | None
    soa_no: str | None
    customer_name: str | None
    amount: str | None


class Conflict(NamedTuple):
    """An entry beside the journal, and the one that has its place (None: that was removed)."""

    terminal_id: str
    epoch: int
    seq: int
    received_at: str
    beside: Told
    kept: Told | None


def conflicts_of(conn: Connection, terminal_id: str | None = None) -> list[Conflict]:
    """The conflicts of a terminal, or of all, in the order in which they came."""
    same_place = and_(
        journal.c.terminal_id == journal_conflict.c.terminal_id,
        journal.c.epoch == journal_conflict.c.epoch,
        journal.c.seq == journal_conflict.c.seq,
    )
    place = (journal_conflict.c[name] for name in Conflict._fields[:4])
    kept = (journal.c[name] for name in ("kind", "recorded_at", "collector", "body"))
    statement = select(*place, journal_conflict.c.entry, *kept).outerjoin(journal, same_place)
    if terminal_id is not None:
        statement = statement.where(journal_conflict.c.terminal_id == terminal_id)
    rows = conn.execute(statement.order_by(journal_conflict.c.conflict_id))
    return [Conflict(*row[:4], _told(row.entry), _told(row._mapping) if row.kind else None) for row in rows]


def _told(entry: Mapping[Any, Any]) -> Told:
    said = {name: told(entry["body"], name) for name in Told._fields[3:]}
    return Told(entry["kind"], entry["recorded_at"], entry["collector"], **said)
