from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mpos.contract.problems import Problem
from mpos.domain.business_day import (
    CLOSED,
    COUNTED,
    MAX_DAYS_AHEAD,
    OPEN,
    BusinessDay,
    check_clock,
    check_counted,
    check_may_collect,
    check_may_open,
    check_not_closed,
)
from mpos.domain.refusals import (
    ClockFarAhead,
    DayBackwards,
    DayTooFarAhead,
    RegistryClosed,
    RegistryCounted,
    RegistryNotCounted,
    RegistryOfAnother,
    RegistryOpen,
)

TODAY = date(2026, 1, 5)
dates = st.dates(date(2000, 1, 1), date(2100, 1, 1))


def day(state: str, business_date: date = TODAY) -> BusinessDay:
    return BusinessDay(business_date.isoformat(), state, "ana", 7, "2026-01-05T08:00:00Z", 50_000)


def test_the_first_day_of_a_device_may_begin() -> None:
    check_may_open(None, TODAY, TODAY)


@pytest.mark.parametrize("state", [OPEN, COUNTED])
def test_no_day_begins_before_the_last_has_its_z_reading(state: str) -> None:
    with pytest.raises(RegistryOpen, match="The registry of 2026-01-05 is still open"):
        check_may_open(day(state), TODAY + timedelta(days=1), TODAY)


@given(dates, dates)
def test_days_only_go_forward(last: date, next_one: date) -> None:
    if next_one > last:
        check_may_open(day(CLOSED, last), next_one, next_one)
    else:
        with pytest.raises(DayBackwards):
            check_may_open(day(CLOSED, last), next_one, next_one)


@given(dates, st.integers(-60, 60))
@example(today=TODAY, ahead=MAX_DAYS_AHEAD)
@example(today=TODAY, ahead=MAX_DAYS_AHEAD + 1)
def test_a_mistyped_year_does_not_lock_the_device(today: date, ahead: int) -> None:
    business_date = today + timedelta(days=ahead)
    if ahead <= MAX_DAYS_AHEAD:
        check_may_open(None, business_date, today)
    else:
        with pytest.raises(DayTooFarAhead):
            check_may_open(None, business_date, today)


@pytest.mark.parametrize("today", [date(1970, 1, 1), TODAY - timedelta(days=400)])
def test_a_clock_that_has_lost_the_time_keeps_no_day_from_beginning(today: date) -> None:
    check_may_open(day(CLOSED), TODAY + timedelta(days=1), today)
    with pytest.raises(DayTooFarAhead):
        check_may_open(day(CLOSED), TODAY + timedelta(days=MAX_DAYS_AHEAD + 1), today)


@given(dates, st.lists(dates, max_size=2))
def test_a_clock_far_ahead_of_all_that_is_known_is_to_be_looked_at_first(today: date, known: list[date]) -> None:
    if not known or today - max(known) <= timedelta(days=MAX_DAYS_AHEAD):
        check_clock(today, known)
    else:
        with pytest.raises(ClockFarAhead, match=f"The clock says {today}"):
            check_clock(today, known)


def test_money_is_taken_on_an_open_day_by_the_one_who_opened_it() -> None:
    assert check_may_collect(day(OPEN), "ana") == day(OPEN)


@pytest.mark.parametrize(
    ("last", "collector", "refusal"),
    [
        (None, "ana", RegistryClosed),
        (day(CLOSED), "ana", RegistryClosed),
        (day(COUNTED), "ana", RegistryCounted),
        (day(OPEN), "ben", RegistryOfAnother),
    ],
)
def test_no_money_is_taken_otherwise(last: BusinessDay | None, collector: str, refusal: type[Problem]) -> None:
    with pytest.raises(refusal) as raised:
        check_may_collect(last, collector)
    assert "{" not in raised.value.message + raised.value.advice


@pytest.mark.parametrize("state", [OPEN, COUNTED])
def test_a_day_goes_on_until_its_z_reading(state: str) -> None:
    assert check_not_closed(day(state)) == day(state)


@pytest.mark.parametrize("last", [None, day(CLOSED)])
def test_a_closed_day_stays_closed(last: BusinessDay | None) -> None:
    with pytest.raises(RegistryClosed):
        check_not_closed(last)
    with pytest.raises(RegistryClosed):
        check_counted(last)


def test_a_z_reading_needs_counted_cash() -> None:
    assert check_counted(day(COUNTED)) == day(COUNTED)
    with pytest.raises(RegistryNotCounted, match="The cash of 2026-01-05 is not counted yet"):
        check_counted(day(OPEN))
