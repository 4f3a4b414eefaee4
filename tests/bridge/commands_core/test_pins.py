"""What an office may do about PINs that are guessed first, or too short."""

import pytest

from .conftest import Tell

ADD = ("collectors", "add", "juan", "--name", "Juan", "--code", "A", "--pin", "-")


def test_an_easy_pin_is_taken_with_a_word_and_never_repeated(office: Tell) -> None:
    said = office(*ADD, stdin="1984\n")
    assert said.exit_code == 0
    assert "first PINs that a finder tries" in said.err
    assert "1984" not in said.err + said.out


def test_an_office_may_refuse_easy_ones(office: Tell) -> None:
    strict = {"MPOS_BRIDGE_EASY_PINS": "refuse"}
    said = office(*ADD, stdin="1984\n", **strict)
    assert (said.exit_code, said.err.count("\n")) == (2, 1)
    assert office("collectors", "list", "--json").json["items"] == []
    assert office(*ADD, stdin="8042\n", **strict).exit_code == 0
    assert office("collectors", "pin", "juan", "--pin", "-", stdin="1111\n", **strict).exit_code == 2


def test_an_office_may_want_longer_ones(office: Tell) -> None:
    longer = {"MPOS_BRIDGE_MIN_PIN_DIGITS": "6"}
    said = office(*ADD, stdin="8042\n", **longer)
    assert said.exit_code == 2
    assert "A PIN has 6 to 7 digits" in said.err
    assert office(*ADD, stdin="804217\n", **longer).exit_code == 0


@pytest.mark.parametrize("digits", ["3", "8", "many"])
def test_a_length_that_makes_no_sense_is_refused(office: Tell, digits: str) -> None:
    assert office("collectors", "list", MPOS_BRIDGE_MIN_PIN_DIGITS=digits).exit_code == 2
