"""Being stopped from outside, in a way that leaves time to clean up."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Stopped(Exception):
    """Stopped by Ctrl-C or a signal; nothing is left running."""

    def __init__(self, number: int) -> None:
        super().__init__("Stopped. Nothing is left running.")
        self.exit_code = 128 + number


class _Door:
    is_shut = False
    waiting: int | None = None


_door = _Door()


def stop_in_order() -> None:
    """From now on the first such signal raises Stopped, and those after it must not interrupt the cleaning up."""
    for number in SIGNALS:
        signal.signal(number, _stop)


@contextmanager
def undivided() -> Iterator[None]:
    """A signal that comes during this block raises Stopped at its end.

    For what is short and would leave something behind: a process that was started, but is not known yet.
    """
    _door.is_shut = True
    try:
        yield
    finally:
        _door.is_shut = False
        if _door.waiting is not None:
            number, _door.waiting = _door.waiting, None
            raise Stopped(number)


def _stop(number: int, _frame: FrameType | None) -> None:
    for each in SIGNALS:
        signal.signal(each, signal.SIG_IGN)
    if _door.is_shut:
        _door.waiting = number
    else:
        raise Stopped(number)
