"""How long a posting without an answer rests before it is sent again."""

from collections.abc import Callable
from datetime import timedelta

FIRST_PAUSE_S = 1
MAX_PAUSE_S = 300
"""As long as the daemon's usual round: longer would only keep money out of PSCloud."""
LEAST_SHARE = 2
"""At least a half of the pause is kept, the rest is left to chance, so that postings do not come all at once."""


def pause_after(attempts: int, chance: Callable[[], float]) -> timedelta:
    """The pause after so many tries, at least one; `chance` gives numbers from 0 up to 1."""
    longest_s = min(FIRST_PAUSE_S * 2 ** min(attempts - 1, 20), MAX_PAUSE_S)
    return timedelta(seconds=longest_s / LEAST_SHARE * (1 + chance()))
