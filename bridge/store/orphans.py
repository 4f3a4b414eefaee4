"""Accounts without a code: active SOAs that no terminal is served for anybody, and why.

The reason follows the rule that serves terminals (serving): a SOA is out of reach when nobody's next download has it.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, func, select

from .branch_scope import Branches, branch_within, code_within
from .engine import Connection
from .schema import collector_code, soa
from .serving import Serving, read_serving
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
    groups = []
    for code, soas, amount_due in conn.execute(_SUMS.where(_of_branches(branches))):
        why = _why(code, known, people.get(code, ()), devices.get(code, ()), serving)
        if why is not None:
            groups.append(OrphanGroup(code, why, soas, int(amount_due)))
    return groups


def orphan_soas(
    conn: Connection, groups: Iterable[OrphanGroup], branches: Branches, after: str | None, limit: int
) -> list[OrphanSoa]:
    """The SOAs of these groups by number, after that one."""
    codes = [group.collector_code for group in groups]
    wanted = soa.c.collector_code.in_(codes) & (soa.c.status == ACTIVE)
    statement = select(*(soa.c[name] for name in OrphanSoa._fields)).where(wanted, _of_branches(branches))
    if after is not None:
        statement = statement.where(soa.c.soa_no > after)
    return [OrphanSoa(*row) for row in conn.execute(statement.order_by(soa.c.soa_no).limit(limit))]


def _why(
    code: str, known: dict[str, bool], people: Sequence[str], devices: Sequence[str], serving: Serving
) -> str | None:
    if not code:
        return NO_CODE
    if code not in known:
        return UNKNOWN
    if not known[code]:
        return RETIRED
    if not people:
        return NOBODY
    # Who has not begun to work with any terminal yet may begin with one that is kept to nothing.
    at_work = any(login in logins for logins in serving.at.values() for login in people)
    return KEPT_OUT if at_work and not devices else None


def _of_branches(branches: Branches) -> ColumnElement[bool]:
    return code_within(soa.c.collector_code, branches) | branch_within(soa.c.branch, branches)


_SUMS = (
    select(soa.c.collector_code, func.count(), func.sum(soa.c.amount_due_minor))
    .where(soa.c.status == ACTIVE)
    .group_by(soa.c.collector_code)
    .order_by(soa.c.collector_code)
)
