"""PINs that a finder tries first."""

import pytest

from bridge.pins import MAX_DIGITS, MIN_DIGITS, is_easy

EASY = ["1234", "4321", "0123", "7890", "890123", "1111", "000000", "1212", "123123", "1984", "2031", "3112", "0912"]


@pytest.mark.parametrize("pin", [*EASY, "091284", "841209", "1234567"])
def test_runs_repetitions_years_and_dates_are_easy(pin: str) -> None:
    assert is_easy(pin)


@pytest.mark.parametrize("pin", ["2468", "1357", "9182", "4711", "8042", "739164", "1750"])
def test_what_takes_guessing_is_not(pin: str) -> None:
    assert not is_easy(pin)


def test_few_pins_are_easy_so_that_most_are_free_to_choose() -> None:
    share = sum(is_easy(f"{number:04}") for number in range(10_000)) / 10_000
    assert share < 0.1
    assert {len(pin) for pin in EASY} <= set(range(MIN_DIGITS, MAX_DIGITS + 1))
