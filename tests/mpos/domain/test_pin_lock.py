from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from mpos.domain.pin_lock import FREE_TRIES, LONGEST_WAIT, PinTries, after_wrong_pin, is_locked
from tests.mpos.contract.records import MANILA

NOON = datetime(2026, 1, 5, 12, tzinfo=MANILA)


def after(wrong_pins: int, now: datetime = NOON) -> PinTries:
    tries = PinTries()
    for _ in range(wrong_pins):
        tries = after_wrong_pin(tries, now)
    return tries


def wait(wrong_pins: int) -> timedelta:
    until = after(wrong_pins).locked_until
    return until - NOON if until else timedelta(0)


def test_four_wrong_pins_lock_nothing() -> None:
    assert not is_locked(PinTries(), NOON)
    assert not any(is_locked(after(failures), NOON) for failures in range(FREE_TRIES))


def test_the_fifth_locks_for_a_minute_and_not_longer() -> None:
    tries = after(FREE_TRIES)
    assert is_locked(tries, NOON + timedelta(seconds=59))
    assert not is_locked(tries, NOON + timedelta(minutes=1))


def test_each_further_one_doubles_the_wait_up_to_a_day() -> None:
    minutes = [wait(failures) // timedelta(minutes=1) for failures in range(5, 17)]
    assert minutes == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 24 * 60]


@given(st.integers(FREE_TRIES, 3_000))
def test_the_wait_never_shrinks_and_never_exceeds_a_day(failures: int) -> None:
    tries = after_wrong_pin(PinTries(failures), NOON)
    assert tries.locked_until
    assert wait(FREE_TRIES) < tries.locked_until - NOON <= LONGEST_WAIT
    assert tries.failures == failures + 1


@given(st.integers(FREE_TRIES, 20), st.timedeltas(timedelta(0), timedelta(days=3650)))
def test_a_clock_that_is_set_back_keeps_the_lock(failures: int, back: timedelta) -> None:
    assert is_locked(after(failures), NOON - back)


def test_guessing_all_day_gets_a_few_tries_and_no_more() -> None:
    now, tries, looked_at = NOON, PinTries(), 0
    while now < NOON + timedelta(days=7):
        tries = after_wrong_pin(tries, now)
        looked_at += 1
        now = max(now, tries.locked_until or now)
    assert looked_at < 30
