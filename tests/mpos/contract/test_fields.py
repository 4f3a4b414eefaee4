from collections.abc import Callable
from typing import Any

import pytest

from mpos.contract.canonical import MAX_INTEGER, BadContent
from mpos.contract.fields import MAX_TEXT, Fields


def read(getter: Callable[[Fields], Any], **content: object) -> Any:
    return getter(Fields(content, "thing"))


@pytest.mark.parametrize("content", [None, [], "text", 1])
def test_what_is_no_object_is_refused(content: object) -> None:
    with pytest.raises(BadContent, match="thing is not an object"):
        Fields(content, "thing")


@pytest.mark.parametrize("value", [None, "", 5, ["a"], "a" * (MAX_TEXT + 1)])
def test_a_text_is_neither_empty_nor_endless(value: object) -> None:
    with pytest.raises(BadContent, match="thing: name is not a text of 1 to 500 characters"):
        read(lambda fields: fields.text("name"), name=value)


@pytest.mark.parametrize("content", [{}, {"name": None}, {"name": ""}])
def test_what_is_optional_may_be_missing_null_or_empty(content: dict[str, object]) -> None:
    fields = Fields(content, "thing")
    assert fields.optional_text("name") is None
    assert fields.optional_date("name") is None
    assert fields.optional_instant("name") is None


@pytest.mark.parametrize("value", [0, False, [], 7])
def test_what_is_optional_is_still_a_text(value: object) -> None:
    with pytest.raises(BadContent, match="name"):
        read(lambda fields: fields.optional_text("name"), name=value)


@pytest.mark.parametrize("value", [None, 5, 5.0, "5", "5.0", "1,000.00", True, ["5.00"]], ids=repr)
def test_money_is_a_text_with_two_decimals(value: object) -> None:
    with pytest.raises(BadContent, match=r"thing: due is not a text with an amount of two decimals, such as 1250\.00"):
        read(lambda fields: fields.money("due"), due=value)
    with pytest.raises(BadContent, match="due"):
        read(lambda fields: fields.signed_money("due"), due=value)


def test_only_signed_money_may_be_less_than_zero() -> None:
    assert read(lambda fields: fields.signed_money("due"), due="-5.00") == -500
    with pytest.raises(BadContent, match="thing: due is less than zero"):
        read(lambda fields: fields.money("due"), due="-5.00")


def test_money_that_is_left_out_has_its_default() -> None:
    assert read(lambda fields: fields.money("due", default="1.50")) == 150


@pytest.mark.parametrize("value", [None, -1, 11, True, "5", 1.0])
def test_a_number_is_an_integer_within_its_bounds(value: object) -> None:
    with pytest.raises(BadContent, match="thing: pieces is not a number from 0 to 10"):
        read(lambda fields: fields.integer("pieces", high=10), pieces=value)


def test_an_optional_number_may_be_missing_and_is_bounded_by_the_store() -> None:
    assert read(lambda fields: fields.optional_integer("pieces")) is None
    assert read(lambda fields: fields.optional_integer("pieces"), pieces=MAX_INTEGER) == MAX_INTEGER
    with pytest.raises(BadContent, match="pieces"):
        read(lambda fields: fields.optional_integer("pieces"), pieces=MAX_INTEGER + 1)


@pytest.mark.parametrize("value", [None, 0, 1, "true"])
def test_a_flag_is_true_or_false(value: object) -> None:
    assert read(lambda fields: fields.flag("voided")) is False
    assert read(lambda fields: fields.flag("voided"), voided=True) is True
    with pytest.raises(BadContent, match="thing: voided is not true or false"):
        read(lambda fields: fields.flag("voided"), voided=value)


def test_a_flag_that_may_be_missing_is_neither_true_nor_false_without_it() -> None:
    assert read(lambda fields: fields.optional_flag("revoked")) is None
    assert read(lambda fields: fields.optional_flag("revoked"), revoked=None) is None
    assert read(lambda fields: fields.optional_flag("revoked"), revoked=False) is False
    with pytest.raises(BadContent, match="thing: revoked is not true or false"):
        read(lambda fields: fields.optional_flag("revoked"), revoked=0)


@pytest.mark.parametrize("value", [None, "", "05/01/2026", "20260105", 20260105, "2026-02-30", "2" * 41], ids=repr)
def test_a_bad_date_or_instant_is_named(value: object) -> None:
    with pytest.raises(BadContent, match="thing: day"):
        read(lambda fields: fields.date("day"), day=value)
    with pytest.raises(BadContent, match="thing: day"):
        read(lambda fields: fields.instant("day"), day=value)


def test_dates_and_instants_stay_as_they_were_written() -> None:
    assert read(lambda fields: fields.optional_date("day"), day="2026-01-05") == "2026-01-05"
    instant = "2026-01-05T09:30:00Z"
    assert read(lambda fields: fields.optional_instant("at"), at=instant) == instant


@pytest.mark.parametrize("value", [None, "", "CASH", 1, ["cash"], {"cash": 1}])
def test_a_choice_is_one_of_its_words(value: object) -> None:
    with pytest.raises(BadContent, match="thing: method is none of cash, check"):
        read(lambda fields: fields.choice("method", ("cash", "check")), method=value)


@pytest.mark.parametrize("value", [None, "ab", {"a": 1}, [1, 2, 3]])
def test_a_list_is_one_and_has_an_end(value: object) -> None:
    assert read(lambda fields: fields.items("lines", 2)) == []
    with pytest.raises(BadContent, match="thing: lines is not a list of at most 2"):
        read(lambda fields: fields.items("lines", 2), lines=value)


@pytest.mark.parametrize("value", [["a", 1], [None], [["a"]], ["abcd"]])
def test_a_list_of_texts_holds_nothing_else(value: object) -> None:
    assert read(lambda fields: fields.texts("codes", 2, length=3), codes=["abc", ""]) == ("abc", "")
    with pytest.raises(BadContent, match="thing: codes is not a list of texts of up to 3 characters"):
        read(lambda fields: fields.texts("codes", 2, length=3), codes=value)


def test_an_object_is_one() -> None:
    assert read(lambda fields: fields.object("body"), body={"a": 1}) == {"a": 1}
    with pytest.raises(BadContent, match="thing: body is not an object"):
        read(lambda fields: fields.object("body"), body=[])
