"""SOA Customer List: finding SOAs by words and filters, what they add up to, and their pages.

Half a million SOAs must answer at once, so nothing here reads them all row by row. What is narrow is gathered and put
in order; what is broad is walked in the order of an index until a page is full. Words alone that more than MAX_GATHERED
SOAs have are not added up: the totals are None then, and whoever asks is told to narrow it.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select, true

from .branch_scope import Branches, branch_within
from .engine import Connection
from .schema import soa
from .search_index import SOA_WORDS, has_words
from .search_words import Asked, asked_in
from .soas import ACTIVE, CANCELLED, GONE, SETTLED

STATUSES = (ACTIVE, SETTLED, CANCELLED, GONE)
MAX_GATHERED = 10_000
"""SOAs that have the words, and are read, added up and sorted for one page: some 70 ms."""
MAX_SORTED = 3_000
"""The same without words, when the sums have taken most of the time already; from there on a walk is as fast."""
MAX_WALKED = 50_000
"""SOAs that one page looks through, in their order, for what was searched: some 100 ms. Where more than MAX_GATHERED of
500,000 match, a page is full after 2,500; a page that is not ends with a cursor to go on from."""
BY_DUE_DATE, BY_AMOUNT, BY_NAME = "due", "amount", "name"
SORTS = (BY_DUE_DATE, BY_AMOUNT, BY_NAME)


class Wanted(NamedTuple):
    """Which SOAs; None and False stand for all. Amounts are PSCloud's, in minor units; dates are days.

    Every word of `search` is the beginning of a word of number, account, name, address, code, branch or of an invoice's
    number. `due`: something is due; `overdue_on`: something is due, and the due date is before that day;
    `changed_since` is an instant in UTC; `branches` are the only ones that the asker sees.
    """

    search: str | None = None
    collector_code: str | None = None
    due_before: str | None = None
    due: bool = False
    overdue_on: str | None = None
    least_minor: int | None = None
    most_minor: int | None = None
    penalty: bool = False
    branch: str | None = None
    disputed: bool = False
    changed_since: str | None = None
    status: str = ACTIVE
    branches: Branches = None


class Sums(NamedTuple):
    """What SOAs add up to at PSCloud, in minor units."""

    soas: int
    amount_due_minor: int
    penalty_minor: int


class Totals(NamedTuple):
    """Of everything that matches, and of each collector code in it."""

    overall: Sums
    by_code: dict[str, Sums]


class Cursor(NamedTuple):
    """The last SOA that was looked at: by what the list is sorted, and its number."""

    key: str | int
    soa_no: str


class Found(NamedTuple):
    """One page: the SOAs' numbers in order, and where the next one goes on; None when there is none.

    `totals` are of all that matches; None when the words are too common to be added up.
    """

    soa_nos: list[str]
    totals: Totals | None
    next: Cursor | None


def find_soas(
    conn: Connection, wanted: Wanted, limit: int, sort: str = BY_DUE_DATE, after: Cursor | None = None
) -> Found:
    """The SOAs that match: those due longest first, or the largest amount first, or by name."""
    asked = asked_in(wanted.search or "")
    if wanted.search and wanted.search.strip() and not asked:
        return Found([], _added_up([]), None)
    if not asked:
        totals = _totals(conn, _filters(wanted, _BY_CODE), wanted.status)
        if totals.overall.soas > MAX_SORTED or sort == BY_DUE_DATE:
            return _walked(conn, wanted, [], limit, sort, after)._replace(totals=totals)
        return _gathered(conn, _among(_filters(wanted)), limit, sort, after)
    narrow = _narrow(conn, asked, wanted)
    if narrow is None:
        return _walked(conn, wanted, asked, limit, sort, after)
    return _gathered(conn, narrow, limit, sort, after)


def first_soas(conn: Connection, wanted: Wanted, limit: int, sort: str = BY_DUE_DATE) -> Found:
    """As find_soas, going on until there are `limit` SOAs or no more."""
    found = find_soas(conn, wanted, limit, sort)
    while found.next is not None and len(found.soa_nos) < limit:
        more = find_soas(conn, wanted, limit - len(found.soa_nos), sort, found.next)
        found = found._replace(soa_nos=[*found.soa_nos, *more.soa_nos], next=more.next)
    return found


def every_total(conn: Connection, wanted: Wanted) -> Totals:
    """The totals, however many SOAs have the words; with 200,000 of them that takes a second."""
    return _totals(conn, _condition(conn, wanted, _BY_CODE), wanted.status)


def every_soa(conn: Connection, wanted: Wanted, at_a_time: int, sort: str = BY_DUE_DATE) -> Iterator[list[str]]:
    """The numbers of all SOAs that match, in order, some at a time: for lists that are written out."""
    page: list[str] = []
    order = _page(_condition(conn, wanted, _ANY), sort)
    for row in conn.execution_options(yield_per=at_a_time).execute(order):
        page.append(row.soa_no)
        if len(page) == at_a_time:
            yield page
            page = []
    if page:
        yield page


def _totals(conn: Connection, filters: ColumnElement[bool], status: str) -> Totals:
    """Of the SOAs with this status. Adding up the others with them is quicker than looking at each one's status."""
    sums = (func.count(), func.sum(soa.c.amount_due_minor), func.sum(soa.c.penalty_minor))
    groups = (soa.c.collector_code, soa.c.status)
    found = conn.execute(select(*groups, *sums).where(filters).group_by(*groups))
    by_code = {code: Sums(soas, int(due), int(penalty)) for code, of, soas, due, penalty in found if of == status}
    return Totals(_together(by_code.values()), dict(sorted(by_code.items())))


