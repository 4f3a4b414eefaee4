"""The rows that journal entries give rise to: payments, voids, business days, readings; and the fates of payments."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, bindparam, insert, select, update

from mpos.contract.clock import in_utc, read_instant
from mpos.contract.journal import Entry
from mpos.contract.payment import Payment, Void
from mpos.contract.wire import AT_OFFICE, IN_PSCLOUD, MAX_FATES, REFUSED, Fate

from .batches import batches
from .engine import Connection
from .postings import APPROVED, COMPLETED, FAILED, PENDING
from .revision import next_revision, next_revisions
from .schema import allocation, business_day, journal, payment, reading, tender, void
from .search_index import PAYMENT_WORDS
from .search_words import words_of_payment

VOIDED_BEFORE_APPROVAL = "voided before approval"


class Known(NamedTuple):
    """What of a payment matters to a void. `on_soa` is the SOA that it counts on."""

    payment_id: str
    terminal_id: str
    receipt_no: str
    on_soa: str | None
    is_voided: bool


class Recorded(NamedTuple):
    """A payment with the entry that records it. `approved` is when the policy approved it, None when a person must."""

    entry: Entry
    payment: Payment
    collector: str
    approved: datetime | None


class Fates(NamedTuple):
    """News of payments, the revision that they reach to, and whether there are more behind it."""

    fates: tuple[Fate, ...]
    cursor: int
    more: bool


def find_payment(conn: Connection, payment_id: str) -> Known | None:
    """The payment with this id, from whichever terminal."""
    row = conn.execute(
        select(payment.c.payment_id, payment.c.terminal_id, payment.c.receipt_no, payment.c.on_soa, void.c.void_id)
        .outerjoin(void, void.c.payment_id == payment.c.payment_id)
        .where(payment.c.payment_id == payment_id)
    ).first()
    return None if row is None else Known(*row[:4], is_voided=row.void_id is not None)


def known_among(conn: Connection, payment_ids: Iterable[str]) -> set[str]:
    """Those of these payments that are known, from whichever terminal."""
    return _found(conn, _IDS_AMONG, payment_ids)


def taken_among(conn: Connection, receipt_nos: Iterable[str]) -> set[str]:
    """Those of these receipt numbers that a payment has."""
    return _found(conn, _RECEIPTS_AMONG, receipt_nos)


def add_payments(conn: Connection, recorded: Sequence[Recorded]) -> None:
    """Payments with their tenders and allocations, each approved by the policy or waiting for a person."""
    arrivals = next_revisions(conn, len(recorded))
    rows = [_payment_row(each, at) for each, at in zip(recorded, arrivals, strict=True)]
    conn.execute(insert(payment), rows)
    PAYMENT_WORDS.add(conn, [(row["arrival"], row["search"]) for row in rows])
    conn.execute(insert(tender), [row for each in recorded for row in _tender_rows(each.payment)])
    if shares := [row for each in recorded for row in _allocation_rows(each.payment)]:
        conn.execute(insert(allocation), shares)


def add_void(conn: Connection, taken_back: Void, collector: str) -> None:
    """The void of a known payment, which is news of it."""
    conn.execute(
        insert(void).values(
            payment_id=taken_back.payment_id,
            void_id=taken_back.void_id,
            void_no=taken_back.void_no,
            reason=taken_back.reason,
            voided_at=in_utc(read_instant(taken_back.voided_at)),
            voided_by=taken_back.supervisor or collector,
        )
    )
    news = update(payment).where(payment.c.payment_id == taken_back.payment_id)
    conn.execute(news.values(is_voided=True, fate_revision=next_revision(conn)))


def settle_unapproved(conn: Connection, payment_id: str) -> bool:
    """Ends a voided payment that nobody has approved yet: it never goes to PSCloud. False when it was approved."""
    settled = conn.execute(
        update(payment)
        .where(payment.c.payment_id == payment_id, payment.c.status == PENDING)
        .values(status=COMPLETED, detail=VOIDED_BEFORE_APPROVAL)
    )
    return settled.rowcount == 1


def open_day(conn: Connection, terminal_id: str, business_date: str, collector: str, opened_at: str) -> bool:
    """A business day on a terminal; False when it is known already."""
    if conn.execute(select(business_day.c.terminal_id).where(_day(terminal_id, business_date))).first():
        return False
    conn.execute(
        insert(business_day).values(
            terminal_id=terminal_id,
            business_date=business_date,
            collector=collector,
            opened_at=in_utc(read_instant(opened_at)),
        )
    )
    return True


def count_day(
    conn: Connection, terminal_id: str, business_date: str, counted_at: str, over_short_minor: int | None
) -> bool:
    """That the day's cash was counted, and what was over (or short, when negative); False for an unknown day."""
    values = {"counted_at": in_utc(read_instant(counted_at)), "over_short_minor": over_short_minor}
    counted = conn.execute(update(business_day).where(_day(terminal_id, business_date)).values(values))
    return counted.rowcount == 1


