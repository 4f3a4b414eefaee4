"""Wrong PINs: five in a row lock a login for a minute, and each further one doubles the wait up to a day. After
twenty only the office lets it in again.

The rule runs on the device and needs no network, by a clock that may be wrong, or set by whoever is guessing. A lock
that ends later than its own wait from now was made when the clock was ahead, and begins anew: setting the clock back
gains no try and keeps nobody out for years. Setting it forward ends a wait early; the twenty it does not raise.
"""

from mpos.light.datetime import datetime, timedelta
from mpos.light.typing import NamedTuple

FREE_TRIES = 5
MOST_TRIES = 20
"""Nobody comes here within five days by the rule; with four digits it is one guess in five hundred."""
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(days=1)


class PinTries(NamedTuple):
    """Wrong PINs in a row, and until when the login is locked."""

    failures: int = 0
    locked_until: datetime | None = None

    @property
    def is_spent(self) -> bool:
        """Whether no PIN is looked at on this device any more."""
        return self.failures >= MOST_TRIES


def is_locked(tries: PinTries, now: datetime) -> bool:
    """Whether no PIN is looked at now."""
    return tries.locked_until is not None and now < tries.locked_until


def as_of(tries: PinTries, now: datetime) -> PinTries:
    """The same tries, their lock no longer than its own wait from now."""
    if tries.locked_until is None:
        return tries
    return PinTries(tries.failures, min(tries.locked_until, now + _wait_after(tries.failures)))


def after_wrong_pin(tries: PinTries, now: datetime) -> PinTries:
    """The state after one more wrong PIN."""
    failures = tries.failures + 1
    return PinTries(failures, now + _wait_after(failures) if failures >= FREE_TRIES else None)


def _wait_after(failures: int) -> timedelta:
    doublings = min(max(failures - FREE_TRIES, 0), 20)
    return min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT)
