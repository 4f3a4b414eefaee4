"""Keys of other systems: what each may do, and the hash of its secret, never the secret."""

import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256
from hmac import compare_digest
from typing import Any, NamedTuple

from sqlalchemy import Row, func, insert, select, update

from mpos.contract.clock import in_utc

from .engine import Connection
from .schema import api_key

MAX_KEYS = 100
"""That are in use at once: far more systems than an office has, and a bound for what is kept of each in memory."""
NOTE_EVERY = timedelta(minutes=1)
"""That a key was used is written down at most so often: reading need not wait for the disk."""
_SECRET_BYTES = 32
_PREFIX = "mpos"
_LONGEST = 100


class ApiKey(NamedTuple):
    """A key. `branches` are the only ones that it sees, None for all. Instants in UTC."""

    key_id: int
    name: str
    scopes: tuple[str, ...]
    branches: tuple[str, ...] | None
    made_by: str
    made_at: str
    used_at: str | None
    revoked_at: str | None

    @property
    def is_revoked(self) -> bool:
        """Whether it lets nobody in any more."""
        return self.revoked_at is not None


def add_key(
    conn: Connection, name: str, scopes: Iterable[str], branches: Iterable[str] | None, who: str, now: datetime
) -> tuple[ApiKey, str]:
    """A new key, and the text that the other system shows. It is told here and nowhere else."""
    secret = secrets.token_urlsafe(_SECRET_BYTES)
    values = {
        "name": name,
        "key_hash": _hash(secret),
        "scopes": list(scopes),
        "branches": None if branches is None else sorted(branches),
        "made_by": who,
        "made_at": in_utc(now),
    }
    row = conn.execute(insert(api_key).values(values).returning(*_COLUMNS)).one()
    return _key(row), f"{_PREFIX}_{row.key_id}_{secret}"


def list_keys(conn: Connection) -> list[ApiKey]:
    """All of them, revoked ones too, in the order in which they were made."""
    return [_key(row) for row in conn.execute(select(*_COLUMNS).order_by(api_key.c.key_id))]


def find_key(conn: Connection, name: str) -> ApiKey | None:
    """The key in use with this name."""
    mine = (api_key.c.name == name) & api_key.c.revoked_at.is_(None)
    row = conn.execute(select(*_COLUMNS).where(mine)).first()
    return None if row is None else _key(row)


def count_keys(conn: Connection) -> int:
    """How many are in use."""
    in_use = select(func.count()).select_from(api_key).where(api_key.c.revoked_at.is_(None))
    return int(conn.execute(in_use).scalar_one())


def revoke_key(conn: Connection, key_id: int, now: datetime) -> bool:
    """Lets a key in no more; False when it is revoked already, or not there."""
    mine = (api_key.c.key_id == key_id) & api_key.c.revoked_at.is_(None)
    return conn.execute(update(api_key).where(mine).values(revoked_at=in_utc(now))).rowcount == 1


def key_shown(conn: Connection, text: str) -> ApiKey | None:
    """The key in use that was shown; how long the answer takes tells nothing about a secret that is nearly right."""
    key_id, secret = _parts(text)
    row = conn.execute(select(*_COLUMNS, api_key.c.key_hash).where(api_key.c.key_id == key_id)).first()
    kept = _NOBODYS if row is None else row.key_hash
    is_right = compare_digest(kept, _hash(secret))
    return _key(row) if is_right and row is not None and row.revoked_at is None else None


def note_used(conn: Connection, key: ApiKey, now: datetime) -> None:
    """The key was used now."""
    conn.execute(update(api_key).where(api_key.c.key_id == key.key_id).values(used_at=in_utc(now)))


def is_use_to_be_noted(key: ApiKey, now: datetime) -> bool:
    """Whether the last note of a use is old enough for another, or of a time when our clock was ahead."""
    return key.used_at is None or not in_utc(now - NOTE_EVERY) <= key.used_at <= in_utc(now)


def _parts(text: str) -> tuple[int, str]:
    prefix, _, rest = text[:_LONGEST].partition("_")
    number, _, secret = rest.partition("_")
    is_number = prefix == _PREFIX and number.isascii() and number.isdigit() and len(number) <= _MAX_DIGITS
    return (int(number) if is_number else 0), secret


def _key(row: Row[*tuple[Any, ...]]) -> ApiKey:
    branches = None if row.branches is None else tuple(row.branches)
    told = (row.made_by, row.made_at, row.used_at, row.revoked_at)
    return ApiKey(row.key_id, row.name, tuple(row.scopes), branches, *told)


def _hash(secret: str) -> str:
    # A secret of 256 bits can't be guessed, so a fast hash hides it as well as a slow one.
    return sha256(secret.encode()).hexdigest()


_MAX_DIGITS = 9
_NOBODYS = _hash("")
_COLUMNS = tuple(api_key.c[name] for name in ApiKey._fields)
