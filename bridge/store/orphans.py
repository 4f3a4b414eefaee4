"""Accounts without a code: active SOAs that no terminal is served for anybody, and why.

The reason follows the rule that serves terminals (serving): a SOA is out of reach when nobody's next download has it.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, select

from .branch_scope import Branches, branch_within, code_within
from .engine import Connection
from .schema import collector_code, soa
from .serving import read_serving
from .soa_totals import EACH_STATUS
from .soas import ACTIVE

NO_CODE = "the SOA has no code"
UNKNOWN = "nobody has named the code"
RETIRED = "the code is retired"
NOBODY = "no active collector has the code"
KEPT_OUT = "every terminal of its collectors is kept to other codes"


class OrphanGroup(NamedTuple):
    """SOAs of one code that are out of reach; the amount is PSCloud's, in minor units."""

    collector_code: str
    why: str
    soas: int
    amount_due_minor: int


class OrphanSoa(NamedTuple):
    """One of them."""

    soa_no: str
    customer_no: str
    name: str
    collector_code: str
    branch: str
    due_date: str
    amount_due_minor: int


def orphan_groups(conn: Connection, branches: Branches = None) -> list[OrphanGroup]:
    """By code, those without one first.

    Somebody of certain branches sees the SOAs of these, by their own branch or their code's.
    """
    known = {
        row.collector_code: bool(row.active)
        for row in conn.execute(select(collector_code.c.collector_code, collector_code.c.active))
    }
    serving = read_serving(conn)
    people, devices = serving.collectors_by_code(), serving.terminals_by_code()
    at_work = frozenset(login for logins in serving.at.values() for login in logins)
    groups = []
    for code, status, soas, amount_due in sorted(map(tuple, conn.execute(_sums(branches)))):
        is_served = code in devices and known.get(code, False)
        if status == ACTIVE and not is_served and (why := _why(code, known, people.get(code, ()), at_work)):
            groups.append(OrphanGroup(code, why, soas, int(amount_due)))
    return groups


def orphan_soas(
    conn: Connection, groups: Iterable[OrphanGroup], branches: Branches, after: str | None, limit: int
) -> list[OrphanSoa]:
    """The SOAs of these groups, code by code, those that are due longest first; after that SOA."""
    last = conn.execute(_COLUMNS.where(soa.c.soa_no == after)).first() if after else None
    found: list[OrphanSoa] = []
    # One look a code follows an index; one for all codes would sort everything to show the first page.
    for code in (group.collector_code for group in groups):
        if last is not None and code < last.collector_code:
            continue
        statement = _COLUMNS.where(soa.c.collector_code == code, soa.c.status == ACTIVE, _of_branches(branches))
        if last is not None and code == last.collector_code:
            same_day = (soa.c.due_date == last.due_date) & (soa.c.soa_no > last.soa_no)
            statement = statement.where((soa.c.due_date > last.due_date) | same_day)
        rows = conn.execute(statement.order_by(soa.c.due_date, soa.c.soa_no).limit(limit - len(found)))
        found += [OrphanSoa(*row) for row in rows]
        if len(found) == limit:
            break
    return found


def _why(code: str, known: dict[str, bool], people: Sequence[str], at_work: frozenset[str]) -> str | None:
    """Of a code that is retired, or that no terminal is served."""
    if not code:
        return NO_CODE
    if code not in known:
        return UNKNOWN
    if not known[code]:
        return RETIRED
    if not people:
        return NOBODY
    # Who has not begun to work with any terminal yet may begin with one that is kept to nothing.
    return None if at_work.isdisjoint(people) else KEPT_OUT


def _sums(branches: Branches) -> Select[*tuple[Any, ...]]:
    return EACH_STATUS if branches is None else EACH_STATUS.where(_of_branches(branches))


def _of_branches(branches: Branches) -> ColumnElement[bool]:
    return code_within(soa.c.collector_code, branches) | branch_within(soa.c.branch, branches)


_COLUMNS = select(*(soa.c[name] for name in OrphanSoa._fields))