def _condition(conn: Connection, wanted: Wanted, usable: "_Usable") -> ColumnElement[bool]:
    """Filters and words, however many SOAs match."""
    asked = asked_in(wanted.search or "")
    if not asked:
        return _filters(wanted, usable) & (false() if (wanted.search or "").strip() else true())
    return _filters(wanted, _NOTHING) & soa.c.search_id.in_(SOA_WORDS.ids_with(conn, asked))


def _narrow(conn: Connection, asked: Sequence[Asked], wanted: Wanted) -> ColumnElement[bool] | None:
    """The condition that finds them from the side that fewer SOAs match; None when both are broad."""
    ids, filters = SOA_WORDS.ids_with(conn, asked), _filters(wanted)
    if _is_narrow(conn, ids):
        return _filters(wanted, _NOTHING) & soa.c.search_id.in_(ids)
    if _is_narrow(conn, select(soa.c.soa_no).where(filters)):
        return _among(filters) & has_words(soa.c.search, asked)
    return None


def _among(filters: ColumnElement[bool]) -> ColumnElement[bool]:
    """The same, found in an index that has all that is filtered by; only what is found is then read."""
    return soa.c.soa_no.in_(select(soa.c.soa_no).where(filters).correlate(None))


def _is_narrow(conn: Connection, matching: Select[Any]) -> bool:
    probe = matching.limit(MAX_GATHERED + 1).subquery()
    return conn.execute(select(func.count()).select_from(probe)).scalar_one() <= MAX_GATHERED


def _gathered(conn: Connection, condition: ColumnElement[bool], limit: int, sort: str, after: Cursor | None) -> Found:
    """Reads all that match, which are few: one reading gives the totals and the page."""
    columns = (soa.c.soa_no, _SORTED[sort].label("key"), soa.c.collector_code)
    rows = conn.execute(select(*columns, soa.c.amount_due_minor, soa.c.penalty_minor).where(condition)).all()
    ordered = sorted(rows, key=lambda row: _place(sort, row.key, row.soa_no))
    if after is not None:
        reached = _place(sort, after.key, after.soa_no)
        ordered = [row for row in ordered if _place(sort, row.key, row.soa_no) > reached]
    page = ordered[:limit]
    more = Cursor(page[-1].key, page[-1].soa_no) if len(ordered) > limit else None
    return Found([row.soa_no for row in page], _added_up(rows), more)


def _walked(
    conn: Connection, wanted: Wanted, asked: Sequence[Asked], limit: int, sort: str, after: Cursor | None
) -> Found:
    """Goes through the SOAs in their order until the page is full."""
    filters = _filters(wanted, _WALKS[sort]) & _beyond(sort, after)
    walk = _page(filters, sort).add_columns(soa.c.search) if asked else _page(filters, sort)
    looked_at = walk.limit(MAX_WALKED).subquery()
    # A query within keeps its order, on SQLite and PostgreSQL alike, and ends as soon as enough is found.
    matching = select(looked_at).where(has_words(looked_at.c.search, asked)) if asked else walk
    rows = conn.execute(matching.limit(limit + 1)).all()
    soa_nos = [row.soa_no for row in rows[:limit]]
    if len(rows) > limit:
        return Found(soa_nos, None, Cursor(rows[limit - 1].key, rows[limit - 1].soa_no))
    last = conn.execute(walk.offset(MAX_WALKED - 1).limit(1)).first() if asked else None
    return Found(soa_nos, None, None if last is None else Cursor(last.key, last.soa_no))


