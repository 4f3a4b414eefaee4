"""SOAs as PSCloud stated them last, and the feed of their changes.

A revision stands for one transaction: all that changed with it comes in one page of the feed, so a reader that has
seen a revision misses nothing of it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, bindparam, func, literal, select, union_all, update

from mpos.contract.soa import Invoice, Soa

from .batches import MAX_KEYS, batches
from .engine import Connection
from .revision import next_revision
from .schema import departure, invoice, soa

ACTIVE, SETTLED, CANCELLED, GONE = "active", "settled", "cancelled", "gone"
"""The first three are PSCloud's words; a SOA is gone when a whole listing did not have it any more."""


class Changes(NamedTuple):
    """One page of the feed. `next_revision` is where the next page goes on, None when this is the last."""

    items: list[tuple[Soa, int]]
    dropped: list[tuple[str, int]]
    next_revision: int | None


def touch(conn: Connection, *soa_nos: str) -> None:
    """Lets these SOAs come again with the feed; does nothing for those that we do not have."""
    revision = next_revision(conn)
    for batch in batches(soa_nos):
        conn.execute(_TOUCH, {"touched": batch, "next": revision})


def version_after(conn: Connection, soa_no: str) -> int:
    """The first version of a SOA that is newer than the one we hold."""
    held = conn.execute(select(soa.c.version).where(soa.c.soa_no == soa_no)).scalar_one_or_none()
    return 0 if held is None else int(held) + 1


def load_stated(conn: Connection, soa_nos: Sequence[str]) -> dict[str, tuple[Soa, str]]:
    """These SOAs with their status, as take_in was given them; unknown numbers are left out."""
    statuses: dict[str, str] = {}
    for batch in batches(soa_nos):
        columns = select(soa.c.soa_no, soa.c.status).where(soa.c.soa_no.in_(batch))
        statuses.update((row.soa_no, row.status) for row in conn.execute(columns))
    return {soa_no: (found, statuses[soa_no]) for soa_no, found in load(conn, statuses).items()}


def load(conn: Connection, soa_nos: Iterable[str]) -> dict[str, Soa]:
    """These SOAs with their invoices, whatever their status; unknown numbers are left out."""
    found: dict[str, Soa] = {}
    for batch in batches(soa_nos):
        lines = _invoices(conn, batch)
        for row in conn.execute(select(*_SOA).where(soa.c.soa_no.in_(batch))):
            found[row[0]] = Soa._make((*row, tuple(lines.get(row[0], ()))))
    return found


def active_in(conn: Connection, codes: Sequence[str]) -> Iterator[Soa]:
    """The active SOAs of these codes by number; a few hundred are in memory at a time."""
    last = ""
    while batch := list(conn.execute(_active(codes, last)).scalars()):
        found = load(conn, batch)
        yield from (found[soa_no] for soa_no in batch)
        last = batch[-1]


def list_changes(conn: Connection, codes: Sequence[str], after: int, limit: int) -> Changes:
    """What changed in these codes' lists after that revision, oldest first.

    Revisions are never divided, so a page has at most `limit` SOAs unless a single revision has more. A SOA that
    moved from one of the codes to another is among the items only.
    """
    rows = list(conn.execute(_changed(codes, after).limit(limit + 1)))
    more = len(rows) > limit
    if more:
        rows = _whole_revisions(conn, codes, rows)
    here = {row.soa_no: row.revision for row in rows if row.is_here}
    found = load(conn, here)
    items = [(found[soa_no], revision) for soa_no, revision in here.items()]
    stays = _active_among(conn, codes, [row.soa_no for row in rows if not row.is_here])
    dropped = {row.soa_no: row.revision for row in rows if not row.is_here and row.soa_no not in stays}
    return Changes(items, list(dropped.items()), rows[-1].revision if more else None)


def count_changes(conn: Connection, codes: Sequence[str], after: int, limit: int) -> int:
    """How many SOAs changed in these codes' lists after that revision; counted up to the limit."""
    some = _changed(codes, after).limit(limit).subquery()
    return conn.execute(select(func.count()).select_from(some)).scalar_one()


def active_by_code(conn: Connection) -> dict[str, int]:
    """How many active SOAs each code has."""
    counted = select(soa.c.collector_code, func.count()).where(soa.c.status == ACTIVE).group_by(soa.c.collector_code)
    return {str(code): int(count) for code, count in conn.execute(counted)}


def _active(codes: Sequence[str], after: str) -> Select[str]:
    wanted = soa.c.collector_code.in_(codes) & (soa.c.status == ACTIVE) & (soa.c.soa_no > after)
    return select(soa.c.soa_no).where(wanted).order_by(soa.c.soa_no).limit(MAX_KEYS)


def _changed(codes: Sequence[str], after: int, until: int | None = None) -> Select[*tuple[Any, ...]]:
    here = select(soa.c.soa_no, soa.c.revision, literal(True).label("is_here")).where(
        soa.c.collector_code.in_(codes), soa.c.status == ACTIVE, soa.c.revision > after
    )
    left = select(departure.c.soa_no, departure.c.revision, literal(False)).where(
        departure.c.collector_code.in_(codes), departure.c.revision > after
    )
    both = union_all(here, left).subquery()
    statement = select(both).order_by(both.c.revision, both.c.soa_no)
    return statement if until is None else statement.where(both.c.revision <= until)


def _whole_revisions(
    conn: Connection, codes: Sequence[str], rows: list[Row[*tuple[Any, ...]]]
) -> list[Row[*tuple[Any, ...]]]:
    cut = rows[-1].revision
    whole = [row for row in rows if row.revision < cut]
    return whole or list(conn.execute(_changed(codes, cut - 1, until=cut)))


def _active_among(conn: Connection, codes: Sequence[str], soa_nos: Iterable[str]) -> set[str]:
    found: set[str] = set()
    for batch in batches(soa_nos):
        statement = select(soa.c.soa_no).where(
            soa.c.soa_no.in_(batch), soa.c.collector_code.in_(codes), soa.c.status == ACTIVE
        )
        found.update(conn.execute(statement).scalars())
    return found


def _invoices(conn: Connection, soa_nos: Sequence[str]) -> dict[str, list[Invoice]]:
    lines: defaultdict[str, list[Invoice]] = defaultdict(list)
    statement = select(*_INVOICE).where(invoice.c.soa_no.in_(soa_nos)).order_by(invoice.c.soa_no, invoice.c.line)
    for soa_no, *fields in conn.execute(statement):
        lines[soa_no].append(Invoice._make(fields))
    return lines


# Built once: each upload touches what it paid.
_TOUCH = update(soa).where(soa.c.soa_no.in_(bindparam("touched", expanding=True))).values(revision=bindparam("next"))
# In the order of the records' fields: looking each up by its name takes most of the time that a long list takes.
_SOA = tuple(soa.c[name] for name in Soa._fields if name != "invoices")
_INVOICE = (invoice.c.soa_no, *(invoice.c[name] for name in Invoice._fields))
