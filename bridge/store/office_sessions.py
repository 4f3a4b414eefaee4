"""Sessions in a browser: who is signed in, by a secret of which only the hash is kept."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import delete, insert, or_, select, update

from mpos.contract.clock import in_utc

from .engine import Connection
from .office_users import User, find_user
from .schema import office_session

LONGEST = timedelta(hours=12)
"""A working day: nobody is signed out in the middle of one, and nobody stays signed in over night."""
IDLE = timedelta(minutes=30)
MAX_SESSIONS = 10
"""Of one user at once."""
NOTE_EVERY = timedelta(minutes=1)
"""That a session was seen is written down at most so often: reading a page need not wait for the disk."""
_SECRET_BYTES = 32


def begin_session(conn: Connection, name: str, now: datetime) -> str:
    """Signs the user in; the session's secret. Those that have ended go, and the oldest beyond MAX_SESSIONS."""
    too_old, idle = in_utc(now - LONGEST), in_utc(now - IDLE)
    conn.execute(
        delete(office_session).where(or_(office_session.c.began_at < too_old, office_session.c.seen_at < idle))
    )
    own = select(office_session.c.session_hash).where(office_session.c.name == name)
    older = own.order_by(office_session.c.began_at.desc()).offset(MAX_SESSIONS - 1).subquery()
    conn.execute(delete(office_session).where(office_session.c.session_hash.in_(select(older.c.session_hash))))
    secret, began = secrets.token_urlsafe(_SECRET_BYTES), in_utc(now)
    conn.execute(insert(office_session).values(session_hash=_hash(secret), name=name, began_at=began, seen_at=began))
    return secret


def user_of_session(conn: Connection, secret: str, now: datetime) -> tuple[User, bool] | None:
    """Who is signed in with this secret, and whether it is time to note that they were seen; None when nobody is."""
    row = conn.execute(select(office_session).where(office_session.c.session_hash == _hash(secret))).first()
    if row is None or row.began_at < in_utc(now - LONGEST) or row.seen_at < in_utc(now - IDLE):
        return None
    user = find_user(conn, row.name)
    return (user, row.seen_at < in_utc(now - NOTE_EVERY)) if user and user.active else None


def note_seen(conn: Connection, secret: str, now: datetime) -> None:
    """The session goes on from now."""
    seen = update(office_session).where(office_session.c.session_hash == _hash(secret))
    conn.execute(seen.values(seen_at=in_utc(now)))


def end_session(conn: Connection, secret: str) -> None:
    """Signs out."""
    conn.execute(delete(office_session).where(office_session.c.session_hash == _hash(secret)))


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()
