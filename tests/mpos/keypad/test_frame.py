"""Frames fit, whatever stands on them."""

from hypothesis import given
from hypothesis import strategies as st

from mpos.contract.money import print_money
from mpos.keypad.frame import SMALLEST, Line, Size, View, compose, pair, paragraph, shortened
from mpos.keypad.large import ROWS, large
from printers.characters import width

COLUMNS = st.integers(32, 80)


@given(st.text(max_size=200), st.lists(st.text(max_size=100), max_size=30), st.text(max_size=100), COLUMNS)
def test_a_frame_has_the_size_of_the_screen(title: str, lines: list[str], keys: str, columns: int) -> None:
    size = Size(columns, 12)
    frame = compose([Line("ana")], View(title, tuple(map(Line, lines)), keys), size)
    assert len(frame.lines) == size.rows
    assert all(width(line.text) <= columns for line in frame.lines)
    assert all(line.text.isprintable() for line in frame.lines)


def test_what_does_not_fit_is_told() -> None:
    assert compose([], View("", (Line(),) * 12, ""), SMALLEST).cut
    assert compose([], View("", (Line("x" * 33),), ""), SMALLEST).cut
    assert not compose([], View("", (Line("x" * 32),) * 11, ""), SMALLEST).cut


@given(st.text(max_size=100), st.integers(0, 10**15 - 1), COLUMNS)
def test_an_amount_beside_a_label_is_never_cut(label: str, minor: int, columns: int) -> None:
    line = pair(label, print_money(minor), columns)
    assert line.text.endswith(print_money(minor))
    assert width(line.text) == columns


@given(st.text(max_size=300), COLUMNS)
def test_paragraphs_and_shortened_texts_fit(text: str, columns: int) -> None:
    assert all(width(line.text) <= columns for line in paragraph(text, columns))
    assert width(shortened(text, columns)) <= columns


@given(st.integers(0, 10**15 - 1), COLUMNS)
def test_large_digits_fit_and_take_three_rows(minor: int, columns: int) -> None:
    lines = large(print_money(minor), columns)
    assert len(lines) == ROWS
    assert all(width(line.text) <= columns for line in lines)
