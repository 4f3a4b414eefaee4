"""Takes in what PSCloud states of SOAs: the highest version wins, and what leaves a code's list departs from it.

A payment that may or may not have reached PSCloud makes a newer version of its SOA ambiguous: does it hold the
payment already? Such a version is passed over and the SOA marked, to be looked up once the answer is known. So what
is due never counts a payment twice.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import count
from typing import Any, NamedTuple

from sqlalchemy import delete, func, insert, select, update

from mpos.contract.clock import in_utc
from mpos.contract.soa import Soa

from .batches import batches
from .engine import Connection
from .folding import fold
from .postings import in_doubt
from .revision import next_revision
from .schema import departure, invoice, soa
from .search_index import SOA_WORDS
from .search_words import words_of
from .soa_versions import keep_gone, keep_versions
from .soas import ACTIVE, GONE

MAX_RECHECKS = 200
"""Single look-ups in one download; more of them wait for the next."""


class Held(NamedTuple):
    """What we have of a SOA already."""

    version: int
    status: str
    collector_code: str
    recheck: bool
    search_id: int
    search: str


def take_in(conn: Connection, statements: Iterable[tuple[Soa, str]], now: datetime) -> None:
    """Keeps each SOA's highest version with its status; older and equal ones change nothing."""
    newest = _newest(statements)
    held = _held(conn, newest)
    fresh = {soa_no: newest[soa_no] for soa_no in newest if _is_news(newest[soa_no][0], held.get(soa_no))}
    doubtful = in_doubt(conn, [soa_no for soa_no in fresh if soa_no in held])
    _mark(conn, doubtful)
    settled = {soa_no: statement for soa_no, statement in fresh.items() if soa_no not in doubtful}
    if settled:
        _replace(conn, settled, held, in_utc(now))


def depart_unseen(conn: Connection, seen: Iterable[str], now: datetime) -> None:
    """Takes active SOAs off their lists that a whole listing did not have."""
    active = conn.execute(select(soa.c.soa_no).where(soa.c.status == ACTIVE)).scalars()
    for batch in batches(sorted(set(active) - set(seen))):
        depart(conn, batch, now)


def depart(conn: Connection, soa_nos: Sequence[str], now: datetime) -> None:
    """Takes these SOAs off their lists: PSCloud does not have them any more."""
    doubtful = in_doubt(conn, soa_nos)
    _mark(conn, doubtful)
    leaving = [soa_no for soa_no in soa_nos if soa_no not in doubtful]
    revision = next_revision(conn)
    held = _held(conn, leaving)
    _record_departures(conn, [(no, held[no].collector_code) for no in held if held[no].status == ACTIVE], revision)
    values = {"status": GONE, "revision": revision, "recheck": False, "came_at": in_utc(now)}
    for batch in batches(held):
        conn.execute(update(soa).where(soa.c.soa_no.in_(batch)).values(values))
        keep_gone(conn, [no for no in batch if held[no].status != GONE])


def to_recheck(conn: Connection) -> list[str]:
    """SOAs of which a version was passed over and nothing is in doubt any more."""
    marked = select(soa.c.soa_no).where(soa.c.recheck.is_(True)).order_by(soa.c.soa_no).limit(MAX_RECHECKS)
    found = list(conn.execute(marked).scalars())
    doubtful = in_doubt(conn, found)
    return [soa_no for soa_no in found if soa_no not in doubtful]


def rechecked(conn: Connection, soa_no: str) -> None:
    """The SOA was looked up: nothing was passed over any more, unless something came to be in doubt meanwhile."""
    if not in_doubt(conn, [soa_no]):
        conn.execute(update(soa).where(soa.c.soa_no == soa_no).values(recheck=False))


def _newest(statements: Iterable[tuple[Soa, str]]) -> dict[str, tuple[Soa, str]]:
    newest: dict[str, tuple[Soa, str]] = {}
    for stated, status in statements:
        known = newest.get(stated.soa_no)
        if known is None or stated.version > known[0].version:
            newest[stated.soa_no] = (stated, status)
    return newest


