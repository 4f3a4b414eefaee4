"""Amounts and dates in any spelling: what is written is read again, and nothing that is unclear is guessed at."""

import json
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.connector.exact_json import write_json
from bridge.connector.formats import Formats, Unwritten
from mpos.contract.clock import in_utc
from mpos.contract.money import MAX_MINOR, format_money

BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
AMOUNTS = st.integers(-MAX_MINOR, MAX_MINOR)
SPELLINGS = st.builds(
    lambda money, money_as, signs: Formats(money=money, money_as=money_as, decimal_point=signs[0], thousands=signs[1]),
    st.sampled_from(["decimal", "minor"]),
    st.sampled_from(["text", "number"]),
    st.sampled_from([(".", ""), (",", ""), (".", ","), (",", "."), (",", " "), (".", "'")]),
)


@given(SPELLINGS, AMOUNTS)
def test_an_amount_comes_back_as_it_went(formats: Formats, minor: int) -> None:
    assert formats.read_money(formats.write_money(minor)) == minor


@given(SPELLINGS, AMOUNTS)
def test_an_amount_comes_back_through_json_too(formats: Formats, minor: int) -> None:
    text = write_json({"amount": formats.write_money(minor)})
    assert formats.read_money(json.loads(text, parse_float=Decimal)["amount"]) == minor


@given(st.integers(0, 10**11))
def test_a_binary_fraction_is_read_as_the_amount_it_was_meant_to_be(minor: int) -> None:
    written = json.dumps(minor / 100 + 1e-9)
    read = json.loads(written, parse_float=Decimal)
    if isinstance(read, Decimal) and read != Decimal(format_money(minor)):
        with pytest.raises(Unwritten):
            Formats().read_money(read)
    assert Formats(round_fractions=True).read_money(read) == minor


@given(SPELLINGS, st.text(max_size=30))
def test_any_text_is_an_amount_or_is_refused(formats: Formats, text: str) -> None:
    try:
        minor = formats.read_money(text)
    except Unwritten:
        return
    assert formats.read_money(formats.write_money(minor)) == minor


@pytest.mark.parametrize(
    ("formats", "value", "minor"),
    [
        (Formats(), "1250", 125_000),
        (Formats(), "1250.5", 125_050),
        (Formats(), 1250, 125_000),
        (Formats(), Decimal("1250.500"), 125_050),
        (Formats(thousands=","), "1,234,567.89", 123_456_789),
        (Formats(decimal_point=",", thousands="."), "-1.234,5", -123_450),
        (Formats(symbol="₱"), "₱ 12.00", 1_200),
        (Formats(money="minor"), "1250", 1_250),
        (Formats(money="minor"), Decimal("1250.0"), 1_250),
    ],
)
def test_usual_spellings_are_understood(formats: Formats, value: object, minor: int) -> None:
    assert formats.read_money(value) == minor


@pytest.mark.parametrize(
    ("formats", "value"),
    [
        (Formats(), "1,250.00"),
        (Formats(thousands=","), "12,50.00"),
        (Formats(), "1250.005"),
        (Formats(round_fractions=True), Decimal("1250.005")),
        (Formats(), Decimal("1e999999")),
        (Formats(), Decimal("Infinity")),
        (Formats(), Decimal("NaN")),
        (Formats(), 10**20),
        (Formats(), True),
        (Formats(), None),
        (Formats(), ["1.00"]),
        (Formats(), 12.5),
        (Formats(), "١٢.٠٠"),
        (Formats(), "1e3"),
        (Formats(money="minor"), "12.50"),
        (Formats(money="minor"), Decimal("12.5")),
    ],
)
def test_what_is_unclear_is_refused(formats: Formats, value: object) -> None:
    with pytest.raises(Unwritten):
        formats.read_money(value)


@given(
    st.sampled_from(["%Y-%m-%d", "%d/%m/%Y", "%m/%d/%Y", "%d-%b-%Y", "%Y%m%d", "epoch", "epoch_ms", "rfc3339"]),
    st.dates(date(1970, 1, 2), date(2999, 1, 1)),
    st.sampled_from(["UTC", "Asia/Manila", "America/New_York"]),
)
def test_a_day_comes_back_as_it_went(pattern: str, day: date, zone: str) -> None:
    formats = Formats(date=pattern, zone=zone)
    assert formats.read_date(formats.write_date(day.isoformat())) == day.isoformat()


@given(
    st.sampled_from(["rfc3339", "epoch", "epoch_ms", "%d/%m/%Y %H:%M:%S", "%Y-%m-%dT%H:%M:%S%z"]),
    st.integers(86_400_000_000, 32_000_000_000_000_000).map(lambda us: BEGINNING + timedelta(microseconds=us)),
)
def test_an_instant_comes_back_rounded_down(pattern: str, at: datetime) -> None:
    formats = Formats(instant=pattern, zone="Asia/Manila")
    back = formats.read_instant(formats.write_instant(at))
    assert in_utc(at.replace(microsecond=0)) <= back <= in_utc(at)


def test_local_times_are_those_of_the_zone() -> None:
    formats = Formats(instant="%d/%m/%Y %H:%M", zone="Asia/Manila")
    assert formats.read_instant("15/10/2026 07:30") == "2026-10-14T23:30:00.000+00:00"


def test_a_time_that_the_clocks_skip_is_refused() -> None:
    formats = Formats(instant="%Y-%m-%d %H:%M", zone="America/New_York")
    with pytest.raises(Unwritten, match="skip"):
        formats.read_instant("2026-03-08 02:30")


@pytest.mark.parametrize("value", ["2026-02-30", "15/10/2026", "", None, 20261015, "2" * 5_000])
def test_what_is_no_day_is_refused(value: object) -> None:
    with pytest.raises(Unwritten):
        Formats().read_date(value)


@pytest.mark.parametrize("value", [10**30, "1e9", True, Decimal("1e400")])
def test_what_is_no_time_since_1970_is_refused(value: object) -> None:
    with pytest.raises(Unwritten):
        Formats(instant="epoch").read_instant(value)
