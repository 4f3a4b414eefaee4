"""What a good developer would write first: a journal endpoint with pydantic models, an ORM, and a commit a request.

It does what the bridge does with an upload: token, hashes, chain and seal, the entries, all rows that follow from them,
and the countersigned answer. The bridge's own way is measured against it; nothing else uses it.
"""

import os
import sys
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any

import uvicorn
from fastapi import Depends, FastAPI, Header, HTTPException, Request
from pydantic import BaseModel
from sqlalchemy import Engine, Integer, bindparam, cast, create_engine, event, select, update
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, relationship, sessionmaker

from bridge.app import KEY_NAME
from bridge.settings import DATABASE_NAME
from bridge.store import schema
from bridge.store.derived import one_method
from bridge.store.revision import REVISION
from bridge.store.search_index import PAYMENT_WORDS
from bridge.store.search_words import words_of_payment
from bridge.unpacking import unpack
from mpos.contract.clock import in_utc, read_instant
from mpos.contract.journal import EMPTY, Entry, Head, find_break, hash_entry
from mpos.contract.kinds import PAYMENT_RECORDED, REGISTRY_OPENED, SLIP_PRINTED
from mpos.contract.payment import Payment, read_payment
from mpos.contract.seal import Signer, countersign_text, holds, journal_seal_text
from mpos.contract.wire import JOURNAL, MAX_FATES, MAX_REQUEST_BYTES


class Row(DeclarativeBase):
    """The ground of the mapped rows, on the bridge's own tables."""

    metadata = schema.metadata


class TerminalRow(Row):
    """A terminal."""

    __table__ = schema.terminal


class TokenRow(Row):
    """A token."""

    __table__ = schema.token


class JournalRow(Row):
    """An entry."""

    __table__ = schema.journal


class SealRow(Row):
    """A seal."""

    __table__ = schema.seal


class TenderRow(Row):
    """A tender."""

    __table__ = schema.tender


class AllocationRow(Row):
    """An allocation."""

    __table__ = schema.allocation


class DayRow(Row):
    """A business day."""

    __table__ = schema.business_day


class SlipRow(Row):
    """A slip."""

    __table__ = schema.receipt_slip


class PostingRow(Row):
    """A posting."""

    __table__ = schema.posting


class PaymentRow(Row):
    """A payment."""

    __table__ = schema.payment
    tenders: Mapped[list[TenderRow]] = relationship()
    allocations: Mapped[list[AllocationRow]] = relationship()
    postings: Mapped[list[PostingRow]] = relationship()


class EntryModel(BaseModel):
    """An entry as it arrives."""

    terminal_id: str
    epoch: int
    seq: int
    kind: str
    recorded_at: datetime
    business_date: str | None
    collector: str | None
    body: dict[str, Any]
    prev_hash: str
    hash: str


class UploadModel(BaseModel):
    """An upload as it arrives."""

    entries: list[EntryModel]
    seal: str
    fates_after: int


def make_app(engine: Engine, signer: Signer) -> FastAPI:
    """The application; `signer` countersigns what was taken in."""
    app, sessions = FastAPI(), sessionmaker(engine, autoflush=False)

    def session() -> Iterator[Session]:
        with sessions() as opened:
            yield opened

    async def upload(request: Request) -> AsyncIterator[UploadModel]:
        content = unpack(await request.body(), MAX_REQUEST_BYTES)
        yield UploadModel.model_validate_json(content)

    @app.post(JOURNAL)
    def journal(
        session: Annotated[Session, Depends(session)],
        upload: Annotated[UploadModel, Depends(upload)],
        authorization: Annotated[str, Header()],
    ) -> dict[str, Any]:
        terminal = _terminal(session, authorization.removeprefix("Bearer "))
        entries = [_entry(each) for each in upload.entries]
        _check(terminal, entries, upload.seal)
        known = session.scalars(_newest(terminal.terminal_id)).first()
        head = Head(known.epoch, known.seq, known.hash) if known else EMPTY
        now = in_utc(datetime.now(UTC))
        new = [entry for entry in entries if entry.seq > head.seq]
        for entry in new:
            _keep(session, entry, now)
        if payments := [entry for entry in new if entry.kind == PAYMENT_RECORDED]:
            _keep_payments(session, payments, now)
        last = entries[-1].head
        session.add(SealRow(terminal_id=terminal.terminal_id, **last._asdict(), signature=upload.seal, received_at=now))
        session.flush()
        answer = _receipt(session, signer, terminal.terminal_id, last, upload.fates_after, now)
        # Asking after the commit would hold a connection until a thread closes the session, and none would be free.
        session.commit()
        return answer

    return app


def _terminal(session: Session, token: str) -> Any:
    hashed = sha256(token.encode()).hexdigest()
    joined = select(TerminalRow).join(TokenRow, TokenRow.__table__.c.terminal_id == TerminalRow.__table__.c.terminal_id)
    terminal = session.scalars(joined.where(TokenRow.__table__.c.token_hash == hashed)).first()
    if terminal is None:
        raise HTTPException(401)
    return terminal


def _newest(terminal_id: str) -> Any:
    table = schema.journal
    return select(JournalRow).where(table.c.terminal_id == terminal_id).order_by(table.c.seq.desc()).limit(1)


def _entry(model: EntryModel) -> Entry:
    # The text as it was sent is what the hash is of.
    recorded_at = model.recorded_at.isoformat(timespec="milliseconds")
    return Entry(**{**model.model_dump(), "recorded_at": recorded_at})


