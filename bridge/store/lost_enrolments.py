"""Numbers and series that an office gave out after the backup it was brought back from.

It knows nothing of them, and a number that is given out twice makes receipts of two terminals look like one. So an
office that was brought back leaves out as many as it can't have given out since.
"""

from sqlalchemy import delete, func, insert, select

from .engine import Connection
from .schema import setting, terminal

LEFT_OUT = 1_000
"""Terminals that are enrolled between two backups at most: an office of 5,000 collectors gets fewer in a month."""
_KEY = "enrolments_begin_at"


def leave_out_lost(conn: Connection) -> None:
    """From now on, terminals are numbered far behind those that are known."""
    begin = max(first_free(conn), conn.execute(select(func.count()).select_from(terminal)).scalar_one()) + LEFT_OUT
    conn.execute(delete(setting).where(setting.c.key == _KEY))
    conn.execute(insert(setting).values(key=_KEY, value=begin))


def first_free(conn: Connection) -> int:
    """How many numbers, and series of their own making, are left out at the beginning; 0 unless something was lost."""
    found = conn.execute(select(setting.c.value).where(setting.c.key == _KEY)).scalar_one_or_none()
    return 0 if found is None else int(found)
