"""Signatures of customers, and the pictures that terminals send once the office has the entries that name them."""

from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, insert, select, update

from mpos.contract.clock import in_utc, read_instant
from mpos.contract.journal import Entry
from mpos.contract.signature import Signature
from mpos.contract.wire import MAX_WANTED

from .engine import Connection
from .revision import next_revision
from .schema import attachment, signature


class Signed(NamedTuple):
    """The signature that counts for a payment. Instants in UTC; `received_at` is None while its picture is wanted."""

    sha256: str
    taken_at: str
    received_at: str | None


def add_signature(conn: Connection, entry: Entry, signed: Signature) -> None:
    """That a customer signed; its picture is wanted from now on, unless it is known."""
    conn.execute(
        insert(signature).values(
            terminal_id=entry.terminal_id,
            epoch=entry.epoch,
            seq=entry.seq,
            payment_id=signed.payment_id,
            sha256=signed.sha256,
            taken_at=in_utc(read_instant(entry.recorded_at)),
        )
    )
    if not is_named(conn, entry.terminal_id, signed.sha256):
        values = {"terminal_id": entry.terminal_id, "sha256": signed.sha256, "named": next_revision(conn)}
        conn.execute(insert(attachment).values(values))


def is_named(conn: Connection, terminal_id: str, sha256: str) -> bool:
    """Whether this terminal's journal names this picture."""
    return conn.execute(select(attachment.c.named).where(_of(terminal_id, sha256))).first() is not None


def keep(conn: Connection, terminal_id: str, sha256: str, content: bytes, now: datetime) -> bool:
    """Keeps a picture that is wanted; False when it was not: it is here, or this terminal's journal doesn't name it."""
    kept = conn.execute(
        update(attachment)
        .where(_of(terminal_id, sha256), attachment.c.received_at.is_(None))
        .values(content=content, received_at=in_utc(now))
    )
    return kept.rowcount == 1


def wanted(conn: Connection, terminal_id: str) -> tuple[str, ...]:
    """The pictures that this terminal's journal names and the office lacks, those named last first; at most a page."""
    return tuple(conn.execute(_WANTED, {"terminal": terminal_id}).scalars())


def signed_for(conn: Connection, payment_id: str) -> Signed | None:
    """The newest signature for a payment, whichever epoch it is of; None when nobody signed."""
    found = (
        select(signature.c.sha256, signature.c.taken_at, attachment.c.received_at)
        .join(
            attachment,
            (attachment.c.terminal_id == signature.c.terminal_id) & (attachment.c.sha256 == signature.c.sha256),
        )
        .where(signature.c.payment_id == payment_id)
        .order_by(signature.c.seq.desc(), signature.c.epoch.desc())
        .limit(1)
    )
    row = conn.execute(found).first()
    return Signed(*row) if row else None


def content_of(conn: Connection, terminal_id: str, sha256: str) -> bytes | None:
    """A picture's bytes; None while it is wanted."""
    row = conn.execute(select(attachment.c.content).where(_of(terminal_id, sha256))).first()
    return bytes(row.content) if row and row.content is not None else None


def _of(terminal_id: str, sha256: str) -> ColumnElement[bool]:
    return and_(attachment.c.terminal_id == terminal_id, attachment.c.sha256 == sha256)


# Built once: each upload asks it.
_WANTED = (
    select(attachment.c.sha256)
    .where(attachment.c.terminal_id == bindparam("terminal"), attachment.c.received_at.is_(None))
    .order_by(attachment.c.named.desc())
    .limit(MAX_WANTED)
)