def _check(terminal: Any, entries: list[Entry], seal: str) -> None:
    first, last = entries[0], entries[-1]
    text = journal_seal_text(terminal.terminal_id, last.head)
    is_whole = first.hash == hash_entry(first) and find_break(entries[1:], after=first.head) is None
    if not (is_whole and holds(terminal.public_key, text, seal)):
        raise HTTPException(409)


def _keep(session: Session, entry: Entry, now: str) -> None:
    session.add(JournalRow(**entry._asdict(), received_at=now))
    if entry.kind == REGISTRY_OPENED:
        session.add(_day_row(entry))
    elif entry.kind == SLIP_PRINTED:
        session.add(_slip_row(entry))


def _keep_payments(session: Session, entries: list[Entry], now: str) -> None:
    payments = [read_payment(entry.body) for entry in entries]
    for payment in payments:
        if session.get(PaymentRow, payment.payment_id) is not None:
            raise HTTPException(409)
        if session.scalars(select(PaymentRow).where(schema.payment.c.receipt_no == payment.receipt_no)).first():
            raise HTTPException(409)
    # From here on others wait.
    last = int(session.execute(_TAKE_NUMBERS, {"count": len(payments)}).scalar_one())
    arrivals = range(last - len(payments) + 1, last + 1)
    words = [words_of_payment(_found_by(payment), payment.amount_minor) for payment in payments]
    PAYMENT_WORDS.add(session.connection(), zip(arrivals, words, strict=True))
    for entry, payment, arrival, found_by in zip(entries, payments, arrivals, words, strict=True):
        session.add(_payment_row(entry, payment, arrival, found_by, now))
    paid = schema.soa.c.soa_no.in_([payment.soa_no for payment in payments])
    session.execute(update(schema.soa).where(paid).values(revision=last))


def _found_by(payment: Payment) -> tuple[str | None, ...]:
    return payment.receipt_no, payment.soa_no, payment.customer_no, payment.customer_name, payment.manual_or_no


def _day_row(entry: Entry) -> DayRow:
    opened_at = in_utc(read_instant(entry.recorded_at))
    place = {"terminal_id": entry.terminal_id, "business_date": entry.business_date}
    return DayRow(**place, collector=entry.collector, opened_at=opened_at)


def _slip_row(entry: Entry) -> SlipRow:
    return SlipRow(
        terminal_id=entry.terminal_id,
        epoch=entry.epoch,
        seq=entry.seq,
        receipt_no=entry.body["receipt_no"],
        kind=entry.kind,
        slip=entry.body["slip"],
        outcome=entry.body["outcome"],
        noted_at=in_utc(read_instant(entry.recorded_at)),
    )


def _receipt(session: Session, signer: Signer, terminal_id: str, last: Head, known: int, now: str) -> dict[str, Any]:
    table = schema.payment.c
    news = select(PaymentRow).where(table.terminal_id == terminal_id, table.fate_revision > known)
    fates = session.scalars(news.order_by(table.fate_revision).limit(MAX_FATES)).all()
    return {
        "acknowledged": last._asdict(),
        "countersignature": signer.sign(countersign_text(terminal_id, last)),
        "set_aside": [],
        "fates": [_fate(each) for each in fates],
        "time": now,
    }


def _fate(row: Any) -> dict[str, Any]:
    return {"payment_id": row.payment_id, "state": row.status, "payment_no": row.payment_no, "detail": row.detail}


def _payment_row(entry: Entry, payment: Payment, arrival: int, words: str, now: str) -> PaymentRow:
    names = {column.name for column in schema.payment.columns}
    same = {name: value for name, value in payment._asdict().items() if name in names and name != "soa_version"}
    given = {
        "terminal_id": entry.terminal_id,
        "epoch": entry.epoch,
        "seq": entry.seq,
        "collector": entry.collector,
        "business_date": entry.business_date,
        "paid_at": in_utc(read_instant(payment.paid_at)),
        "status": "approved",
        "approved_by": "policy",
        "approved_at": now,
        "fate_revision": arrival,
        "arrival": arrival,
        "on_soa": payment.soa_no,
        "search": words,
        "method": one_method(part.method for part in payment.tenders),
    }
    return PaymentRow(
        **{**same, **given},
        tenders=[
            TenderRow(line=line, method=part.method, amount_minor=part.amount_minor, reference=part.reference)
            for line, part in enumerate(payment.tenders, start=1)
        ],
        allocations=[
            AllocationRow(line=line, **share._asdict()) for line, share in enumerate(payment.allocations, start=1)
        ],
        postings=[PostingRow(idempotency_key=payment.payment_id, action="post", state="waiting", next_attempt_at=now)],
    )


def _prepare(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA busy_timeout = 60000")


def main() -> None:
    """Serves on the file descriptor of a listening socket, with the database and the key of this home."""
    home, descriptor = Path(sys.argv[1]), int(sys.argv[2])
    engine = create_engine(f"sqlite:///{home / DATABASE_NAME}")
    event.listen(engine, "connect", _prepare)
    os.set_inheritable(descriptor, False)
    uvicorn.run(make_app(engine, Signer.at(home / KEY_NAME)), fd=descriptor, log_level="critical", access_log=False)


_TAKE_NUMBERS = (
    update(schema.setting)
    .where(schema.setting.c.key == REVISION)
    .values(value=cast(schema.setting.c.value, Integer) + bindparam("count"))
    .returning(schema.setting.c.value)
)

if __name__ == "__main__":
    main()
