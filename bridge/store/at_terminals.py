"""What the office knows of its terminals from what they last said, for many of them at once."""

from collections.abc import Iterable

from sqlalchemy import func, select

from .astray import payments_astray
from .batches import batches
from .branch_scope import Branches, terminal_within
from .engine import Connection
from .schema import payment, terminal
from .terminals import Terminal


def terminals_within(conn: Connection, branches: Branches) -> list[Terminal]:
    """The terminals that somebody of these branches sees, in the order of their numbers."""
    columns = (terminal.c[name] for name in Terminal._fields)
    mine = select(*columns).where(terminal_within(terminal.c.terminal_id, branches))
    rows = conn.execute(mine.order_by(func.length(terminal.c.terminal_id), terminal.c.terminal_id))
    return [Terminal(*row) for row in rows]


def is_terminal_within(conn: Connection, terminal_id: str, branches: Branches) -> bool:
    """Whether somebody of these branches sees this terminal."""
    mine = select(terminal.c.terminal_id).where(terminal_within(terminal.c.terminal_id, branches))
    return conn.execute(mine.where(terminal.c.terminal_id == terminal_id)).first() is not None


def receipts_here(conn: Connection, receipt_nos: Iterable[str]) -> set[str]:
    """Those of these receipts whose payments have come in, on a list or off it."""
    wanted = sorted(set(receipt_nos))
    found = {each.receipt_no for each in payments_astray(conn) if each.receipt_no} & set(wanted)
    for batch in batches(wanted):
        found.update(conn.execute(select(payment.c.receipt_no).where(payment.c.receipt_no.in_(batch))).scalars())
    return found
