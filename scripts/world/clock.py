"""A clock that stands still until it is moved."""

from datetime import date, datetime, time, timedelta

from mpos.contract.clock import DEFAULT_TIMEZONE, zone_named

FIRST_DAY = date(2026, 11, 29)
"""Two days before the first of a month, when PSCloud charges penalties."""


class WorldClock:
    """Stands at an instant, in the zone of the business; whoever sleeps by it moves it."""

    def __init__(self, day: date, at: time = time(8)) -> None:
        self._now = datetime.combine(day, at, zone_named(DEFAULT_TIMEZONE))
        self.slept_s = 0.0

    @classmethod
    def at_the_beginning(cls) -> "WorldClock":
        """Where every simulation begins."""
        return cls(FIRST_DAY)

    def now(self) -> datetime:
        """The instant at which it stands."""
        return self._now

    def advance(self, by: timedelta) -> None:
        """Moves it, forwards or back."""
        self._now += by

    def set_to(self, day: date, at: time = time(8)) -> None:
        """Moves it to a time of a day."""
        self._now = datetime.combine(day, at, self._now.tzinfo)

    def sleep(self, seconds: float) -> None:
        """Sleeping takes no time here but the clock's."""
        self.slept_s += seconds
        self.advance(timedelta(seconds=seconds))