def close_day(conn: Connection, terminal_id: str, business_date: str, closed_at: str) -> bool:
    """That the day is closed for good; False for an unknown day, or one that is closed already."""
    closed = conn.execute(
        update(business_day)
        .where(_day(terminal_id, business_date), business_day.c.closed_at.is_(None))
        .values(closed_at=in_utc(read_instant(closed_at)))
    )
    return closed.rowcount == 1


def told_by_another_epoch(conn: Connection, entry: Entry) -> bool:
    """Whether another epoch of this journal tells the same of this day: a restored device lives through it again."""
    same_day = (journal.c.kind == entry.kind) & (journal.c.business_date == entry.business_date)
    elsewhere = (journal.c.terminal_id == entry.terminal_id) & (journal.c.epoch != entry.epoch)
    return conn.execute(select(journal.c.seq).where(same_day, elsewhere).limit(1)).first() is not None


def add_reading(conn: Connection, entry: Entry, business_date: str, z_counter: int) -> None:
    """An X- or Z-reading as the terminal took it."""
    conn.execute(
        insert(reading).values(
            terminal_id=entry.terminal_id,
            epoch=entry.epoch,
            seq=entry.seq,
            kind=entry.kind,
            business_date=business_date,
            z_counter=z_counter,
            body=dict(entry.body),
        )
    )


def fates_after(conn: Connection, terminal_id: str, revision: int) -> Fates:
    """What became of a terminal's payments since that revision, oldest news first."""
    rows = conn.execute(_FATES, {"terminal": terminal_id, "known": revision}).all()
    page = rows[:MAX_FATES]
    return Fates(tuple(_fate(row) for row in page), page[-1].fate_revision if page else revision, len(rows) > MAX_FATES)


def one_method(methods: Iterable[str]) -> str | None:
    """The method of all tenders, None when there are several."""
    found = set(methods)
    return found.pop() if len(found) == 1 else None


def _found(conn: Connection, among: Select[str], wanted: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for batch in batches(wanted):
        found.update(conn.execute(among, {"wanted": batch}).scalars())
    return found


def _tender_rows(taken: Payment) -> Iterator[dict[str, Any]]:
    for line, part in enumerate(taken.tenders, start=1):
        yield {
            "payment_id": taken.payment_id,
            "line": line,
            "method": part.method,
            "amount_minor": part.amount_minor,
            "reference": part.reference,
            "for_confirmation": part.for_confirmation,
        }


def _allocation_rows(taken: Payment) -> Iterator[dict[str, Any]]:
    for line, share in enumerate(taken.allocations, start=1):
        yield {"payment_id": taken.payment_id, "line": line, **share._asdict()}


def _payment_row(recorded: Recorded, arrival: int) -> dict[str, Any]:
    entry, taken, collector, approved = recorded
    return {
        "payment_id": taken.payment_id,
        "terminal_id": entry.terminal_id,
        "epoch": entry.epoch,
        "seq": entry.seq,
        "receipt_no": taken.receipt_no,
        "source": taken.source,
        "soa_no": taken.soa_no,
        "customer_no": taken.customer_no,
        "customer_name": taken.customer_name,
        "collector": collector,
        "collector_code": taken.collector_code,
        "business_date": entry.business_date,
        "paid_at": in_utc(read_instant(taken.paid_at)),
        "currency": taken.currency,
        "amount_minor": taken.amount_minor,
        "advance_minor": taken.advance_minor,
        "vat_minor": taken.vat_minor,
        "manual_or_no": taken.manual_or_no,
        "status": APPROVED if approved else PENDING,
        "approved_by": "policy" if approved else None,
        "approved_at": in_utc(approved) if approved else None,
        "fate_revision": arrival,
        "arrival": arrival,
        "on_soa": taken.soa_no,
        "search": words_of_payment(_texts(taken), taken.amount_minor),
        "method": one_method(part.method for part in taken.tenders),
    }


def _texts(taken: Payment) -> tuple[str | None, ...]:
    return taken.receipt_no, taken.soa_no, taken.customer_no, taken.customer_name, taken.manual_or_no


def _day(terminal_id: str, business_date: str) -> Any:
    return (business_day.c.terminal_id == terminal_id) & (business_day.c.business_date == business_date)


def _fate(row: Row[*tuple[Any, ...]]) -> Fate:
    at_hand = AT_OFFICE if row.payment_no is None else IN_PSCLOUD
    return Fate(
        row.payment_id,
        REFUSED if row.status == FAILED else at_hand,
        row.payment_no,
        row.void_id is not None,
        row.detail,
    )


# Built once: each upload asks all of these.
_IDS_AMONG = select(payment.c.payment_id).where(payment.c.payment_id.in_(bindparam("wanted", expanding=True)))
_RECEIPTS_AMONG = select(payment.c.receipt_no).where(payment.c.receipt_no.in_(bindparam("wanted", expanding=True)))
_FATES = (
    select(
        payment.c.payment_id,
        payment.c.status,
        payment.c.payment_no,
        payment.c.detail,
        payment.c.fate_revision,
        void.c.void_id,
    )
    .outerjoin(void, void.c.payment_id == payment.c.payment_id)
    .where(payment.c.terminal_id == bindparam("terminal"), payment.c.fate_revision > bindparam("known"))
    .order_by(payment.c.fate_revision)
    .limit(MAX_FATES + 1)
)
