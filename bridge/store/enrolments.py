"""One-time codes that let a terminal in, and the series that each terminal numbers its receipts with."""

import re
import secrets
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from itertools import count, islice
from string import ascii_uppercase
from typing import NamedTuple

from sqlalchemy import ColumnElement, delete, func, insert, or_, select, update

from bridge.problems import PrefixTaken
from mpos.contract.clock import in_utc
from mpos.contract.problems import BadUsage
from mpos.contract.wire import ENROLMENT_CODE_DIGITS

from .engine import Connection
from .lost_enrolments import first_free
from .schema import enrolment, failed_try, terminal
from .waits import is_to_come

CODE_LIFE = timedelta(hours=24)
MAX_WRONG_CODES = 20
WRONG_CODES_WITHIN = timedelta(minutes=10)
"""With ten digits and a day of life, 20 tries in 10 minutes find one of 100 open codes once in 35,000 days."""
MAX_PREFIX = 8
_PREFIX_LETTERS = frozenset(ascii_uppercase + "0123456789-")
_CONTINUATION = re.compile(r"([A-Z]{5})?(-V)?[0-9]*")
"""How a terminal goes on after its prefix: five letters in a later epoch, -V for a void, then the number's digits.
A1 with number 0001 would read as A with number 10001."""
_WRONG_CODE = "enrolment"


class Enrolment(NamedTuple):
    """A code that was given out; `terminal_id` is the terminal that used it."""

    code_hash: str
    series_prefix: str
    expires_at: str
    terminal_id: str | None


class OpenCode(NamedTuple):
    """A new code, in clear for the only time."""

    code: str
    series_prefix: str
    expires_at: datetime


def offer(conn: Connection, series_prefix: str | None, now: datetime) -> OpenCode:
    """Makes a code for one terminal with this prefix, or the first free one. BadUsage, PrefixTaken."""
    taken = _prefixes(conn, now)
    prefix = _first_free(taken, first_free(conn)) if series_prefix is None else series_prefix
    if not 1 <= len(prefix) <= MAX_PREFIX or not set(prefix) <= _PREFIX_LETTERS:
        raise BadUsage(detail=f"A series prefix has 1 to {MAX_PREFIX} capital letters, digits or hyphens.")
    if _collides(prefix, taken):
        raise PrefixTaken(prefix=prefix)
    code = f"{secrets.randbelow(10**ENROLMENT_CODE_DIGITS):0{ENROLMENT_CODE_DIGITS}}"
    offered = OpenCode(code, prefix, now + CODE_LIFE)
    conn.execute(
        insert(enrolment).values(
            code_hash=_hash(code), series_prefix=prefix, created_at=in_utc(now), expires_at=in_utc(offered.expires_at)
        )
    )
    return offered


def find_offer(conn: Connection, code: str, now: datetime) -> Enrolment | None:
    """What this code was given out for, unless it has expired."""
    row = conn.execute(
        select(enrolment.c.code_hash, enrolment.c.series_prefix, enrolment.c.expires_at, enrolment.c.terminal_id).where(
            enrolment.c.code_hash == _hash(code), is_to_come(enrolment.c.expires_at, now, CODE_LIFE)
        )
    ).first()
    return None if row is None else Enrolment(*row)


def use(conn: Connection, offered: Enrolment, terminal_id: str) -> bool:
    """Marks the code as used by this terminal; False when another was quicker."""
    used = conn.execute(
        update(enrolment)
        .where(enrolment.c.code_hash == offered.code_hash, enrolment.c.terminal_id.is_(None))
        .values(terminal_id=terminal_id)
    )
    return used.rowcount == 1


def too_many_wrong(conn: Connection, now: datetime) -> bool:
    """Whether so many wrong codes came in lately that no code is taken for a while."""
    lately = select(func.count()).where(failed_try.c.what == _WRONG_CODE, _is_lately(now))
    return conn.execute(lately).scalar_one() >= MAX_WRONG_CODES


def count_wrong(conn: Connection, now: datetime) -> None:
    """Keeps in mind that a wrong code came in; those that no longer matter are forgotten."""
    conn.execute(delete(failed_try).where(failed_try.c.what == _WRONG_CODE, ~_is_lately(now)))
    conn.execute(insert(failed_try).values(what=_WRONG_CODE, tried_at=in_utc(now)))


def _is_lately(now: datetime) -> ColumnElement[bool]:
    return is_to_come(failed_try.c.tried_at, now - WRONG_CODES_WITHIN, WRONG_CODES_WITHIN)


def _prefixes(conn: Connection, now: datetime) -> set[str]:
    open_or_used = or_(enrolment.c.terminal_id.is_not(None), is_to_come(enrolment.c.expires_at, now, CODE_LIFE))
    offered = conn.execute(select(enrolment.c.series_prefix).where(open_or_used)).scalars()
    return {*offered, *conn.execute(select(terminal.c.series_prefix)).scalars()}


def _first_free(taken: set[str], left_out: int) -> str:
    return next(prefix for prefix in islice(_letters(), left_out, None) if not _collides(prefix, taken))


def _collides(prefix: str, taken: set[str]) -> bool:
    return any(_could_be_of(prefix, other) or _could_be_of(other, prefix) for other in taken)


def _could_be_of(longer: str, shorter: str) -> bool:
    return longer.startswith(shorter) and _CONTINUATION.fullmatch(longer[len(shorter) :]) is not None


def _letters() -> Iterator[str]:
    """A to Z, AA to AZ, BA and so on, as spreadsheets name columns."""
    for number in count(1):
        name, rest = "", number
        while rest:
            rest, place = divmod(rest - 1, len(ascii_uppercase))
            name = ascii_uppercase[place] + name
        yield name


def _hash(code: str) -> str:
    # A plain hash will do for something that lives one day and is used once.
    return sha256(f"mpos-enrolment-1\n{code}".encode()).hexdigest()
