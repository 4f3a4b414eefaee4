"""Clocks that tests move."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta, tzinfo

from mpos.contract.clock import told_in, zone_named

MANILA = zone_named("Asia/Manila")


class MovableClock:
    """Stands still until it is moved, forwards or back; what waits on it moves it."""

    def __init__(self, at: datetime) -> None:
        self._now = at

    def now(self) -> datetime:
        return self._now

    def move(self, **by: float) -> None:
        self._now += timedelta(**by)

    def sleep(self, seconds: float) -> None:
        self.move(seconds=seconds)


class ClockAbroad(MovableClock):
    """Another's clock, told in a zone, and wrong by `wrong_by`: it stands and moves with the other."""

    def __init__(self, other: MovableClock, zone: tzinfo, wrong_by: timedelta = timedelta(0)) -> None:
        super().__init__(other.now())
        self._other = other
        self._zone = zone
        self.wrong_by = wrong_by

    def now(self) -> datetime:
        return told_in(self._zone, self._other.now().astimezone(UTC) + self.wrong_by)

    def move(self, **by: float) -> None:
        self._other.move(**by)


class RestlessClock(MovableClock):
    """Goes on by itself each time it is looked at, or jumps: `steps` says where to."""

    def __init__(self, at: datetime, step: Callable[[datetime], datetime]) -> None:
        super().__init__(at)
        self._step = step

    def now(self) -> datetime:
        shown = super().now()
        self._now = self._step(shown)
        return shown
