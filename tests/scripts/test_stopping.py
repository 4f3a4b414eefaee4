"""A signal must not catch the demo between starting a process and knowing it."""

import signal
from collections.abc import Iterator

import pytest

from scripts.demo_day.stopping import SIGNALS, Stopped, stop_in_order, undivided


@pytest.fixture(autouse=True)
def handlers_are_put_back() -> Iterator[None]:
    before = {number: signal.getsignal(number) for number in SIGNALS}
    stop_in_order()
    yield
    for number, handler in before.items():
        signal.signal(number, handler)


def test_a_signal_stops_at_once() -> None:
    with pytest.raises(Stopped) as stopped:
        signal.raise_signal(signal.SIGTERM)
    assert stopped.value.exit_code == 143


def test_a_signal_waits_for_the_end_of_what_is_undivided() -> None:
    done: list[str] = []
    with pytest.raises(Stopped) as stopped:
        be_stopped_halfway(done)
    assert (stopped.value.exit_code, done) == (129, ["all of it"])


def test_a_second_signal_does_not_interrupt_the_cleaning_up() -> None:
    with pytest.raises(Stopped):
        signal.raise_signal(signal.SIGINT)
    for number in SIGNALS:
        signal.raise_signal(number)


def test_nothing_is_held_back_after_an_undivided_block() -> None:
    with undivided():
        pass
    with pytest.raises(Stopped):
        signal.raise_signal(signal.SIGINT)


def be_stopped_halfway(done: list[str]) -> None:
    with undivided():
        signal.raise_signal(signal.SIGHUP)
        done.append("all of it")
