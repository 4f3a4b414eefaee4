"""Being stopped from outside, in a way that leaves time to clean up."""

import signal
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(Exception):
    """Stopped by Ctrl-C or a signal; nothing is left running."""

    def __init__(self, number: int) -> None:
        super().__init__("Stopped. Nothing is left running.")
        self.exit_code = 128 + number


def stop_in_order() -> None:
    """From now on the first such signal raises Stopped, and those after it must not interrupt the cleaning up."""
    for number in SIGNALS:
        signal.signal(number, _stop)


def _stop(number: int, _frame: FrameType | None) -> None:
    for each in SIGNALS:
        signal.signal(each, signal.SIG_IGN)
    raise Stopped(number)
