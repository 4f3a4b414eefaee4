"""How the daemon's rounds with PSCloud go: when the last one began, whether it ended, and whether PSCloud answered."""

from datetime import datetime, timedelta
from threading import Lock
from typing import NamedTuple

LONGEST_ROUND = timedelta(hours=2)
"""Ten minutes of posting, and a first download of a very large office on a slow line. Longer, and it hangs."""


class LastRound(NamedTuple):
    """The last round of this process; None for what has not been yet. `reached` tells whether PSCloud answered."""

    began_at: datetime | None = None
    ended_at: datetime | None = None
    reached: bool | None = None

    def is_stuck(self, now: datetime) -> bool:
        """Whether it should have ended long ago. One that began in the future began when our clock was ahead."""
        is_under_way = self.began_at is not None and self.ended_at is None
        return is_under_way and self.began_at is not None and now - self.began_at > LONGEST_ROUND


class Rounds:
    """Where the thread that goes round notes it, and others look."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._last = LastRound()

    @property
    def last(self) -> LastRound:
        """The last round."""
        with self._lock:
            return self._last

    def begin(self, now: datetime) -> None:
        """A round begins."""
        with self._lock:
            self._last = LastRound(now, None, self._last.reached)

    def end(self, now: datetime, reached: bool | None) -> None:
        """It ended; `reached` None when it did not come to asking PSCloud."""
        with self._lock:
            self._last = self._last._replace(ended_at=now, reached=self._last.reached if reached is None else reached)
