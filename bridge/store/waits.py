"""Instants that something waits for, by a clock that may be set.

Each was at most some time ahead when it was written. One that is further ahead now was written when the office's
clock was ahead: it counts for nothing, so that a clock put right keeps nobody waiting for years, and nothing valid.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_

from mpos.contract.clock import in_utc

SET_BACK_UNNOTICED = timedelta(hours=1)
"""Clocks that are kept right swing by seconds; what was given out a moment ago must outlive that."""


def has_come(instant: ColumnElement[Any], now: datetime, longest: timedelta) -> ColumnElement[bool]:
    """Whether nothing waits for this any more; it was at most `longest` ahead when it was written."""
    return or_(instant <= in_utc(now), instant > _furthest(now, longest))


def is_to_come(instant: ColumnElement[Any], now: datetime, longest: timedelta) -> ColumnElement[bool]:
    """The opposite: what ends at this instant holds still."""
    return and_(instant > in_utc(now), instant <= _furthest(now, longest))


def _furthest(now: datetime, longest: timedelta) -> str:
    return in_utc(now + longest + SET_BACK_UNNOTICED)
