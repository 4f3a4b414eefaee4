import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from printers.characters import printable, spelled, width


@given(st.text(max_size=20))
def test_nothing_that_could_steer_a_printer_stays_in_a_text(text: str) -> None:
    clean = printable(text)
    assert not [
        char for char in clean if unicodedata.category(char)[0] == "C" or unicodedata.category(char) in ("Zl", "Zp")
    ]
    assert unicodedata.is_normalized("NFC", clean)
    assert printable(clean) == clean


@given(st.text(max_size=20), st.sampled_from(["CP437", "CP850"]))
def test_a_spelled_text_has_one_byte_a_column(text: str, code_page: str) -> None:
    result = spelled(text, code_page, peso="P")
    assert len(result.encode(code_page)) == width(result)


@pytest.mark.parametrize(
    ("written", "clean"),
    [
        ("JUAN\nTOTAL 0.00", "JUAN TOTAL 0.00"),
        ("A\tB\u2028C\x85D\u00a0E", "A B C D E"),
        ("\x1b@\x1bp0<<", "@p0<<"),
        ("pe\u200dn\u0303a", "peña"),
        ("n\u200d\u0303", "ñ"),
        ("\u202etxt.exe\u202c", "txt.exe"),
        ("a\ud800b\ue000c", "a?b?c"),
    ],
)
def test_texts_are_cleaned_before_they_reach_paper(written: str, clean: str) -> None:
    assert printable(written) == clean


@pytest.mark.parametrize(("text", "columns"), [("peña", 4), ("中文", 4), ("😀", 2), ("e\u0301\u0323", 1), ("", 0)])
def test_width_is_in_columns_not_in_characters(text: str, columns: int) -> None:
    assert width(text) == columns


@pytest.mark.parametrize(
    ("text", "code_page", "on_paper"),
    [
        ("PEÑA Muñoz", "CP437", "PEÑA Muñoz"),
        ("PEN\u0303A", "CP850", "PEÑA"),
        ("JOSÉ Ángel", "CP437", "JOSÉ Angel"),
        ("JOSÉ Ángel", "CP850", "JOSÉ Ángel"),
        ("₱1,250.00", "CP850", "PHP1,250.00"),
        ("“It’s” – 5…", "CP850", '"It\'s" - 5...'),
        ("ﬁve ½", "CP437", "five ½"),
        ("⅓", "CP437", "1/3"),
        ("Dvořák Łódź", "CP850", "Dvorák Lódz"),
        ("中x", "CP850", "??x"),
        ("عx", "CP850", "?x"),
        ("x\u0323", "CP850", "x"),
    ],
)
def test_what_a_code_page_lacks_is_spelled_with_what_is_nearest(text: str, code_page: str, on_paper: str) -> None:
    assert spelled(text, code_page, peso="PHP") == on_paper
