"""How often something may be tried, by all who ask together: a guesser with many addresses is one guesser."""

from datetime import UTC, datetime, timedelta
from math import ceil
from threading import Lock

EVERY = timedelta(milliseconds=500)
AT_ONCE = 10
"""Two a second, and ten after a pause: more than an office types, and a check code of 40 bits, tried with the dates of
432 days, is guessed that way once in some forty years."""


class Pace:
    """One try every `every`, `at_once` of them after a pause. Shared by all threads of this process."""

    def __init__(self, every: timedelta = EVERY, at_once: int = AT_ONCE) -> None:
        self._every, self._at_once = every, at_once
        self._lock = Lock()
        self._free_at = datetime.min.replace(tzinfo=UTC)

    def take(self, now: datetime) -> int:
        """Takes one try; 0 when it is granted, else the seconds to wait before the next."""
        with self._lock:
            # Never more than a full queue: a clock that went back keeps nobody waiting for the time it lost.
            queue = min(max(self._free_at - now, timedelta(0)), self._at_once * self._every)
            too_long = queue + self._every - self._at_once * self._every
            granted = too_long <= timedelta(0)
            self._free_at = now + queue + (self._every if granted else timedelta(0))
        return 0 if granted else ceil(too_long / timedelta(seconds=1))
