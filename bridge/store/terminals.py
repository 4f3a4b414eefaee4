"""Terminals: who they are, what lets them in, and what they last said of themselves."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, NamedTuple

from sqlalchemy import delete, func, insert, select, update

from mpos.contract.clock import in_utc, read_instant
from mpos.contract.wire import Contact, contact_wire

from .clock_skews import keep_skew
from .engine import Connection, KeyTaken, part_of
from .lost_enrolments import first_free
from .schema import challenge, terminal, terminal_collector, token
from .waits import has_come, is_to_come

CHALLENGE_LIFE = timedelta(minutes=2)
TOKEN_LIFE = timedelta(hours=24)
MAX_TOKENS = 20
"""Of one terminal at once: a day's renewals on a bad line, and a bound for whoever holds its key."""
_SECRET_BYTES = 32


class Terminal(NamedTuple):
    """A terminal as the bridge knows it."""

    terminal_id: str
    series_prefix: str
    public_key: str
    enrolled_at: str
    revoked_at: str | None
    last_contact_at: str | None
    skew_ms: int | None
    contact: dict[str, Any] | None

    @property
    def is_revoked(self) -> bool:
        """Whether the office has locked it out."""
        return self.revoked_at is not None


def add_terminal(conn: Connection, series_prefix: str, public_key: str, now: datetime) -> Terminal:
    """A new terminal, with the next id of T001, T002, …"""
    known = conn.execute(select(func.count()).select_from(terminal)).scalar_one()
    number = max(known, first_free(conn)) + 1
    while find_terminal(conn, f"T{number:03}"):
        number += 1
    added = Terminal(f"T{number:03}", series_prefix, public_key, in_utc(now), None, None, None, None)
    conn.execute(insert(terminal).values(added._asdict()))
    return added


def find_terminal(conn: Connection, terminal_id: str) -> Terminal | None:
    """The terminal with this id."""
    row = conn.execute(select(*_COLUMNS).where(terminal.c.terminal_id == terminal_id)).first()
    return None if row is None else Terminal(*row)


def list_terminals(conn: Connection) -> list[Terminal]:
    """All of them, in the order in which they came: that of their numbers, whatever clocks said."""
    by_number = select(*_COLUMNS).order_by(func.length(terminal.c.terminal_id), terminal.c.terminal_id)
    return [Terminal(*row) for row in conn.execute(by_number)]


def revoke(conn: Connection, terminal_id: str, reason: str, now: datetime) -> bool:
    """Locks a terminal out; False when it was already, or is not there."""
    revoked = conn.execute(
        update(terminal)
        .where(terminal.c.terminal_id == terminal_id, terminal.c.revoked_at.is_(None))
        .values(revoked_at=in_utc(now), revoked_reason=reason)
    )
    return revoked.rowcount == 1


def revoked_ids(conn: Connection) -> list[str]:
    """The terminals that are locked out."""
    statement = select(terminal.c.terminal_id).where(terminal.c.revoked_at.is_not(None))
    return list(conn.execute(statement.order_by(terminal.c.terminal_id)).scalars())


def readmit(conn: Connection, terminal_id: str) -> bool:
    """Lets a revoked terminal in again; False when it is not revoked, or not there."""
    readmitted = conn.execute(
        update(terminal)
        .where(terminal.c.terminal_id == terminal_id, terminal.c.revoked_at.is_not(None))
        .values(revoked_at=None, revoked_reason=None)
    )
    return readmitted.rowcount == 1


def keep_contact(conn: Connection, terminal_id: str, contact: Contact, now: datetime) -> None:
    """Keeps what the terminal said of itself, and how far its clock is from ours (positive when it is slow)."""
    skew = now - read_instant(contact.sent_at)
    conn.execute(
        update(terminal)
        .where(terminal.c.terminal_id == terminal_id)
        .values(last_contact_at=in_utc(now), skew_ms=skew // timedelta(milliseconds=1), contact=contact_wire(contact))
    )
    keep_skew(conn, terminal_id, skew, now)


def spend_challenge(conn: Connection, terminal_id: str, given: str, expires_at: datetime, now: datetime) -> bool:
    """Keeps that this challenge was answered, so that it serves once; False when it was answered before."""
    conn.execute(delete(challenge).where(has_come(challenge.c.expires_at, now, CHALLENGE_LIFE)))
    spent = insert(challenge).values(challenge=given, terminal_id=terminal_id, expires_at=in_utc(expires_at))
    try:
        with part_of(conn):
            conn.execute(spent)
    except KeyTaken:
        return False
    return True


def new_token(conn: Connection, terminal_id: str, now: datetime) -> tuple[str, datetime]:
    """A bearer token and when it ends; only its hash is kept. The oldest ones make room for it."""
    conn.execute(delete(token).where(has_come(token.c.expires_at, now, TOKEN_LIFE)))
    own = select(token.c.token_hash).where(token.c.terminal_id == terminal_id).order_by(token.c.expires_at.desc())
    older = own.offset(MAX_TOKENS - 1).subquery()
    conn.execute(delete(token).where(token.c.token_hash.in_(select(older.c.token_hash))))
    made, expires_at = secrets.token_urlsafe(_SECRET_BYTES), now + TOKEN_LIFE
    conn.execute(insert(token).values(token_hash=_hash(made), terminal_id=terminal_id, expires_at=in_utc(expires_at)))
    return made, expires_at


def bearer(conn: Connection, given: str, now: datetime) -> Terminal | None:
    """The terminal that this token was given to, unless it has ended."""
    row = conn.execute(
        select(*_COLUMNS)
        .join(token, token.c.terminal_id == terminal.c.terminal_id)
        .where(token.c.token_hash == _hash(given), is_to_come(token.c.expires_at, now, TOKEN_LIFE))
    ).first()
    return None if row is None else Terminal(*row)


def collectors_at(conn: Connection, terminal_id: str) -> list[str]:
    """Who has shown a right PIN from this terminal."""
    statement = select(terminal_collector.c.login).where(terminal_collector.c.terminal_id == terminal_id)
    return list(conn.execute(statement.order_by(terminal_collector.c.login)).scalars())


def collectors_everywhere(conn: Connection) -> dict[str, list[str]]:
    """The same for each terminal that anybody works with, revoked or not."""
    found: dict[str, list[str]] = {}
    columns = select(terminal_collector.c.terminal_id, terminal_collector.c.login)
    for terminal_id, login in conn.execute(columns.order_by(terminal_collector.c.login)):
        found.setdefault(terminal_id, []).append(login)
    return found


def revoked_because(conn: Connection, terminal_id: str) -> str | None:
    """The reason that was given when it was revoked; None for one that is not."""
    reason = select(terminal.c.revoked_reason).where(terminal.c.terminal_id == terminal_id)
    return conn.execute(reason).scalar_one_or_none()


def admit_collector(conn: Connection, terminal_id: str, login: str, now: datetime) -> None:
    """Keeps that this collector has shown a right PIN from this terminal."""
    if login not in collectors_at(conn, terminal_id):
        conn.execute(
            insert(terminal_collector).values(terminal_id=terminal_id, login=login, first_login_at=in_utc(now))
        )


_COLUMNS = tuple(terminal.c[name] for name in Terminal._fields)


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
