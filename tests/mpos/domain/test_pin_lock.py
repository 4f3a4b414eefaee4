from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from mpos.domain.pin_lock import (
    FREE_TRIES,
    LONGEST_WAIT,
    MOST_TRIES,
    PinTries,
    after_wrong_pin,
    as_of,
    is_locked,
)
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


moments = st.timedeltas(timedelta(days=-3650), timedelta(days=3650)).map(lambda by: NOON + by)


@given(st.integers(FREE_TRIES, 30), moments)
def test_a_lock_never_holds_longer_than_its_own_wait_whatever_the_clock_said_before(
    failures: int, now: datetime
) -> None:
    tries = as_of(after(failures), now)
    assert not is_locked(tries, now + wait(failures))
    assert as_of(tries, now) == tries


@given(st.integers(FREE_TRIES, 30), st.timedeltas(timedelta(0), timedelta(days=3650)))
def test_setting_the_clock_back_ends_no_lock_early(failures: int, back: timedelta) -> None:
    just_before = wait(failures) - timedelta(seconds=1)
    assert is_locked(as_of(after(failures), NOON - back), NOON - back + just_before)


@given(st.lists(moments, max_size=200))
def test_no_clock_gives_a_guesser_more_tries_than_there_are(clock: list[datetime]) -> None:
    tries, looked_at = PinTries(), 0
    for now in clock:
        tries = as_of(tries, now)
        if not tries.is_spent and not is_locked(tries, now):
            tries, looked_at = after_wrong_pin(tries, now), looked_at + 1
    assert looked_at <= MOST_TRIES


def test_guessing_all_day_gets_a_few_tries_and_no_more() -> None:
    now, tries, looked_at = NOON, PinTries(), 0
    while now < NOON + timedelta(days=7):
        tries = after_wrong_pin(tries, now)
        looked_at += 1
        now = max(now, tries.locked_until or now)
    assert looked_at < 30
