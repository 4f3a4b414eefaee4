"""What sending and asking need of a way to a printer, whatever it is made of."""

import time

from mpos.light.typing import NamedTuple, NoReturn, Protocol


class PrinterLost(Exception):
    """The printer cannot be reached or has gone away; the message is a sentence for the person in front of it."""


class Channel(Protocol):
    """An open way to one printer. Each method raises PrinterLost once the way is gone."""

    @property
    def answers(self) -> bool:
        """Whether asking makes sense: False for what only stores bytes, like a file."""

    def write(self, piece: bytes, timeout_s: float) -> int:
        """How many of the bytes were taken; 0 when none could be handed over in time."""

    def read(self, timeout_s: float) -> bytes:
        """What the printer has said by then, as soon as it says anything; empty when it stays silent."""

    def unsent(self) -> int:
        """Bytes taken but known to be on their way still."""

    def discard_input(self) -> None:
        """Forgets what the printer said before it was asked."""

    def discard_unsent(self) -> None:
        """Takes back what has not left yet, so that it isn't printed minutes later."""

    def close(self) -> None:
        """Ends the connection without waiting for anything; never raises."""


class Transport(Protocol):
    """Where a printer is. Nothing is opened before `connect`."""

    def connect(self, timeout_s: float) -> Channel:
        """Opens the way. Raises PrinterLost when that fails or takes longer than `timeout_s`."""


class NoPrinter(NamedTuple):
    """A terminal without a printer: each slip fails at once, and waits."""

    def connect(self, timeout_s: float) -> NoReturn:  # noqa: ARG002 - the protocol's signature
        raise PrinterLost("No printer is set up.")


class Patience:
    """A time limit that each sign of life renews, but not for ever: `at_most_s` after its beginning it ends."""

    def __init__(self, limit_s: float, at_most_s: float = float("inf")) -> None:
        self._limit_s = limit_s
        self._last_s = time.monotonic() + at_most_s
        self.renew()

    def renew(self) -> None:
        self._ends_s = min(time.monotonic() + self._limit_s, self._last_s)

    @property
    def left_s(self) -> float:
        return max(0.0, self._ends_s - time.monotonic())

    @property
    def over(self) -> bool:
        return self.left_s == 0.0
