"""Wrong PINs: five in a row lock a login for a minute, and each further one doubles the wait up to a day.

The rule runs on the device and needs no network. A clock that is set back keeps the lock.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

FREE_TRIES = 5
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(days=1)


class PinTries(NamedTuple):
    """Wrong PINs in a row, and until when the login is locked."""

    failures: int = 0
    locked_until: datetime | None = None


def is_locked(tries: PinTries, now: datetime) -> bool:
    """Whether no PIN is looked at now."""
    return tries.locked_until is not None and now < tries.locked_until


def after_wrong_pin(tries: PinTries, now: datetime) -> PinTries:
    """The state after one more wrong PIN."""
    failures = tries.failures + 1
    if failures < FREE_TRIES:
        return PinTries(failures)
    doublings = min(failures - FREE_TRIES, 20)
    return PinTries(failures, now + min(FIRST_WAIT * 2**doublings, LONGEST_WAIT))
