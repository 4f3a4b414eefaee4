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
    """Adds and renames codes as PSCloud has them. One that either side retired stays so until the office revives it."""
    active = {row.collector_code: bool(row.active) for row in conn.execute(select(collector_code))}
    for code in stated:
        values = {"name": code.name, "area": code.area, "branch": code.branch, "source": FROM_PSCLOUD}
        if code.collector_code in active:
            known = update(collector_code).where(collector_code.c.collector_code == code.collector_code)
            conn.execute(known.values(active=active[code.collector_code] and code.active, **values))
        else:
            conn.execute(
                insert(collector_code).values(collector_code=code.collector_code, active=code.active, **values)
            )


def keep_codes_in_use(conn: Connection) -> None:
    """Adds codes that SOAs name and /collectors did not, so that nobody's SOAs are out of sight."""
    known = select(collector_code.c.collector_code)
    unlisted = select(soa.c.collector_code).where(soa.c.collector_code.not_in(known)).distinct()
    for code in list(conn.execute(unlisted).scalars()):
        conn.execute(insert(collector_code).values(collector_code=code, name=code, active=True, source=FROM_PSCLOUD))
