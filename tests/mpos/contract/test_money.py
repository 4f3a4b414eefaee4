import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpos.contract.money import (
    BASIS_POINTS,
    MAX_MINOR,
    format_money,
    parse_money,
    parse_typed_money,
    print_money,
    vat_within,
)
from tests.mpos.contract.records import SLOW_TO_MAKE, amounts

signed_amounts = st.integers(-MAX_MINOR, MAX_MINOR)


@given(signed_amounts)
@SLOW_TO_MAKE
def test_an_amount_comes_back_from_the_wire_as_it_went(minor: int) -> None:
    assert parse_money(format_money(minor)) == minor


@given(amounts)
def test_an_amount_reads_back_as_people_see_it(minor: int) -> None:
    assert parse_typed_money(print_money(minor)) == minor


@given(signed_amounts)
def test_the_wire_form_has_two_decimals_and_no_thousands(minor: int) -> None:
    major, point, rest = format_money(minor).removeprefix("-").partition(".")
    assert (point, len(rest)) == (".", 2)
    assert major.isdigit()


def test_the_wire_form_is_that_of_the_contract() -> None:
    assert format_money(125_000) == "1250.00"
    assert format_money(5) == "0.05"
    assert format_money(-5) == "-0.05"
    assert print_money(-123_456_789) == "-1,234,567.89"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "1250",
        "1250.0",
        "1250.000",
        "1,250.00",
        " 1.00",
        "+1.00",
        "--1.00",
        "1.-1",
        ".50",
        "1e3.00",
        "NaN",
        "\uff11.00",
        "1" * 14 + ".00",
    ],
)
def test_another_spelling_on_the_wire_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="two decimals"):
        parse_money(text)


@pytest.mark.parametrize(
    ("text", "minor"), [("1250", 125_000), ("1,250.5", 125_050), (" 0.05 ", 5), ("12,345,678", 1_234_567_800)]
)
def test_people_may_type_less(text: str, minor: int) -> None:
    assert parse_typed_money(text) == minor


@pytest.mark.parametrize("text", ["", "-1", "1.", "1.234", ".5", "12,34", "1,2345", ",250", "1250,", "ten", "0x10"])
def test_what_could_mean_another_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="type it as"):
        parse_typed_money(text)


def test_a_float_has_no_wire_form() -> None:
    with pytest.raises(ValueError, match="format code"):
        format_money(12.5)  # type: ignore[arg-type]


@given(amounts, st.integers(0, BASIS_POINTS))
def test_vat_is_that_of_an_amount_which_includes_it_to_the_nearest_centavo(minor: int, rate: int) -> None:
    vat = vat_within(minor, rate)
    assert 0 <= vat <= minor
    assert abs(vat * (BASIS_POINTS + rate) - minor * rate) * 2 <= BASIS_POINTS + rate


def test_vat_at_twelve_percent() -> None:
    assert vat_within(11_200, 1_200) == 1_200
