"""How far clocks are apart: the last value of a day and the furthest, in the order of contact."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from bridge.store.clock_skews import PSCLOUD, Skew, keep_skew, skews_of
from bridge.store.engine import Engine, make_engine, reading, writing
from bridge.store.schema import metadata
from tests.clocks import MANILA

NINE = datetime(2026, 10, 15, 9, tzinfo=MANILA)


@pytest.fixture
def engine() -> Iterator[Engine]:
    engine = make_engine("sqlite://")
    with writing(engine) as conn:
        metadata.create_all(conn)
    yield engine
    engine.dispose()


def measure(engine: Engine, *contacts: tuple[datetime, int], whose: str = "T001") -> list[Skew]:
    """What is kept after contacts that showed so many seconds."""
    with writing(engine) as conn:
        for at, seconds in contacts:
            keep_skew(conn, whose, timedelta(seconds=seconds), at)
    with reading(engine) as conn:
        return skews_of(conn, whose, limit=10)


def test_a_day_has_its_last_value_and_its_largest(engine: Engine) -> None:
    hours = [NINE + timedelta(hours=hour) for hour in range(4)]
    (day,) = measure(engine, *zip(hours, (2, -90, 60, 1), strict=True))
    assert (day.day, day.last_ms, day.last_at) == ("2026-10-15", 1_000, "2026-10-15T04:00:00.000+00:00")
    assert (day.largest_ms, day.largest_at) == (-90_000, "2026-10-15T02:00:00.000+00:00")


def test_each_day_and_each_clock_is_kept_by_itself(engine: Engine) -> None:
    measure(engine, (NINE, 5), (NINE + timedelta(days=1), 7))
    assert [day.last_ms for day in measure(engine, (NINE, 1), whose=PSCLOUD)] == [1_000]
    assert [day.last_ms for day in measure(engine)] == [7_000, 5_000]


def test_the_newest_is_the_last_contact_though_our_own_clock_was_ahead(engine: Engine) -> None:
    ahead = NINE + timedelta(days=2_000)
    found = measure(engine, (NINE, 1), (ahead, 172_800_000), (NINE + timedelta(minutes=1), 2))
    assert [(day.day, day.last_ms) for day in found] == [
        ("2026-10-15", 2_000),
        ("2032-04-06", 172_800_000_000),
        ("2026-10-15", 1_000),
    ]
