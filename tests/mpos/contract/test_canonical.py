import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpos.contract.canonical import MAX_DEPTH, MAX_INTEGER, BadContent, read_json, write_canonical
from tests.mpos.contract.records import SLOW_TO_MAKE, json_values


def shuffled(value: Any) -> Any:
    """The same value, its keys in the opposite order."""
    if isinstance(value, dict):
        return {key: shuffled(value[key]) for key in reversed(value)}
    return [shuffled(item) for item in value] if isinstance(value, list) else value


def nested(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


@given(json_values)
@SLOW_TO_MAKE
def test_a_value_comes_back_as_it_went(value: Any) -> None:
    assert read_json(write_canonical(value)) == value
    assert read_json(write_canonical(value).encode()) == value


@given(json_values)
def test_a_value_has_one_spelling(value: Any) -> None:
    assert write_canonical(shuffled(value)) == write_canonical(value)
    assert write_canonical(read_json(json.dumps(value, indent=2))) == write_canonical(value)


@given(json_values)
def test_a_value_is_one_line(value: Any) -> None:
    assert "\n" not in write_canonical(value)


def test_the_spelling_is_fixed() -> None:
    value = {"b": (1, None), "ñ": "Peña\n", "a": {"z": True}}
    assert write_canonical(value) == '{"a":{"z":true},"b":[1,null],"ñ":"Peña\\n"}'


@pytest.mark.parametrize("value", [1.0, float("nan"), {1: "a"}, b"a", {"a"}, object(), {"a": [1.5]}])
def test_what_has_no_single_spelling_is_not_written(value: object) -> None:
    with pytest.raises(BadContent):
        write_canonical(value)


@pytest.mark.parametrize("text", ["1.0", "1e3", '{"a":[1.5]}', "NaN", "-Infinity"])
def test_a_float_is_not_read(text: str) -> None:
    with pytest.raises(BadContent, match="not an integer"):
        read_json(text)


def test_a_doubled_key_is_not_read() -> None:
    with pytest.raises(BadContent, match="twice"):
        read_json('{"a":{"b":1,"b":1}}')


@pytest.mark.parametrize("half", ["\ud800", "ab\udfff", {"\ud83d": 1}, [{"a": "\ude00"}]])
def test_half_a_character_is_refused_both_ways(half: object) -> None:
    with pytest.raises(BadContent, match="half a character"):
        write_canonical(half)
    with pytest.raises(BadContent, match="half a character"):
        read_json(json.dumps(half))


def test_two_halves_that_make_a_character_are_one() -> None:
    assert read_json('"\\ud83d\\ude00"') == "\U0001f600"


@given(st.sampled_from([-1, 1]), st.integers(MAX_INTEGER + 1, 10**30))
def test_a_number_that_the_store_cannot_hold_is_refused(sign: int, number: int) -> None:
    with pytest.raises(BadContent, match="too large"):
        write_canonical(sign * number)
    with pytest.raises(BadContent, match="too large"):
        read_json(str(sign * number))


@pytest.mark.parametrize("text", ["", "{", "{'a':1}", "[1,]", '{"a":1} x', "9" * 5000])
def test_what_is_not_json_is_refused(text: str) -> None:
    with pytest.raises(BadContent):
        read_json(text)


@pytest.mark.parametrize("text", [b"\xff\xfe", '"a"'.encode("utf-16"), b'"\xed\xa0\x80"', b'"\xc3"'])
def test_bytes_that_are_not_utf_8_are_refused(text: bytes) -> None:
    with pytest.raises(BadContent, match="not JSON"):
        read_json(text)


@pytest.mark.parametrize("depth", [MAX_DEPTH + 1, 900])
def test_what_is_nested_too_deep_is_refused_both_ways(depth: int) -> None:
    with pytest.raises(BadContent, match="deep"):
        write_canonical(nested(depth))
    with pytest.raises(BadContent, match="deep"):
        read_json("[" * depth + "1" + "]" * depth)


def test_a_depth_that_breaks_the_parser_is_refused_too() -> None:
    with pytest.raises(BadContent):
        read_json("[" * 100_000)


def test_the_greatest_depth_goes_both_ways() -> None:
    assert read_json(write_canonical(nested(MAX_DEPTH))) == nested(MAX_DEPTH)
