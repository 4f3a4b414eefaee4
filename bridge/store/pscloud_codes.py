"""Collector codes as they come from PSCloud, beside those that the office has added."""

from collections.abc import Iterable
from typing import Protocol

from sqlalchemy import insert, select, update

from .codes import FROM_PSCLOUD
from .engine import Connection
from .schema import collector_code, soa


class StatedCode(Protocol):
    """A code as PSCloud states it."""

    @property
    def collector_code(self) -> str: ...
    @property
    def name(self) -> str: ...
    @property
    def area(self) -> str: ...
    @property
    def branch(self) -> str: ...
    @property
    def active(self) -> bool: ...


def keep_codes(conn: Connection, stated: Iterable[StatedCode]) -> None:
    """Takes over PSCloud's codes. What the office has named or retired by its own will stays so."""
    known = {row.collector_code: row for row in conn.execute(select(collector_code))}
    for code in stated:
        values: dict[str, str | bool] = {"source": FROM_PSCLOUD}
        row = known.get(code.collector_code)
        if row is None:
            values |= {"name": code.name, "area": code.area, "branch": code.branch, "active": code.active}
            conn.execute(insert(collector_code).values(collector_code=code.collector_code, **values))
            continue
        name = code.name if row.name == code.collector_code else row.name
        # What PSCloud leaves out says nothing against what the office has put there.
        values |= {"area": code.area or row.area, "branch": code.branch or row.branch}
        values |= {"name": name, "active": bool(row.active) and code.active}
        conn.execute(
            update(collector_code).where(collector_code.c.collector_code == code.collector_code).values(values)
        )


def keep_codes_in_use(conn: Connection) -> None:
    """Adds codes that SOAs name and /collectors did not, so that nobody's SOAs are out of sight."""
    known = select(collector_code.c.collector_code)
    unlisted = select(soa.c.collector_code).where(soa.c.collector_code.not_in(known), soa.c.collector_code != "")
    for code in list(conn.execute(unlisted.distinct()).scalars()):
        conn.execute(insert(collector_code).values(collector_code=code, name=code, active=True, source=FROM_PSCLOUD))
