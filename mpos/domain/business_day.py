"""The business day of a terminal: opened, counted, closed; one at a time, and never backwards.

Its date is said when it opens, not read off the clock at each payment: midnight changes nothing.
"""

from collections.abc import Iterable

from mpos.light.datetime import date, timedelta
from mpos.light.typing import NamedTuple

from .refusals import (
    ClockFarAhead,
    DayBackwards,
    DayTooFarAhead,
    RegistryClosed,
    RegistryCounted,
    RegistryNotCounted,
    RegistryOfAnother,
    RegistryOpen,
)

OPEN, COUNTED, CLOSED = "open", "counted", "closed"
MAX_DAYS_AHEAD = 31
"""A mistyped year must not lock the terminal out of all days before it, nor must a clock that is years ahead."""


class BusinessDay(NamedTuple):
    """One registry session. `opened_seq` is the journal position from which its totals count."""

    business_date: str
    state: str
    collector: str
    opened_seq: int
    opened_at: str
    change_fund_minor: int


def check_may_open(last: BusinessDay | None, business_date: date, today: date) -> None:
    """Raises RegistryOpen, DayBackwards or DayTooFarAhead unless this day may begin.

    A clock that has lost the time (a dead battery says 1970) does not keep a day from beginning that is named.
    """
    if last is not None and last.state != CLOSED:
        raise RegistryOpen(business_date=last.business_date)
    if last is not None and business_date.isoformat() <= last.business_date:
        raise DayBackwards(business_date=business_date, last_date=last.business_date)
    reached = max(today, date.fromisoformat(last.business_date)) if last is not None else today
    if business_date > reached + timedelta(days=MAX_DAYS_AHEAD):
        raise DayTooFarAhead(business_date=business_date, days=MAX_DAYS_AHEAD)


def check_clock(today: date, known: Iterable[date]) -> None:
    """Raises ClockFarAhead when the clock's date is far later than every day that this device knows to have come.

    A day once begun can't be taken back: before the clock alone decides on one, a person is to look.
    """
    last_date = max(known, default=today)
    if today > last_date + timedelta(days=MAX_DAYS_AHEAD):
        raise ClockFarAhead(today=today, days=(today - last_date).days, last_date=last_date)


def check_may_collect(last: BusinessDay | None, collector: str) -> BusinessDay:
    """The day that is open for this collector; raises RegistryClosed, RegistryCounted or RegistryOfAnother."""
    day = check_not_closed(last)
    if day.state == COUNTED:
        raise RegistryCounted(business_date=day.business_date)
    if day.collector != collector:
        raise RegistryOfAnother(business_date=day.business_date, collector=day.collector)
    return day


def check_not_closed(last: BusinessDay | None) -> BusinessDay:
    """The day that has begun and has no Z-reading yet; raises RegistryClosed."""
    if last is None or last.state == CLOSED:
        raise RegistryClosed
    return last


def check_counted(last: BusinessDay | None) -> BusinessDay:
    """The day whose cash is counted; raises RegistryClosed or RegistryNotCounted."""
    day = check_not_closed(last)
    if day.state != COUNTED:
        raise RegistryNotCounted(business_date=day.business_date)
    return day
