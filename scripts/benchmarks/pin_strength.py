"""How long a PIN stands up to whoever has taken its hash out of a handheld and guesses away from it.

Assumed: every PIN of that length is as likely as any other, all of them are tried, and each guess costs one core of a
machine like this one what it costs here. Half of that time is the average. No lock counts: there is nobody to lock.
"""

import argparse
import time
from collections.abc import Callable

from bridge.hashing import hash_secret, matches

DIGITS = (4, 5, 6, 7)
RIG_CORES = 1_000
GUESSES = 10
_UNITS = (("years", 365 * 86_400), ("days", 86_400), ("hours", 3_600), ("minutes", 60))


def main() -> None:
    """Prints the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--guesses", type=int, default=GUESSES, help="how many are timed")
    guesses = parser.parse_args().guesses
    encoded = hash_secret("0000")
    waited_s = _seconds_each(time.perf_counter, encoded, guesses)
    core_s = _seconds_each(time.process_time, encoded, guesses)
    print(f"Parameters {encoded.split('$', 4)[3]}: a login waits {waited_s:.2f} s here, of one core {core_s:.2f} s.\n")
    print(f"| digits | all PINs, one core | all PINs, {RIG_CORES:,} cores |")
    print("| ---: | ---: | ---: |")
    for digits in DIGITS:
        one_core_s = 10**digits * core_s
        print(f"| {digits} | {_in_words(one_core_s)} | {_in_words(one_core_s / RIG_CORES)} |")


def _seconds_each(clock: Callable[[], float], encoded: str, guesses: int) -> float:
    begun_s = clock()
    for guess in range(guesses):
        assert not matches(encoded, f"{guess + 1:04}")
    return (clock() - begun_s) / guesses


def _in_words(seconds: float) -> str:
    for name, length in _UNITS:
        if seconds >= 2 * length:
            return f"{seconds / length:,.0f} {name}"
    return f"{seconds:.0f} seconds"


if __name__ == "__main__":
    main()
