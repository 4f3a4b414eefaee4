"""However a printer dies or hangs, the silences of one slip stay under five seconds: counted on a clock of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printers.transport import channel, send, sending, status

HELD_AT_MOST_S = 5.0
SLIP = b"COLLECTION RECEIPT 000123\n" * 100
READY = b"\x12"
QUESTION_BYTES = 3
NOISE_S = 0.06
"""Whoever listens for less than this, listens for noise."""


class Hung:
    """A printer that stops at some point for good. Whoever waits for it spends the time that he said he would."""

    answers = True

    def __init__(self, connects_after: float, takes: int, keeps_unsent: int, answers: int) -> None:
        self.now_s = 0.0
        self._connects_after = connects_after
        self._takes = takes
        self._unsent = keeps_unsent
        self._answers = answers

    def connect(self, timeout_s: float) -> "Hung":
        self.now_s += self._connects_after * timeout_s
        return self

    def write(self, piece: bytes, timeout_s: float) -> int:
        if len(piece) == QUESTION_BYTES:
            return len(piece)
        taken = min(len(piece), self._takes)
        self._takes -= taken
        self.now_s += 0 if taken else timeout_s
        return taken

    def read(self, timeout_s: float) -> bytes:
        if timeout_s > NOISE_S and self._answers > 0:
            self._answers -= 1
            return READY
        self.now_s += timeout_s
        return b""

    def unsent(self) -> int:
        return self._unsent

    def discard_input(self) -> None: ...

    def discard_unsent(self) -> None: ...

    def close(self) -> None: ...

    def sleep(self, pause_s: float) -> None:
        self.now_s += pause_s


HUNG = st.builds(
    Hung,
    connects_after=st.floats(0, 1),
    takes=st.sampled_from([0, 1, 700, len(SLIP)]),
    keeps_unsent=st.sampled_from([0, 40]),
    answers=st.integers(0, 8),
)


@given(hung=HUNG)
def test_sending_to_a_dead_or_hung_printer_is_over_in_time(hung: Hung) -> None:
    with _clock_of(hung):
        send(hung, SLIP)
    assert hung.now_s < HELD_AT_MOST_S


@given(hung=HUNG)
def test_asking_a_dead_or_hung_printer_is_over_in_time(hung: Hung) -> None:
    with _clock_of(hung):
        status(hung)
    assert hung.now_s < HELD_AT_MOST_S


@contextmanager
def _clock_of(hung: Hung) -> Iterator[None]:
    """The printer's clock in the place of the machine's."""
    clock = SimpleNamespace(monotonic=lambda: hung.now_s, sleep=hung.sleep)
    with pytest.MonkeyPatch.context() as patched:
        for module in (channel, sending):
            patched.setattr(module, "time", clock)
        yield
