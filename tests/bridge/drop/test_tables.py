"""Workbooks as tables."""

import csv
import io
import zipfile
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from bridge.connector.formats import Formats
from bridge.drop.tables import Unreadable, rows_of


def book(*rows: tuple[Any, ...]) -> bytes:
    made, content = Workbook(), io.BytesIO()
    for row in rows:
        made.worksheets[0].append(row)
    made.save(content)
    return content.getvalue()


def test_cells_are_what_the_sheet_shows() -> None:
    content = book(("no", "amount", "due"), (1001, 1250.1, date(2026, 10, 31)), (None, None, None), ("x", 7, None))
    rows = list(rows_of("soas.xlsx", content, Formats(date="%d/%m/%Y")))
    assert rows == [
        {"no": 1001, "amount": Decimal("1250.1"), "due": "31/10/2026"},
        {"no": "x", "amount": 7, "due": None},
    ]


def test_a_formula_is_not_worked_out() -> None:
    rows = list(rows_of("soas.xlsx", book(("a",), ("=1+1",), ("b",)), Formats()))
    assert rows == [{"a": "b"}]


def test_a_bomb_is_not_unpacked() -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for part in range(11):
            packed.writestr(f"{part}.xml", b" " * 100_000_000)
    with pytest.raises(Unreadable, match="unpacked"):
        list(rows_of("soas.xlsx", content.getvalue(), Formats()))


def test_entities_are_refused() -> None:
    content, made = io.BytesIO(), io.BytesIO(book(("a",), ("b",)))
    bad = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa">]><x>&a;</x>'
    with zipfile.ZipFile(made) as good, zipfile.ZipFile(content, "w") as packed:
        for part in good.namelist():
            packed.writestr(part, bad if part.endswith("sheet1.xml") else good.read(part))
    with pytest.raises(Unreadable):
        list(rows_of("soas.xlsx", content.getvalue(), Formats()))


@given(st.sampled_from(["a.csv", "a.xlsx", "a.txt", "a"]), st.binary(max_size=300))
def test_any_bytes_are_rows_or_unreadable(name: str, content: bytes) -> None:
    try:
        list(rows_of(name, content, Formats()))
    except Unreadable:
        return


@given(
    st.sampled_from(";,\t"), st.lists(st.lists(st.text("abñ 1\"',;\n", max_size=6), min_size=2, max_size=2), max_size=8)
)
def test_a_csv_comes_back_as_it_went(delimiter: str, cells: list[list[str]]) -> None:
    text = io.StringIO(newline="")
    writer = csv.writer(text, delimiter=delimiter)
    writer.writerows([["first", "second"], *cells])
    rows = list(rows_of("a.csv", text.getvalue().encode(), Formats()))
    expected = [[cell.strip() or None for cell in row] for row in cells if any(cell.strip() for cell in row)]
    assert [list(row.values()) for row in rows] == expected
