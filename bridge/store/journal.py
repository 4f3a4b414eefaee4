"""The journals of all terminals as they were recorded: entries, seals, and what could not be fitted in.

Only ever added to.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, func, insert, select

from mpos.contract.clock import in_utc
from mpos.contract.journal import EMPTY, GENESIS, Entry, Head
from mpos.contract.kinds import EPOCH_BEGUN
from mpos.contract.soa_list import Taken
from mpos.contract.wire import SetAside

from .engine import Connection
from .schema import journal, journal_conflict, seal, set_aside


def add_entries(conn: Connection, entries: Sequence[Entry], now: datetime) -> None:
    """Keeps entries that follow what is there."""
    if entries:
        received_at = in_utc(now)
        conn.execute(insert(journal), [{**entry._asdict(), "received_at": received_at} for entry in entries])


def hashes_at(conn: Connection, terminal_id: str, entries: Sequence[Entry]) -> dict[tuple[int, int], str]:
    """The hashes that are kept at the places of these entries, by epoch and seq."""
    seqs = [entry.seq for entry in entries]
    asked = {
        "terminal": terminal_id,
        "epochs": list({entry.epoch for entry in entries}),
        "first": min(seqs),
        "last": max(seqs),
    }
    return {(epoch, seq): kept for epoch, seq, kept in conn.execute(_HASHES, asked)}


def hashes_before(conn: Connection, entry: Entry) -> set[str]:
    """The hashes that this entry may follow; empty when what comes before it is still missing.

    The first entry of all follows the genesis, one that begins an epoch follows any earlier epoch's entry at the seq
    before it, and every other one its own epoch's.
    """
    if entry.seq == 1:
        return {GENESIS}
    before = _HASH_IN_EARLIER_EPOCH if entry.kind == EPOCH_BEGUN else _HASH_IN_EPOCH
    place = {"terminal": entry.terminal_id, "place": entry.seq - 1, "of_epoch": entry.epoch}
    return set(conn.execute(before, place).scalars())


def newest_head(conn: Connection, terminal_id: str, epoch: int | None = None) -> Head:
    """The end of the journal in this epoch, or in the newest one; EMPTY when there is nothing."""
    statement = select(journal.c.epoch, journal.c.seq, journal.c.hash).where(journal.c.terminal_id == terminal_id)
    if epoch is not None:
        statement = statement.where(journal.c.epoch == epoch)
    row = conn.execute(statement.order_by(journal.c.epoch.desc(), journal.c.seq.desc()).limit(1)).first()
    return EMPTY if row is None else Head(*row)


def taken_positions(conn: Connection, terminals: Sequence[str] | None = None) -> list[Taken]:
    """How far each epoch's journal is taken in, of these terminals or of all."""
    statement = select(journal.c.terminal_id, journal.c.epoch, func.max(journal.c.seq))
    if terminals is not None:
        statement = statement.where(journal.c.terminal_id.in_(terminals))
    grouped = statement.group_by(journal.c.terminal_id, journal.c.epoch)
    return [Taken(*row) for row in conn.execute(grouped.order_by(journal.c.terminal_id, journal.c.epoch))]


def keep_seal(conn: Connection, terminal_id: str, head: Head, signature: str, now: datetime) -> None:
    """Keeps the terminal's signature at this place, the first one that came."""
    place = {"terminal": terminal_id, "of_epoch": head.epoch, "place": head.seq}
    if conn.execute(_SEAL, place).first() is None:
        values = {**head._asdict(), "signature": signature, "received_at": in_utc(now)}
        conn.execute(insert(seal).values(terminal_id=terminal_id, **values))


def keep_conflicts(conn: Connection, entries: Iterable[Entry], now: datetime) -> None:
    """Keeps entries that contradict the journal, each once."""
    for entry in entries:
        known = conn.execute(
            select(journal_conflict.c.conflict_id).where(
                journal_conflict.c.terminal_id == entry.terminal_id, journal_conflict.c.hash == entry.hash
            )
        ).first()
        if known is None:
            place = {"terminal_id": entry.terminal_id, "epoch": entry.epoch, "seq": entry.seq, "hash": entry.hash}
            conn.execute(insert(journal_conflict).values(entry=entry._asdict(), received_at=in_utc(now), **place))


def put_aside(conn: Connection, entry: Entry, code: str, detail: str, now: datetime) -> None:
    """Keeps that nothing could be derived from this entry, and why."""
    conn.execute(
        insert(set_aside).values(
            terminal_id=entry.terminal_id,
            epoch=entry.epoch,
            seq=entry.seq,
            code=code,
            detail=detail,
            set_aside_at=in_utc(now),
        )
    )


def set_aside_among(conn: Connection, terminal_id: str, entries: Sequence[Entry]) -> tuple[SetAside, ...]:
    """Those of these entries that were put aside, whenever that was."""
    if not entries:
        return ()
    places = {(entry.epoch, entry.seq) for entry in entries}
    first, last = entries[0], entries[-1]
    asked = {
        "terminal": terminal_id,
        "first_epoch": first.epoch,
        "last_epoch": last.epoch,
        "first": first.seq,
        "last": last.seq,
    }
    rows = conn.execute(_ASIDE, asked).all()
    return tuple(_set_aside(row) for row in rows if (row.epoch, row.seq) in places)


def _set_aside(row: Row[*tuple[Any, ...]]) -> SetAside:
    return SetAside(row.epoch, row.seq, row.code, row.detail)


# Built once: each upload asks all of these, and building takes longer than asking.
_HASHES = select(journal.c.epoch, journal.c.seq, journal.c.hash).where(
    journal.c.terminal_id == bindparam("terminal"),
    journal.c.epoch.in_(bindparam("epochs", expanding=True)),
    journal.c.seq.between(bindparam("first"), bindparam("last")),
)
_HASH_BEFORE = select(journal.c.hash).where(
    journal.c.terminal_id == bindparam("terminal"), journal.c.seq == bindparam("place")
)
_HASH_IN_EPOCH = _HASH_BEFORE.where(journal.c.epoch == bindparam("of_epoch"))
_HASH_IN_EARLIER_EPOCH = _HASH_BEFORE.where(journal.c.epoch < bindparam("of_epoch"))
_SEAL = select(seal.c.seq).where(
    seal.c.terminal_id == bindparam("terminal"),
    seal.c.epoch == bindparam("of_epoch"),
    seal.c.seq == bindparam("place"),
)
_ASIDE = (
    select(set_aside)
    .where(
        set_aside.c.terminal_id == bindparam("terminal"),
        set_aside.c.epoch.between(bindparam("first_epoch"), bindparam("last_epoch")),
        set_aside.c.seq.between(bindparam("first"), bindparam("last")),
    )
    .order_by(set_aside.c.epoch, set_aside.c.seq)
)
