"""Collector codes: the areas that SOAs belong to, collectors work under and terminals may be kept to."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import Row, insert, select, update

from .branch_scope import Branches, branch_within
from .engine import Connection
from .schema import collector_code
from .serving import Serving, read_serving
from .soa_totals import Sum, sums_by_code, sums_of

FROM_PSCLOUD, FROM_OFFICE = "pscloud", "office"
MAX_CODE, MAX_NAME = 60, 120
_NOTHING = Sum(0, 0)


class Code(NamedTuple):
    """A code with what is in it at present; the amount is PSCloud's, in minor units.

    `collectors` are the active ones who work under it, `terminals` those that are served it.
    """

    collector_code: str
    name: str
    area: str
    branch: str
    active: bool
    source: str
    soas: int
    amount_due_minor: int
    collectors: tuple[str, ...]
    terminals: tuple[str, ...]


class Named(NamedTuple):
    """A code by its name only: what a choice is made of."""

    collector_code: str
    name: str
    active: bool


def named_codes(conn: Connection, branches: Branches = None) -> list[Named]:
    """All codes of the branches, by code."""
    columns = select(*(collector_code.c[name] for name in Named._fields))
    within = branch_within(collector_code.c.branch, branches)
    return [Named(*row) for row in conn.execute(columns.where(within).order_by(collector_code.c.collector_code))]


def list_codes(conn: Connection, branches: Branches = None) -> list[Code]:
    """All codes of the branches, those without SOAs or collectors too."""
    within = branch_within(collector_code.c.branch, branches)
    rows = conn.execute(select(collector_code).where(within).order_by(collector_code.c.collector_code)).all()
    return _with_contents(rows, sums_by_code(conn), read_serving(conn))


def find_code(conn: Connection, code: str) -> Code | None:
    """One code."""
    rows = conn.execute(select(collector_code).where(collector_code.c.collector_code == code)).all()
    return next(iter(_with_contents(rows, sums_of(conn, [code]), read_serving(conn))), None)


def unknown_codes(conn: Connection, codes: Iterable[str]) -> list[str]:
    """Those of the codes that nobody has named yet."""
    wanted = sorted(set(codes))
    known = conn.execute(select(collector_code.c.collector_code).where(collector_code.c.collector_code.in_(wanted)))
    return sorted(set(wanted) - set(known.scalars()))


def retired_codes(conn: Connection, codes: Iterable[str]) -> list[str]:
    """Those of the codes that are retired."""
    retired = collector_code.c.active.is_(False) & collector_code.c.collector_code.in_(sorted(set(codes)))
    return sorted(conn.execute(select(collector_code.c.collector_code).where(retired)).scalars())


def add_code(conn: Connection, code: str, name: str, area: str = "", branch: str = "") -> bool:
    """Adds a code of the office's own; False when there is one already."""
    if not unknown_codes(conn, [code]):
        return False
    values = {"collector_code": code, "name": name, "area": area, "branch": branch}
    conn.execute(insert(collector_code).values(active=True, source=FROM_OFFICE, **values))
    return True


def change_code(conn: Connection, code: str, name: str, area: str, branch: str) -> bool:
    """Gives a code another name, area and branch; False when there is no such code."""
    return _change(conn, code, name=name, area=area, branch=branch)


def set_active(conn: Connection, code: str, active: bool) -> bool:
    """Retires a code or takes it up again; its SOAs stay where they are. False when there is no such code."""
    return _change(conn, code, active=active)


def _change(conn: Connection, code: str, **values: object) -> bool:
    changed = conn.execute(update(collector_code).where(collector_code.c.collector_code == code).values(values))
    return changed.rowcount == 1


def _with_contents(rows: Iterable[Row[*tuple[Any, ...]]], sums: Mapping[str, Sum], serving: Serving) -> list[Code]:
    people, devices = serving.collectors_by_code(), serving.terminals_by_code()
    return [
        Code(
            *(row.collector_code, row.name, row.area, row.branch, bool(row.active), row.source),
            *sums.get(row.collector_code, _NOTHING),
            people.get(row.collector_code, ()),
            devices.get(row.collector_code, ()),
        )
        for row in rows
    ]