def _held(conn: Connection, soa_nos: Iterable[str]) -> dict[str, Held]:
    found = {}
    for batch in batches(soa_nos):
        columns = select(soa.c.soa_no, *(soa.c[name] for name in Held._fields))
        for soa_no, *rest in conn.execute(columns.where(soa.c.soa_no.in_(batch))):
            found[soa_no] = Held(*rest)
    return found


def _is_news(stated: Soa, held: Held | None) -> bool:
    if held is None or stated.version > held.version:
        return True
    # A listing may have missed it, so that it was taken for gone: the version that we have is as good again.
    return held.status == GONE and stated.version == held.version


def _mark(conn: Connection, soa_nos: Iterable[str]) -> None:
    for batch in batches(soa_nos):
        conn.execute(update(soa).where(soa.c.soa_no.in_(batch)).values(recheck=True))


def _replace(
    conn: Connection, statements: Mapping[str, tuple[Soa, str]], held: Mapping[str, Held], came_at: str
) -> None:
    revision = next_revision(conn)
    _record_departures(conn, _departing(statements, held), revision)
    arriving = [(no, stated.collector_code) for no, (stated, status) in statements.items() if status == ACTIVE]
    _forget_departures(conn, arriving)
    for batch in batches(no for no in statements if no in held):
        conn.execute(delete(invoice).where(invoice.c.soa_no.in_(batch)))
        conn.execute(delete(soa).where(soa.c.soa_no.in_(batch)))
    rows = _soa_rows(conn, statements, held, {"revision": revision, "came_at": came_at})
    conn.execute(insert(soa), rows)
    lines = [row for stated, _ in statements.values() for row in _invoice_rows(stated)]
    if lines:
        conn.execute(insert(invoice), lines)
    SOA_WORDS.remove(conn, [(held[no].search_id, held[no].search) for no in statements if no in held])
    SOA_WORDS.add(conn, [(row["search_id"], row["search"]) for row in rows])
    keep_versions(conn, statements.values(), came_at)


def _soa_rows(
    conn: Connection, statements: Mapping[str, tuple[Soa, str]], held: Mapping[str, Held], common: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """A SOA keeps its place in the index of words; new ones get the next."""
    last = conn.execute(select(func.coalesce(func.max(soa.c.search_id), 0))).scalar_one()
    places = count(max([last, *(each.search_id for each in held.values())]) + 1)
    rows = []
    for soa_no, (stated, status) in statements.items():
        known = held.get(soa_no)
        own = {"recheck": known.recheck, "search_id": known.search_id} if known else {"search_id": next(places)}
        rows.append({"recheck": False, **_soa_row(stated, status), **common, **own})
    return rows


def _departing(statements: Mapping[str, tuple[Soa, str]], held: Mapping[str, Held]) -> list[tuple[str, str]]:
    """What leaves which code's list: it is not active any more, or it has moved to another code."""
    return [
        (no, held[no].collector_code)
        for no, (stated, status) in statements.items()
        if no in held
        and held[no].status == ACTIVE
        and (status != ACTIVE or stated.collector_code != held[no].collector_code)
    ]


def _record_departures(conn: Connection, departing: Sequence[tuple[str, str]], revision: int) -> None:
    _forget_departures(conn, departing)
    if departing:
        rows = [{"soa_no": no, "collector_code": code, "revision": revision} for no, code in departing]
        conn.execute(insert(departure), rows)


def _forget_departures(conn: Connection, places: Sequence[tuple[str, str]]) -> None:
    by_code: dict[str, list[str]] = {}
    for soa_no, code in places:
        by_code.setdefault(code, []).append(soa_no)
    for code, soa_nos in by_code.items():
        for batch in batches(soa_nos):
            conn.execute(delete(departure).where(departure.c.collector_code == code, departure.c.soa_no.in_(batch)))


def _soa_row(stated: Soa, status: str) -> dict[str, Any]:
    row = stated._asdict()
    del row["invoices"]
    return row | {
        "status": status,
        "search": words_of(stated),
        "sort_name": fold(stated.name),
        "disputed": any(each.disputed for each in stated.invoices),
        "amount_due_minor": stated.amount_due_minor,
        "penalty_minor": stated.penalty_minor,
    }


def _invoice_rows(stated: Soa) -> list[dict[str, Any]]:
    return [{"soa_no": stated.soa_no, "line": line, **each._asdict()} for line, each in enumerate(stated.invoices)]
