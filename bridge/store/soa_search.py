"""SOA Customer List: finding SOAs among those that are active."""

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, func, select

from .engine import Connection
from .folding import fold
from .schema import soa
from .soas import ACTIVE

MAX_WORDS = 8
_ESCAPE = "!"


class Wanted(NamedTuple):
    """Which SOAs; None stands for all. Every word of `search` is in number, customer number, name or address."""

    search: str | None = None
    collector_code: str | None = None
    due_before: str | None = None


class Found(NamedTuple):
    """The numbers of the first SOAs by due date, and how many there are with what PSCloud has due of them."""

    soa_nos: list[str]
    soas: int
    amount_due_minor: int


def find_soas(conn: Connection, wanted: Wanted, limit: int) -> Found:
    """The active SOAs that match, those that are due longest first."""
    matches = _matches(wanted)
    first = select(soa.c.soa_no).where(matches).order_by(soa.c.due_date, soa.c.soa_no).limit(limit)
    sums = select(func.count(), func.coalesce(func.sum(soa.c.amount_due_minor), 0)).where(matches)
    count, amount_due = conn.execute(sums).one()
    return Found(list(conn.execute(first).scalars()), count, int(amount_due))


def status_of(conn: Connection, soa_no: str) -> str | None:
    """active, settled, cancelled or gone; None for a SOA that never came."""
    return conn.execute(select(soa.c.status).where(soa.c.soa_no == soa_no)).scalar_one_or_none()


def _matches(wanted: Wanted) -> ColumnElement[bool]:
    found: list[Any] = [soa.c.status == ACTIVE]
    if wanted.collector_code is not None:
        found.append(soa.c.collector_code == wanted.collector_code)
    if wanted.due_before is not None:
        found.append(soa.c.due_date < wanted.due_before)
    words = fold(wanted.search or "").split()[:MAX_WORDS]
    found += [soa.c.search.like(f"%{_literal(word)}%", escape=_ESCAPE) for word in words]
    return and_(*found)


def _literal(word: str) -> str:
    for special in (_ESCAPE, "%", "_"):
        word = word.replace(special, _ESCAPE + special)
    return word
