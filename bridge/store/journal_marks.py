"""How far the journals have been looked through: one row a terminal; and where each journal ends by now."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, func, insert, select, update

from mpos.contract.journal import Entry

from .engine import Connection
from .schema import journal, setting, terminal

_PREFIX = "looked_through:"


def kept_marks(conn: Connection) -> dict[str, Any]:
    """What was kept of each terminal's journal."""
    rows = conn.execute(select(setting).where(setting.c.key.startswith(_PREFIX, autoescape=True)))
    return {row.key.removeprefix(_PREFIX): row.value for row in rows}


def keep_marks(conn: Connection, marks: Mapping[str, Any]) -> None:
    """Keeps how far these terminals' journals are looked through."""
    for terminal_id, mark in marks.items():
        key = _PREFIX + terminal_id
        if conn.execute(update(setting).where(setting.c.key == key).values(value=mark)).rowcount == 0:
            conn.execute(insert(setting).values(key=key, value=mark))


def newest_places(conn: Connection) -> dict[str, tuple[int, int]]:
    """Epoch and seq of the last entry of each terminal's newest epoch: a look or two at an index for each."""
    statement = select(terminal.c.terminal_id, _last_of("epoch"), _last_of("seq"))
    return {terminal_id: (epoch, seq) for terminal_id, epoch, seq in conn.execute(statement) if epoch is not None}


def last_seqs(conn: Connection, terminal_id: str) -> dict[int, int]:
    """The last seq of each epoch of one terminal's journal."""
    found: dict[int, int] = {}
    epoch = 0
    while True:
        later = select(func.min(journal.c.epoch)).where(journal.c.terminal_id == terminal_id, journal.c.epoch > epoch)
        epoch = conn.execute(later).scalar_one()
        if epoch is None:
            return found
        mine = (journal.c.terminal_id == terminal_id) & (journal.c.epoch == epoch)
        found[epoch] = conn.execute(select(func.max(journal.c.seq)).where(mine)).scalar_one()


def entries_behind(conn: Connection, terminal_id: str, epoch: int, seq: int, limit: int) -> list[Entry]:
    """The next entries of an epoch behind this seq."""
    columns = select(*(journal.c[name] for name in Entry._fields))
    mine = columns.where(journal.c.terminal_id == terminal_id, journal.c.epoch == epoch, journal.c.seq > seq)
    return [Entry(*row) for row in conn.execute(mine.order_by(journal.c.seq).limit(limit))]


def _last_of(column: str) -> Any:
    newest: Select[Any] = select(journal.c[column]).where(journal.c.terminal_id == terminal.c.terminal_id)
    in_order = newest.order_by(journal.c.epoch.desc(), journal.c.seq.desc()).limit(1)
    return in_order.correlate(terminal).scalar_subquery()
