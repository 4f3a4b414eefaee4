"""The epochs of a terminal's journal: where each begins, how far it goes, and what came in after a place of it."""

from typing import Any, NamedTuple

from sqlalchemy import Row, and_, func, select

from mpos.contract.canonical import BadContent
from mpos.contract.fields import Fields
from mpos.contract.journal import Head, read_head
from mpos.contract.kinds import EPOCH_BEGUN

from .engine import Connection
from .schema import journal, payment
from .told import told


class Epoch(NamedTuple):
    """One epoch as its first entry tells of it; `parent` is the entry that it follows, None for the first of all.

    `began_at` is by the terminal's clock; `received_at`, when its first entry came in, by ours and in UTC.
    """

    epoch: int
    entries: int
    first_seq: int
    last_seq: int
    began_at: str
    received_at: str
    parent: Head | None
    series: str | None
    reason: str | None


class Sum(NamedTuple):
    """Payments and what they come to, in minor units, voided ones too."""

    payments: int
    amount_minor: int


class Later(NamedTuple):
    """What an epoch has after a place: entries, the payments among them, and when the last came in (UTC)."""

    entries: int
    paid: Sum
    received_at: str | None


def epochs_of(conn: Connection, terminal_id: str) -> list[Epoch]:
    """The epochs of a terminal, in their order."""
    spans = (
        select(
            journal.c.epoch,
            func.count().label("entries"),
            func.min(journal.c.seq).label("first_seq"),
            func.max(journal.c.seq).label("last_seq"),
        )
        .where(journal.c.terminal_id == terminal_id)
        .group_by(journal.c.epoch)
        .subquery()
    )
    is_first = and_(
        journal.c.terminal_id == terminal_id, journal.c.epoch == spans.c.epoch, journal.c.seq == spans.c.first_seq
    )
    columns = select(spans, journal.c.kind, journal.c.recorded_at, journal.c.received_at, journal.c.body)
    rows = conn.execute(columns.join(journal, is_first).order_by(spans.c.epoch))
    return [_epoch(row) for row in rows]


def count_epochs(conn: Connection) -> dict[str, int]:
    """How many epochs the journal of each terminal has."""
    counted = select(journal.c.terminal_id, func.count(journal.c.epoch.distinct())).group_by(journal.c.terminal_id)
    return {row[0]: row[1] for row in conn.execute(counted)}


def paid_in(conn: Connection, terminal_id: str, epoch: int, after_seq: int = 0) -> Sum:
    """The payments of an epoch, or of what it has after a place."""
    counted = select(func.count(), func.coalesce(func.sum(payment.c.amount_minor), 0)).where(
        payment.c.terminal_id == terminal_id, payment.c.epoch == epoch, payment.c.seq > after_seq
    )
    count, amount_minor = conn.execute(counted).one()
    return Sum(count, int(amount_minor))


def later_than(conn: Connection, terminal_id: str, place: Head) -> Later:
    """What the epoch of this place has after it."""
    after = select(func.count(), func.max(journal.c.received_at)).where(
        journal.c.terminal_id == terminal_id, journal.c.epoch == place.epoch, journal.c.seq > place.seq
    )
    entries, received_at = conn.execute(after).one()
    return Later(entries, paid_in(conn, terminal_id, place.epoch, place.seq), received_at)


def _epoch(row: Row[*tuple[Any, ...]]) -> Epoch:
    return Epoch(
        epoch=row.epoch,
        entries=row.entries,
        first_seq=row.first_seq,
        last_seq=row.last_seq,
        began_at=row.recorded_at,
        received_at=row.received_at,
        parent=_parent(row.body) if row.kind == EPOCH_BEGUN else None,
        series=told(row.body, "series"),
        reason=told(row.body, "reason"),
    )


def _parent(body: Any) -> Head | None:
    try:
        return read_head(Fields(body, "epoch").object("parent"))
    except BadContent:
        return None
