from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpos.contract.clock import (
    DEFAULT_TIMEZONE,
    SystemClock,
    in_utc,
    read_date,
    read_instant,
    told_in,
    write_instant,
    zone_named,
)
from tests.mpos.contract.records import MANILA, SLOW_TO_MAKE, dates, instants


@given(instants)
@SLOW_TO_MAKE
def test_an_instant_comes_back_as_it_went(text: str) -> None:
    assert write_instant(read_instant(text)) == text


@given(st.lists(instants, max_size=5))
def test_in_utc_texts_sort_as_the_instants_do(texts: list[str]) -> None:
    moments = [read_instant(text) for text in texts]
    assert sorted(map(in_utc, moments)) == [in_utc(moment) for moment in sorted(moments)]


def test_an_instant_is_written_with_offset_and_milliseconds() -> None:
    morning = datetime(2026, 1, 5, 9, 30, microsecond=123_987, tzinfo=MANILA)
    assert write_instant(morning) == "2026-01-05T09:30:00.123+08:00"
    assert in_utc(datetime(2026, 1, 5, 7, 30, tzinfo=MANILA)) == "2026-01-04T23:30:00.000+00:00"


def test_an_instant_without_an_offset_is_not_written() -> None:
    with pytest.raises(ValueError, match="offset"):
        write_instant(datetime(2026, 1, 5, 9, 30))  # noqa: DTZ001 - the very mistake


@pytest.mark.parametrize(
    "text", ["2026-01-05T09:30:00Z", "2026-01-05 09:30:00+08:00", "2026-01-05T09:30:00.1234567+08:00"]
)
def test_the_usual_spellings_are_read(text: str) -> None:
    assert read_instant(text).utcoffset() is not None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "now",
        "2026-01-05",
        "2026-01-05T09:30:00",
        "20260105T093000+0800",
        "2026-W02-1T09:30:00Z",
        "2026-01-05T09:30Z",
        "2026-02-30T09:30:00Z",
        "2026-01-05T09:30:00+08:00:30",
        "2026-01-05T09:30:00+08:00 ",
        "\uff12026-01-05T09:30:00Z",
    ],
)
def test_what_is_no_rfc_3339_instant_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_instant(text)


@pytest.mark.parametrize("text", ["0001-01-01T00:00:00+08:00", "9999-12-31T23:59:59-08:00"])
def test_an_instant_that_is_none_in_utc_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="end of all days"):
        read_instant(text)


@given(dates)
def test_a_date_has_one_spelling(text: str) -> None:
    assert read_date(text).isoformat() == text


@pytest.mark.parametrize("text", ["20260105", "2026-W02-1", "2026-1-5", "2026-02-30", "", "2026-01-05T00:00:00"])
def test_another_spelling_of_a_date_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_date(text)


def test_the_clock_tells_the_time_of_the_business() -> None:
    now = SystemClock(zone_named(DEFAULT_TIMEZONE)).now()
    assert now.utcoffset() == timedelta(hours=8)
    assert now.astimezone(UTC).utcoffset() == timedelta(0)


NEW_YORK = zone_named("America/New_York")
AN_HOUR_BEFORE_CLOCKS_GO_BACK = datetime(2026, 11, 1, 5, 0, tzinfo=UTC)


@given(st.integers(0, 3 * 3600), st.integers(0, 86_400))
def test_a_wait_lasts_as_long_as_it_says_where_clocks_are_changed(past_s: int, wait_s: int) -> None:
    now = AN_HOUR_BEFORE_CLOCKS_GO_BACK + timedelta(seconds=past_s)
    until = told_in(NEW_YORK, now) + timedelta(seconds=wait_s)
    assert until == now + timedelta(seconds=wait_s)
    assert read_instant(write_instant(until)) == until


def test_an_instant_is_told_as_people_in_the_zone_tell_it() -> None:
    summer, winter = datetime(2026, 7, 1, 12, tzinfo=UTC), datetime(2026, 12, 1, 12, tzinfo=UTC)
    assert write_instant(told_in(NEW_YORK, summer)) == "2026-07-01T08:00:00.000-04:00"
    assert write_instant(told_in(NEW_YORK, winter)) == "2026-12-01T07:00:00.000-05:00"


@pytest.mark.parametrize("name", ["Asia/Atlantis", "", "../../etc/passwd", "Asia"])
def test_a_zone_that_is_none_is_named(name: str) -> None:
    with pytest.raises(ValueError, match="is not a time zone; use an IANA name"):
        zone_named(name)
