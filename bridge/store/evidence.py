"""What an audit looks at: journals and seals as they are kept, and payments beside the entries that recorded them."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, func, select

from mpos.contract.journal import Entry, Head
from mpos.contract.kinds import PAYMENT_RECORDED, PAYMENT_VOIDED

from .engine import Connection
from .postings import POST, VOID
from .schema import journal, journal_conflict, payment, posting, seal, set_aside, void

FETCHED_AT_ONCE = 1_000


class Kept(NamedTuple):
    """How many entries of one epoch there are, and the last of them."""

    epoch: int
    entries: int
    last_seq: int


class Seal(NamedTuple):
    """A terminal's signature over a head, and the hash that the journal has at that place (None: no entry)."""

    epoch: int
    seq: int
    hash: str
    signature: str
    kept_hash: str | None


class Standing(NamedTuple):
    """A payment, its void and their postings; `body` is that of the entry at its place, None when there is none."""

    payment_id: str
    terminal_id: str
    receipt_no: str
    soa_no: str | None
    business_date: str
    amount_minor: int
    status: str
    payment_no: str | None
    is_voided: bool
    post_state: str | None
    void_state: str | None
    body: Any


class Trouble(NamedTuple):
    """An entry that could not be fitted in."""

    terminal_id: str
    seq: int
    code: str
    detail: str


def epochs_of(conn: Connection, terminal_id: str) -> list[Kept]:
    """The epochs of a terminal's journal, in their order."""
    statement = select(journal.c.epoch, func.count(), func.max(journal.c.seq))
    mine = statement.where(journal.c.terminal_id == terminal_id).group_by(journal.c.epoch).order_by(journal.c.epoch)
    return [Kept(*row) for row in conn.execute(mine)]


def entries_of(conn: Connection, terminal_id: str, epoch: int) -> Iterator[Entry]:
    """The entries of one epoch by seq, a few at a time."""
    columns = [journal.c[name] for name in Entry._fields]
    mine = select(*columns).where(journal.c.terminal_id == terminal_id, journal.c.epoch == epoch)
    rows = conn.execution_options(yield_per=FETCHED_AT_ONCE).execute(mine.order_by(journal.c.seq))
    return (Entry(*row) for row in rows)


def heads_at(conn: Connection, terminal_id: str, before_epoch: int, seq: int) -> list[Head]:
    """The entries at that seq of all earlier epochs: what a new epoch may follow."""
    columns = select(journal.c.epoch, journal.c.seq, journal.c.hash)
    place = and_(journal.c.terminal_id == terminal_id, journal.c.epoch < before_epoch, journal.c.seq == seq)
    return [Head(*row) for row in conn.execute(columns.where(place).order_by(journal.c.epoch))]


def seals_of(conn: Connection, terminal_id: str) -> list[Seal]:
    """All seals of a terminal, oldest first."""
    same_place = and_(
        journal.c.terminal_id == seal.c.terminal_id, journal.c.epoch == seal.c.epoch, journal.c.seq == seal.c.seq
    )
    columns = select(seal.c.epoch, seal.c.seq, seal.c.hash, seal.c.signature, journal.c.hash)
    mine = columns.outerjoin(journal, same_place).where(seal.c.terminal_id == terminal_id)
    return [Seal(*row) for row in conn.execute(mine.order_by(seal.c.epoch, seal.c.seq))]


def standings(conn: Connection, business_date: str | None = None) -> list[Standing]:
    """All payments in the order of their receipts, or those of one business day."""
    statement = _STANDINGS if business_date is None else _STANDINGS.where(payment.c.business_date == business_date)
    rows = conn.execute(statement.order_by(payment.c.terminal_id, payment.c.epoch, payment.c.seq))
    return [Standing(*row) for row in rows]


def receipts_of(conn: Connection, terminal_id: str) -> list[str]:
    """The receipt numbers of a terminal in the order of its journal."""
    mine = select(payment.c.receipt_no).where(payment.c.terminal_id == terminal_id)
    return list(conn.execute(mine.order_by(payment.c.epoch, payment.c.seq)).scalars())


def entries_without_rows(conn: Connection) -> list[Trouble]:
    """Entries of payments and voids that nothing stands for, though nobody has set them aside."""
    return [*_without(conn, PAYMENT_RECORDED, _payment_at_place()), *_without(conn, PAYMENT_VOIDED, _void_of_entry())]


def set_aside_entries(conn: Connection) -> list[Trouble]:
    """Entries that nothing could be derived from."""
    columns = select(set_aside.c.terminal_id, set_aside.c.seq, set_aside.c.code, set_aside.c.detail)
    return [Trouble(*row) for row in conn.execute(columns.order_by(set_aside.c.terminal_id, set_aside.c.seq))]


def conflicts(conn: Connection) -> list[Trouble]:
    """Entries whose place another entry has."""
    columns = select(journal_conflict.c.terminal_id, journal_conflict.c.seq)
    rows = conn.execute(columns.order_by(journal_conflict.c.conflict_id))
    return [Trouble(*row, "journal_conflict", "another entry came for the same place") for row in rows]


def _standings() -> Select[*tuple[Any, ...]]:
    post, taken_back = posting.alias(), posting.alias()
    at_its_place = and_(
        journal.c.terminal_id == payment.c.terminal_id,
        journal.c.epoch == payment.c.epoch,
        journal.c.seq == payment.c.seq,
        journal.c.kind == PAYMENT_RECORDED,
    )
    return select(
        payment.c.payment_id,
        payment.c.terminal_id,
        payment.c.receipt_no,
        payment.c.soa_no,
        payment.c.business_date,
        payment.c.amount_minor,
        payment.c.status,
        payment.c.payment_no,
        void.c.void_id.is_not(None),
        post.c.state,
        taken_back.c.state,
        journal.c.body,
    ).select_from(
        payment.outerjoin(void, void.c.payment_id == payment.c.payment_id)
        .outerjoin(post, and_(post.c.payment_id == payment.c.payment_id, post.c.action == POST))
        .outerjoin(taken_back, and_(taken_back.c.payment_id == payment.c.payment_id, taken_back.c.action == VOID))
        .outerjoin(journal, at_its_place)
    )


_STANDINGS = _standings()


def _payment_at_place() -> Any:
    return select(payment.c.payment_id).where(
        payment.c.terminal_id == journal.c.terminal_id,
        payment.c.epoch == journal.c.epoch,
        payment.c.seq == journal.c.seq,
    )


def _void_of_entry() -> Any:
    return select(void.c.void_id).where(void.c.void_id == journal.c.body["void_id"].as_string())


def _without(conn: Connection, kind: str, row_of: Any) -> list[Trouble]:
    aside = select(set_aside.c.seq).where(
        set_aside.c.terminal_id == journal.c.terminal_id,
        set_aside.c.epoch == journal.c.epoch,
        set_aside.c.seq == journal.c.seq,
    )
    columns = select(journal.c.terminal_id, journal.c.seq)
    alone = columns.where(journal.c.kind == kind, ~row_of.correlate(journal).exists(), ~aside.exists())
    rows = conn.execute(alone.order_by(journal.c.terminal_id, journal.c.epoch, journal.c.seq))
    return [Trouble(*row, "not_derived", f"nothing stands for this {kind} entry") for row in rows]
