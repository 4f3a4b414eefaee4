from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bridge.reconcile.genuine import DAYS_AHEAD, DAYS_BACK
from bridge.web.pages.pace import AT_ONCE, EVERY, Pace
from mpos.contract.check_code import PROOF_LETTERS
from tests.bridge.office_core import NINE


def test_after_a_pause_some_go_at_once_and_then_one_at_a_time() -> None:
    pace = Pace()
    assert [pace.take(NINE) for _ in range(AT_ONCE + 2)] == [0] * AT_ONCE + [1, 1]
    assert pace.take(NINE + EVERY) == 0
    assert pace.take(NINE + EVERY) == 1


@given(st.lists(st.integers(0, 3_000), max_size=200))
def test_whenever_they_come_no_more_are_granted_than_the_pace_says(pauses_ms: list[int]) -> None:
    pace, now, granted = Pace(), NINE, 0
    for pause in pauses_ms:
        now += timedelta(milliseconds=pause)
        granted += pace.take(now) == 0
    assert granted <= AT_ONCE + (now - NINE) / EVERY


def test_a_clock_that_goes_back_keeps_nobody_waiting_for_the_time_it_lost() -> None:
    pace = Pace()
    for _ in range(AT_ONCE):
        pace.take(NINE)
    earlier = NINE - timedelta(days=365)
    assert pace.take(earlier) == 1
    assert pace.take(earlier + EVERY) == 0


def test_guessing_a_check_code_takes_decades() -> None:
    tries_a_year = timedelta(days=365) / EVERY
    assert tries_a_year * (DAYS_BACK + DAYS_AHEAD + 1) / 32**PROOF_LETTERS < 1 / 40
