"""The quick way to a receipt's QR code leads to the very code that the library makes."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printers.qr.code import LEAST_CORRECTION, library_rows, qr_rows
from printers.qr.quick import MIN_BYTES, quick_rows

LETTERS = b"ABab09|-_"
EDGES = [size + beside for size in (MIN_BYTES, 154, 192, 230, 271, 321, 367, 425) for beside in (-1, 0, 1)]
"""Around the most that each version from 6 to 13 takes."""


def some_bytes(size: int) -> bytes:
    chance = random.Random(size)
    return bytes(chance.choice(LETTERS) for _ in range(size))


@pytest.mark.parametrize("size", EDGES)
def test_each_version_is_the_library_s_from_its_shortest_content_to_its_longest(size: int) -> None:
    assert qr_rows(some_bytes(size)) == library_rows(some_bytes(size), LEAST_CORRECTION)


@given(st.binary(min_size=MIN_BYTES, max_size=425))
def test_any_bytes_make_the_library_s_code(content: bytes) -> None:
    assert qr_rows(content) == library_rows(content, LEAST_CORRECTION)


@given(st.integers(MIN_BYTES, 200), st.integers(0, 100), st.integers(18, 22), st.sampled_from(("7", "A", "$", "a")))
def test_a_run_that_the_library_writes_shorter_is_left_to_it(size: int, place: int, run: int, letter: str) -> None:
    content = b"|" * place + letter.encode() * run + b"_" * (size - place)
    assert qr_rows(content) == library_rows(content, LEAST_CORRECTION)
    assert (quick_rows(content) is None) == (run >= 20 and letter != "a")


def test_what_a_receipt_carries_is_done_the_quick_way() -> None:
    assert all(quick_rows(some_bytes(size)) for size in range(MIN_BYTES, 426))
    assert quick_rows(some_bytes(MIN_BYTES - 1)) is None
    assert quick_rows(some_bytes(426)) is None