def _page(condition: ColumnElement[bool], sort: str) -> Select[Any]:
    key = _SORTED[sort]
    order = (key.desc(), soa.c.soa_no.desc()) if sort == BY_AMOUNT else (key, soa.c.soa_no)
    return select(soa.c.soa_no, key.label("key")).where(condition).order_by(*order)


def _beyond(sort: str, after: Cursor | None) -> ColumnElement[bool]:
    if after is None:
        return true()
    key = _SORTED[sort]
    if sort == BY_AMOUNT:
        return and_(key <= after.key, or_(key < after.key, soa.c.soa_no < after.soa_no))
    return and_(key >= after.key, or_(key > after.key, soa.c.soa_no > after.soa_no))


def _place(sort: str, key: Any, soa_no: str) -> Any:
    """What sorts as the database does: the largest amount first, and of equal ones the highest number."""
    return (-key, tuple(-ord(letter) for letter in soa_no)) if sort == BY_AMOUNT else (key, soa_no)


def _added_up(rows: Sequence[Any]) -> Totals:
    by_code: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0, 0])
    for row in rows:
        sums = by_code[row.collector_code]
        sums[0] += 1
        sums[1] += row.amount_due_minor
        sums[2] += row.penalty_minor
    of_codes = {code: Sums(*by_code[code]) for code in sorted(by_code)}
    return Totals(_together(of_codes.values()), of_codes)


def _together(sums: Any) -> Sums:
    return Sums(*(sum(column) for column in zip(*sums, strict=True))) if sums else Sums(0, 0, 0)


class _Usable(NamedTuple):
    """Which columns the database may use an index by. It can't know that half a million SOAs have one status, so that
    it would sort them all where another index has them in order already. `any_status`: of none is anything asked.
    """

    status: bool = True
    code: bool = True
    due_date: bool = True
    amount: bool = True
    any_status: bool = False


_ANY, _NOTHING, _BY_CODE = _Usable(), _Usable(False, False, False, False), _Usable(any_status=True)
_WALKS = {
    BY_DUE_DATE: _Usable(amount=False),
    BY_AMOUNT: _Usable(code=False, due_date=False),
    BY_NAME: _Usable(code=False, due_date=False, amount=False),
}


def _filters(wanted: Wanted, usable: _Usable = _ANY) -> ColumnElement[bool]:
    """All but the words."""
    status = soa.c.status if usable.status or (usable.code and wanted.collector_code) else soa.c.status.concat("")
    code = soa.c.collector_code if usable.code else soa.c.collector_code.concat("")
    due_date = soa.c.due_date if usable.due_date else soa.c.due_date.concat("")
    amount = soa.c.amount_due_minor if usable.amount else soa.c.amount_due_minor + 0
    conditions: tuple[tuple[object, ColumnElement[bool]], ...] = (
        (wanted.collector_code, code == wanted.collector_code),
        (wanted.due_before, due_date < (wanted.due_before or "")),
        (wanted.due or wanted.overdue_on, amount > 0),
        (wanted.overdue_on, due_date < (wanted.overdue_on or "")),
        (wanted.penalty, soa.c.penalty_minor > 0),
        (wanted.branch, soa.c.branch == wanted.branch),
        (wanted.disputed, soa.c.disputed.is_(True)),
        (wanted.changed_since, soa.c.came_at >= (wanted.changed_since or "")),
        (wanted.least_minor is not None, amount >= (wanted.least_minor or 0)),
        (wanted.most_minor is not None, amount <= (wanted.most_minor or 0)),
    )
    chosen = [condition for is_wanted, condition in conditions if is_wanted]
    of_status = true() if usable.any_status and not wanted.collector_code else status == wanted.status
    return and_(of_status, branch_within(soa.c.branch, wanted.branches), *chosen)


_SORTED: dict[str, ColumnElement[Any]] = {
    BY_DUE_DATE: soa.c.due_date,
    BY_AMOUNT: soa.c.amount_due_minor,
    BY_NAME: soa.c.sort_name,
}
