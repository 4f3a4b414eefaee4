"""What an audit looks at: journals and seals as they are kept, and payments beside the entries that recorded them."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, Table, and_, func, select

from mpos.contract.journal import Entry, Head
from mpos.contract.kinds import OFFICE_WENT_BACK, PAYMENT_RECORDED, PAYMENT_VOIDED

from .engine import Connection
from .postings import POST, VOID
from .schema import allocation, journal, journal_conflict, payment, posting, seal, set_aside, void
from .told import told

FETCHED_AT_ONCE = 1_000


class Seal(NamedTuple):
    """A terminal's signature over a head, and the hash that the journal has at that place (None: no entry)."""

    epoch: int
    seq: int
    hash: str
    signature: str
    kept_hash: str | None


class Standing(NamedTuple):
    """A payment, its void and their postings; `body` is that of the entry at its place, None when there is none.

    `on_soa` is the SOA that it counts on, `attached` what a person gave it there, and `shares_minor` how much of it its
    allocations that count come to.
    """

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
    refunded: bool
    on_soa: str | None
    attached: Any
    shares_minor: int


class Trouble(NamedTuple):
    """An entry that could not be fitted in."""

    terminal_id: str
    seq: int
    code: str
    detail: str


def entries_of(conn: Connection, terminal_id: str, epoch: int) -> Iterator[Entry]:
    """The entries of one epoch by seq, a few at a time."""
    columns = [journal.c[name] for name in Entry._fields]
    mine = select(*columns).where(journal.c.terminal_id == terminal_id, journal.c.epoch == epoch)
    # Closed where the reader stops at the first break, too: PostgreSQL keeps a cursor open for it.
    with conn.execution_options(yield_per=FETCHED_AT_ONCE).execute(mine.order_by(journal.c.seq)) as rows:
        for row in rows:
            yield Entry(*row)


def heads_at(conn: Connection, terminal_id: str, before_epoch: int, seq: int) -> list[Head]:
    """The entries at that seq of all earlier epochs, those beside the journal too: what a new epoch may follow."""
    return [
        head for table in (journal, journal_conflict) for head in _heads_in(conn, table, terminal_id, before_epoch, seq)
    ]


def _heads_in(conn: Connection, table: Table, terminal_id: str, before_epoch: int, seq: int) -> list[Head]:
    columns = select(table.c.epoch, table.c.seq, table.c.hash)
    place = and_(table.c.terminal_id == terminal_id, table.c.epoch < before_epoch, table.c.seq == seq)
    return [Head(*row) for row in conn.execute(columns.where(place).order_by(table.c.epoch))]


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
    return [*_without_payment(conn), *_without_void(conn)]


def times_we_went_back(conn: Connection, terminal_id: str) -> list[str]:
    """When the terminal found that we had lost entries that we had countersigned, by its clock."""
    told_so = select(journal.c.recorded_at).where(
        journal.c.terminal_id == terminal_id, journal.c.kind == OFFICE_WENT_BACK
    )
    return list(conn.execute(told_so.order_by(journal.c.epoch, journal.c.seq)).scalars())


def set_aside_entries(conn: Connection) -> list[Trouble]:
    """Entries that nothing could be derived from."""
    columns = select(set_aside.c.terminal_id, set_aside.c.seq, set_aside.c.code, set_aside.c.detail)
    return [Trouble(*row) for row in conn.execute(columns.order_by(set_aside.c.terminal_id, set_aside.c.seq))]


def _standings() -> Select[*tuple[Any, ...]]:
    post, taken_back = posting.alias(), posting.alias()
    at_its_place = and_(
        journal.c.terminal_id == payment.c.terminal_id,
        journal.c.epoch == payment.c.epoch,
        journal.c.seq == payment.c.seq,
        journal.c.kind == PAYMENT_RECORDED,
    )
    amount = allocation.c.balance_minor + allocation.c.penalty_minor
    counting = (allocation.c.payment_id == payment.c.payment_id) & allocation.c.counts.is_(True)
    shares = select(func.coalesce(func.sum(amount), 0)).where(counting).correlate(payment)
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
        payment.c.refunded,
        payment.c.on_soa,
        post.c.attached,
        shares.scalar_subquery(),
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


def _without_payment(conn: Connection) -> list[Trouble]:
    rows = conn.execute(_not_aside(PAYMENT_RECORDED).where(~_payment_at_place().correlate(journal).exists()))
    return [_not_derived(row, PAYMENT_RECORDED) for row in rows]


def _without_void(conn: Connection) -> list[Trouble]:
    """Held against each other here: in the database a spoilt body would end the whole query."""
    known = set(conn.execute(select(void.c.void_id)).scalars())
    rows = conn.execute(_not_aside(PAYMENT_VOIDED))
    return [_not_derived(row, PAYMENT_VOIDED) for row in rows if told(row.body, "void_id") not in known]


def _not_aside(kind: str) -> Select[*tuple[Any, ...]]:
    aside = select(set_aside.c.seq).where(
        set_aside.c.terminal_id == journal.c.terminal_id,
        set_aside.c.epoch == journal.c.epoch,
        set_aside.c.seq == journal.c.seq,
    )
    columns = select(journal.c.terminal_id, journal.c.seq, journal.c.body)
    mine = columns.where(journal.c.kind == kind, ~aside.exists())
    return mine.order_by(journal.c.terminal_id, journal.c.epoch, journal.c.seq)


def _not_derived(row: Row[*tuple[Any, ...]], kind: str) -> Trouble:
    return Trouble(row.terminal_id, row.seq, "not_derived", f"nothing stands for this {kind} entry")
