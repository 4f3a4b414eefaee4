"""One works, the others say so; and a turn ends with the process that had it."""

import multiprocessing
from datetime import datetime
from multiprocessing.synchronize import Event
from pathlib import Path

import pytest

from bridge.turn import TurnTaken, work_turn
from tests.clocks import MANILA, MovableClock

CLOCK = MovableClock(datetime(2026, 10, 15, 9, 0, tzinfo=MANILA))
DEADLINE_S = 30


def hold(home: Path, has_it: Event) -> None:
    with work_turn(home, CLOCK, 0, lambda _: None):
        has_it.set()
        multiprocessing.Event().wait()


def test_a_turn_that_is_taken_says_who_has_it(tmp_path: Path) -> None:
    told: list[str] = []
    with work_turn(tmp_path, CLOCK, 0, told.append):
        second = work_turn(tmp_path, CLOCK, 0.2, told.append)
        with pytest.raises(TurnTaken, match=r"process \d+ since 2026-10-15T09:00:00"), second:
            pass
        assert len(told) == 1
    with work_turn(tmp_path, CLOCK, 0, told.append):
        assert len(told) == 1


def test_a_turn_ends_with_the_process_that_had_it(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    has_it = spawn.Event()
    other = spawn.Process(target=hold, args=(tmp_path, has_it))
    other.start()
    assert has_it.wait(DEADLINE_S)
    with pytest.raises(TurnTaken), work_turn(tmp_path, CLOCK, 0, lambda _: None):
        pass
    other.kill()
    other.join(DEADLINE_S)
    with work_turn(tmp_path, CLOCK, 0, lambda _: None):
        pass
