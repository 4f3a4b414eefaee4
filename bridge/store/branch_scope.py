"""What a user of certain branches may see: a row by its collector code, whose branch counts; a SOA by its own."""

from collections.abc import Collection

from sqlalchemy import ColumnElement, Select, select, true

from .engine import Connection
from .schema import collector_assignment, collector_code, terminal_code, terminal_collector

Branches = Collection[str] | None
"""The only branches that somebody sees; None for all."""


def code_within(code: ColumnElement[str], branches: Branches) -> ColumnElement[bool]:
    """Whether this collector code belongs to one of the branches."""
    return true() if branches is None else code.in_(_codes_of(branches))


def branch_within(branch: ColumnElement[str], branches: Branches) -> ColumnElement[bool]:
    """Whether this is one of the branches."""
    return true() if branches is None else branch.in_(sorted(branches))


def terminal_within(terminal_id: ColumnElement[str], branches: Branches) -> ColumnElement[bool]:
    """Whether a terminal is kept to a code of the branches, or one of its collectors works under one."""
    if branches is None:
        return true()
    codes = _codes_of(branches)
    kept = select(terminal_code.c.terminal_id).where(terminal_code.c.collector_code.in_(codes))
    worked = select(terminal_collector.c.terminal_id).join(
        collector_assignment, collector_assignment.c.login == terminal_collector.c.login
    )
    return terminal_id.in_(kept) | terminal_id.in_(worked.where(collector_assignment.c.collector_code.in_(codes)))


def codes_of(conn: Connection, branches: Branches) -> set[str] | None:
    """The codes of these branches; None for all."""
    return None if branches is None else set(conn.execute(_codes_of(branches)).scalars())


def _codes_of(branches: Collection[str]) -> Select[str]:
    return select(collector_code.c.collector_code).where(collector_code.c.branch.in_(sorted(branches)))
