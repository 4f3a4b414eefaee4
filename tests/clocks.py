"""A clock that tests move."""

from datetime import datetime, timedelta

from mpos.contract.clock import zone_named

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
