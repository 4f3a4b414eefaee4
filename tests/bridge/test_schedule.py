"""When lists are due."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.schedule import DAYS, read_schedule
from mpos.contract.clock import zone_named

MANILA = zone_named("Asia/Manila")
TIMES = st.times().map(lambda at: f"{at:%H:%M}")
WRITTEN = st.one_of(
    st.builds("every {} minutes".format, st.integers(1, 40_000)),
    st.builds("daily {}".format, TIMES),
    st.builds("weekly {} {}".format, st.sampled_from(DAYS), TIMES),
    st.builds("monthly {} {}".format, st.integers(1, 31), TIMES),
)
INSTANTS = st.integers(0, 2_000_000_000).map(lambda s: datetime(2000, 1, 1, tzinfo=UTC) + timedelta(seconds=s))


@given(WRITTEN, INSTANTS, st.sampled_from(["Asia/Manila", "America/New_York", "UTC"]))
def test_the_next_one_always_comes_and_is_the_first(text: str, done: datetime, zone: str) -> None:
    schedule = read_schedule(text)
    due = schedule.next_after(done, zone_named(zone))
    assert done < due <= done + timedelta(days=62)
    assert schedule.next_after(due - timedelta(seconds=1), zone_named(zone)) <= due or schedule.every


@pytest.mark.parametrize(
    ("text", "done", "due"),
    [
        ("every 5 minutes", "2026-10-15T09:00", "2026-10-15T09:05"),
        ("Every hour", "2026-10-15T09:00", "2026-10-15T10:00"),
        ("daily 05:00", "2026-10-15T04:59", "2026-10-15T05:00"),
        ("daily 05:00", "2026-10-15T05:00", "2026-10-16T05:00"),
        ("weekly mon 05:00", "2026-10-15T09:00", "2026-10-19T05:00"),
        ("monthly 1 05:00", "2026-10-15T09:00", "2026-11-01T05:00"),
        ("monthly 31 05:00", "2026-11-15T09:00", "2026-11-30T05:00"),
        ("monthly 31 05:00", "2027-02-01T09:00", "2027-02-28T05:00"),
    ],
)
def test_it_is_due_in_the_zone_of_the_office(text: str, done: str, due: str) -> None:
    found = read_schedule(text).next_after(datetime.fromisoformat(done).replace(tzinfo=MANILA), MANILA)
    assert found == datetime.fromisoformat(due).replace(tzinfo=MANILA)


@pytest.mark.parametrize("text", ["", "daily", "daily 25:00", "weekly 05:00", "monthly 0 05:00", "every 1 second", "x"])
def test_what_is_no_schedule_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"no schedule|no time"):
        read_schedule(text)
