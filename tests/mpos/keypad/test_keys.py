"""Keys: whatever bytes a keypad, a keyboard or a scanner sends, they mean one thing or nothing."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpos.keypad.keys import CLEAR, DOWN, ENTER, POINT, UP, Scan, read_keys


@pytest.mark.parametrize(
    ("sent", "keys"),
    [
        (b"7", ["7"]),
        (b"\r", [ENTER]),
        (b"\n", [ENTER]),
        (b"\r\n", [ENTER]),
        (b"\x7f", [CLEAR]),
        (b"\x08", [CLEAR]),
        (b"\x1b", [CLEAR]),
        (b"\x1b[3~", [CLEAR]),
        (b".", [POINT]),
        (b",", [POINT]),
        (b"\x1b[A\x1b[B", [UP, DOWN]),
        (b"\x1bOM\x1bOp\x1bOy\x1bOn", [ENTER, "0", "9", POINT]),
        (b"1250\r", ["1", "2", "5", "0", ENTER]),
        ("ñ".encode(), ["ñ"]),
        (b"\x1b[15~\x01\x00", []),
    ],
)
def test_what_is_sent_means_these_keys(sent: bytes, keys: list[object]) -> None:
    assert read_keys(sent) == keys


@pytest.mark.parametrize("end", [b"\r", b"\n", b"\r\n"])
@pytest.mark.parametrize("code", ["48001234", "8527-BUQIK", "4800123456789"])
def test_a_barcode_is_one_key_whatever_ends_it(code: str, end: bytes) -> None:
    assert read_keys(code.encode() + end) == [Scan(code)]


@pytest.mark.parametrize("typed", [b"1234567\r", b"santos\r", b"12\r34567890\r", b"12345678"])
def test_what_fingers_may_have_typed_is_no_barcode(typed: bytes) -> None:
    assert not any(isinstance(key, Scan) for key in read_keys(typed))


@given(st.binary(max_size=200))
def test_no_bytes_are_too_strange(sent: bytes) -> None:
    for key in read_keys(sent):
        assert isinstance(key, Scan) or key in (ENTER, CLEAR, POINT, UP, DOWN) or (len(key) == 1 and key.isprintable())
