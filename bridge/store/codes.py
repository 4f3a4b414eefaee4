"""Collector codes: the areas that SOAs belong to and collectors work under."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import func, insert, select, update

from .engine import Connection
from .schema import collector, collector_assignment, collector_code, soa
from .soas import ACTIVE

FROM_PSCLOUD, FROM_OFFICE = "pscloud", "office"
MAX_CODE, MAX_NAME = 60, 120


class Code(NamedTuple):
    """A code with what is in it at present; the amount is PSCloud's, in minor units."""

    collector_code: str
    name: str
    active: bool
    source: str
    soas: int
    amount_due_minor: int
    collectors: tuple[str, ...]


def list_codes(conn: Connection) -> list[Code]:
    """All codes, those without SOAs or collectors too."""
    sums = {
        row.collector_code: (row.soas, int(row.due or 0))
        for row in conn.execute(
            select(soa.c.collector_code, func.count().label("soas"), func.sum(soa.c.amount_due_minor).label("due"))
            .where(soa.c.status == ACTIVE)
            .group_by(soa.c.collector_code)
        )
    }
    people = _people(conn)
    rows = conn.execute(select(collector_code).order_by(collector_code.c.collector_code))
    return [
        Code(
            row.collector_code,
            row.name,
            row.active,
            row.source,
            *sums.get(row.collector_code, (0, 0)),
            tuple(people.get(row.collector_code, ())),
        )
        for row in rows
    ]


def unknown_codes(conn: Connection, codes: Iterable[str]) -> list[str]:
    """Those of the codes that nobody has named yet."""
    wanted = sorted(set(codes))
    known = conn.execute(select(collector_code.c.collector_code).where(collector_code.c.collector_code.in_(wanted)))
    return sorted(set(wanted) - set(known.scalars()))


def add_code(conn: Connection, code: str, name: str) -> bool:
    """Adds a code of the office's own; False when there is one already."""
    if not unknown_codes(conn, [code]):
        return False
    conn.execute(insert(collector_code).values(collector_code=code, name=name, active=True, source=FROM_OFFICE))
    return True


def rename_code(conn: Connection, code: str, name: str) -> bool:
    """Gives a code another name; False when there is no such code."""
    return _change(conn, code, name=name)


def set_active(conn: Connection, code: str, active: bool) -> bool:
    """Retires a code or takes it up again; its SOAs stay where they are. False when there is no such code."""
    return _change(conn, code, active=active)


def _change(conn: Connection, code: str, **values: object) -> bool:
    changed = conn.execute(update(collector_code).where(collector_code.c.collector_code == code).values(values))
    return changed.rowcount == 1


def _people(conn: Connection) -> dict[str, list[str]]:
    people: defaultdict[str, list[str]] = defaultdict(list)
    assigned = (
        select(collector_assignment)
        .join(collector)
        .where(collector.c.active.is_(True))
        .order_by(collector_assignment.c.login)
    )
    for row in conn.execute(assigned):
        people[row.collector_code].append(row.login)
    return people
