"""When lists are due: every so often, daily, weekly or monthly, at an hour of the office's zone."""

import re
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import NamedTuple

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_UNITS = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400}
LEAST_S, MOST_S = 5, 31 * 86_400
_EVERY = re.compile(r"every (?:([0-9]{1,6}) )?(second|minute|hour|day)s?")
_DAILY = re.compile(r"daily ([0-9]{2}):([0-9]{2})")
_WEEKLY = re.compile(rf"weekly ({'|'.join(DAYS)}) ([0-9]{{2}}):([0-9]{{2}})")
_MONTHLY = re.compile(r"monthly ([0-9]{1,2}) ([0-9]{2}):([0-9]{2})")


class Schedule(NamedTuple):
    """`every` when it is a distance; else the time of day, on that weekday (Monday is 0), on that day of the month (its
    last one where it is shorter), or each day.
    """

    every: timedelta | None = None
    at: time = time(0)
    weekday: int | None = None
    day: int | None = None

    def next_after(self, done: datetime, zone: tzinfo) -> datetime:
        """The first instant after `done` at which a list is due, in UTC."""
        if self.every is not None:
            return done.astimezone(UTC) + self.every
        local = done.astimezone(zone).date()
        for ahead in range(-1, 63):
            found = self._instant(local + timedelta(days=ahead), zone)
            if found is not None and found > done:
                return found
        raise ValueError("a schedule that never comes")

    def _instant(self, day: date, zone: tzinfo) -> datetime | None:
        """When it is due on that day; None when it is not. An hour that clocks skip comes when they have skipped it."""
        if self.weekday is not None and day.weekday() != self.weekday:
            return None
        if self.day is not None and day.day != min(self.day, monthrange(day.year, day.month)[1]):
            return None
        return datetime.combine(day, self.at, zone).astimezone(UTC)


def read_schedule(text: str) -> Schedule:
    """The schedule that a setting names; ValueError says how they are written."""
    words = " ".join(text.lower().split())
    if found := _EVERY.fullmatch(words):
        seconds = int(found[1] or 1) * _UNITS[found[2]]
        if LEAST_S <= seconds <= MOST_S:
            return Schedule(every=timedelta(seconds=seconds))
    if found := _DAILY.fullmatch(words):
        return Schedule(at=_time(found[1], found[2]))
    if found := _WEEKLY.fullmatch(words):
        return Schedule(at=_time(found[2], found[3]), weekday=DAYS.index(found[1]))
    if (found := _MONTHLY.fullmatch(words)) and 1 <= int(found[1]) <= 31:
        return Schedule(at=_time(found[2], found[3]), day=int(found[1]))
    raise ValueError(f"{text!r} is no schedule: every 5 minutes, daily 05:00, weekly mon 05:00 or monthly 1 05:00")


def _time(hour: str, minute: str) -> time:
    try:
        return time(int(hour), int(minute))
    except ValueError as error:
        raise ValueError(f"{hour}:{minute} is no time of day") from error
