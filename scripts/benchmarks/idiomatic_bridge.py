"""What a good developer would write first: a journal endpoint with pydantic models, an ORM, and a commit a request.

It does what the bridge does with an upload: token, contact, hashes, chain and seal, the entries, and what follows from
them. The bridge's own way is measured against it; nothing else uses it.
"""

import os
import sys
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from hashlib import sha256
from typing import Annotated, Any

import uvicorn
from fastapi import Depends, FastAPI, Header, HTTPException, Request
from pydantic import BaseModel
from sqlalchemy import Engine, create_engine, event, select, update
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker

from bridge.store import schema
from bridge.unpacking import unpack
from mpos.contract.clock import in_utc, read_instant
from mpos.contract.journal import EMPTY, Entry, Head, find_break, hash_entry
from mpos.contract.kinds import PAYMENT_RECORDED
from mpos.contract.payment import Payment, read_payment
from mpos.contract.seal import holds, journal_seal_text
from mpos.contract.wire import JOURNAL, MAX_REQUEST_BYTES


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


class PaymentRow(Row):
    """A payment."""

    __table__ = schema.payment


class TenderRow(Row):
    """A tender."""

    __table__ = schema.tender


class AllocationRow(Row):
    """An allocation."""

    __table__ = schema.allocation


class PostingRow(Row):
    """A posting."""

    __table__ = schema.posting


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


def make_app(engine: Engine) -> FastAPI:
    """The application."""
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
        for entry in entries:
            if entry.seq <= head.seq:
                continue
            _keep(session, entry, now)
        last = entries[-1].head
        session.add(SealRow(terminal_id=terminal.terminal_id, **last._asdict(), signature=upload.seal, received_at=now))
        session.commit()
        return {"acknowledged": last._asdict(), "set_aside": [], "time": now}

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
    if entry.kind != PAYMENT_RECORDED:
        return
    payment = read_payment(entry.body)
    if session.get(PaymentRow, payment.payment_id) is not None:
        raise HTTPException(409)
    if session.scalars(select(PaymentRow).where(schema.payment.c.receipt_no == payment.receipt_no)).first():
        raise HTTPException(409)
    session.add(_payment_row(entry, payment, now))
    for line, tender in enumerate(payment.tenders, start=1):
        session.add(
            TenderRow(
                payment_id=payment.payment_id,
                line=line,
                method=tender.method,
                amount_minor=tender.amount_minor,
                reference=tender.reference,
            )
        )
    for line, share in enumerate(payment.allocations, start=1):
        session.add(AllocationRow(payment_id=payment.payment_id, line=line, **share._asdict()))
    session.add(
        PostingRow(
            idempotency_key=payment.payment_id,
            payment_id=payment.payment_id,
            action="post",
            state="waiting",
            next_attempt_at=now,
        )
    )
    session.execute(update(schema.soa).where(schema.soa.c.soa_no == payment.soa_no).values(revision=entry.seq))


def _payment_row(entry: Entry, payment: Payment, now: str) -> PaymentRow:
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
        "fate_revision": entry.seq,
        "arrival": entry.seq,
        "on_soa": payment.soa_no,
        "search": f"{payment.receipt_no} {payment.customer_name}".lower(),
    }
    return PaymentRow(**{**same, **given})


def _prepare(connection: Any, _record: object) -> None:
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA busy_timeout = 60000")


def main() -> None:
    """Serves on the file descriptor of a listening socket, with the database at this path."""
    database, descriptor = sys.argv[1], int(sys.argv[2])
    engine = create_engine(f"sqlite:///{database}")
    event.listen(engine, "connect", _prepare)
    os.set_inheritable(descriptor, False)
    uvicorn.run(make_app(engine), fd=descriptor, log_level="critical", access_log=False)


if __name__ == "__main__":
    main()
