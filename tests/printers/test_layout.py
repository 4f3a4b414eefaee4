import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from printers.characters import printable, width
from printers.document import Blank, Block, Cut, Document, Pair, Qr, Rule, Text, raster
from printers.layout import MAX_COLUMNS, MIN_COLUMNS, TextLine, as_text, lay_out
from tests.printers.documents import aligns, amounts, documents, texts

columns_there_are = st.integers(MIN_COLUMNS, MAX_COLUMNS)


def printed(block: Block, columns: int = 32) -> list[str]:
    lines = lay_out(Document((block,)), columns)
    return [line.text for line in lines if isinstance(line, TextLine)]


def without_spaces(text: str) -> str:
    return text.replace(" ", "")


@given(documents, columns_there_are)
def test_no_line_is_wider_than_the_paper(document: Document, columns: int) -> None:
    for line in lay_out(document, columns):
        if isinstance(line, TextLine):
            assert width(line.text) * (2 if line.large else 1) <= columns


@given(documents, columns_there_are)
def test_no_line_of_the_preview_is_wider_or_steers_the_screen(document: Document, columns: int) -> None:
    for line in as_text(document, columns).split("\n"):
        assert width(line) <= columns
        assert not [char for char in line if unicodedata.category(char)[0] == "C"]


@given(texts, amounts, st.booleans(), columns_there_are)
@example(left="Total", right="999,999,999,999.99", large=True, columns=24)
def test_an_amount_is_never_broken(left: str, right: str, large: bool, columns: int) -> None:
    lines = printed(Pair(left, right, large=large), columns)
    assert lines[-1].endswith(right)


@given(texts, aligns, st.booleans(), columns_there_are)
def test_a_text_loses_nothing_but_spaces(text: str, align: str, large: bool, columns: int) -> None:
    lines = printed(Text(text, align, large=large), columns)  # type: ignore[arg-type]
    assert without_spaces("".join(lines)) == without_spaces(printable(text))


@given(texts, texts, columns_there_are)
def test_a_pair_loses_nothing_but_spaces(left: str, right: str, columns: int) -> None:
    assert without_spaces("".join(printed(Pair(left, right), columns))) == without_spaces(
        printable(left) + printable(right)
    )


@given(st.lists(st.text("abcdefghij", min_size=1, max_size=12), min_size=1))
def test_words_that_fit_a_line_are_not_broken(words: list[str]) -> None:
    assert " ".join(printed(Text(" ".join(words)), 24)).split() == words


def test_a_label_wraps_and_its_amount_stands_at_the_right_edge_of_the_last_line() -> None:
    assert printed(Pair("Penalty for late payment, January 2026", "1,250.00"), 32) == [
        "Penalty for late payment,",
        "January 2026            1,250.00",
    ]


def test_an_amount_that_does_not_fit_beside_its_label_gets_a_line_of_its_own() -> None:
    assert printed(Pair("Penalty for late payment", "1,250.00"), 32) == [
        "Penalty for late payment",
        " " * 24 + "1,250.00",
    ]


def test_an_amount_with_a_space_in_it_stays_whole() -> None:
    assert printed(Pair("Total", "PHP 1,250.00"), 32) == ["Total               PHP 1,250.00"]


def test_large_print_gives_way_where_the_amount_would_break() -> None:
    [line] = lay_out(Document((Pair("Total", "999,999,999,999.99", large=True),)), 32)
    assert line == TextLine("Total         999,999,999,999.99")


def test_large_print_has_half_the_columns() -> None:
    [line] = lay_out(Document((Pair("Total", "1,250.00", large=True),)), 32)
    assert line == TextLine("Total   1,250.00", large=True)


def test_indented_text_stays_indented_where_it_wraps() -> None:
    assert printed(Text("  invoice 000123 of January and February"), 24) == [
        "  invoice 000123 of",
        "  January and February",
    ]


@pytest.mark.parametrize(
    ("align", "line"), [("left", "ACME"), ("center", " " * 14 + "ACME"), ("right", " " * 28 + "ACME")]
)
def test_text_is_aligned_in_the_columns(align: str, line: str) -> None:
    assert printed(Text("ACME", align), 32) == [line]  # type: ignore[arg-type]


@given(st.lists(st.text("abcdefghij", min_size=1, max_size=12), min_size=1))
def test_centred_words_take_no_more_lines_and_none_is_broken(words: list[str]) -> None:
    text = " ".join(words)
    centred = printed(Text(text, "center"), 24)
    assert " ".join(centred).split() == words
    assert len(centred) == len(printed(Text(text), 24))


def test_a_centred_notice_leaves_no_word_alone_on_its_last_line() -> None:
    assert printed(Text("NOT YET ACCREDITED / FOR EVALUATION", "center"), 32) == [
        "       NOT YET ACCREDITED",
        "        / FOR EVALUATION",
    ]


def test_ideographs_take_two_columns() -> None:
    assert printed(Pair("中文", "1.00"), 24) == ["中文" + " " * 16 + "1.00"]


def test_empty_texts_take_no_line_and_blanks_do() -> None:
    assert printed(Text("")) == []
    assert printed(Pair("", "")) == []
    assert printed(Blank(2)) == ["", ""]


def test_a_rule_crosses_the_paper() -> None:
    assert printed(Rule("="), 42) == ["=" * 42]
    assert printed(Rule(""), 32) == ["-" * 32]


def test_the_preview_shows_the_slip_in_its_columns() -> None:
    document = Document(
        (
            Text("COLLECTION RECEIPT", "center", bold=True, large=True),
            Pair("Total", "1,250.00", large=True),
            Qr("MPOS1:T01:000123:9f86d081884c7d659a2f", "Scan to check"),
            raster(8, 2, b"<>", "Customer's signature"),
            Cut(),
        )
    )
    assert as_text(document, 32).split("\n") == [
        "       COLLECTION RECEIPT",
        "Total                   1,250.00",
        "[QR: MPOS1:T01:000123:9f86d0...]",
        "         Scan to check",
        "          [image 8x2]",
        "      Customer's signature",
        "- - - - - - - - - - - - - - - -",
        "",
    ]


@pytest.mark.parametrize("columns", [0, MIN_COLUMNS - 1, MAX_COLUMNS + 1])
def test_paper_of_impossible_width_is_refused(columns: int) -> None:
    with pytest.raises(ValueError, match="columns"):
        lay_out(Document(()), columns)
