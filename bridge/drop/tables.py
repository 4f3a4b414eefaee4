"""Rows of a CSV or XLSX file, as texts by the name of their column. Nothing in a file is ever carried out."""

import csv
import io
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from bridge.connector.formats import EPOCH, EPOCH_MS, RFC_3339, Formats

MAX_FILE_BYTES = 200_000_000
"""Half a million invoices with long addresses."""
MAX_UNPACKED_BYTES = 1_000_000_000
"""Of a workbook; sheets are packed to a tenth."""
MAX_ROWS = 1_000_000
MAX_COLUMNS = 200
MAX_CELL = 10_000
DELIMITERS = ";,\t|"
BOM_16 = (b"\xff\xfe", b"\xfe\xff")
Row = dict[str, Any]


class Unreadable(ValueError):
    """The file can't be read as a table; the text says why."""


def rows_of(name: str, content: bytes, formats: Formats) -> Iterator[Row]:
    """The rows under the heading, blank ones left out. Unreadable."""
    kind = name.rpartition(".")[2].lower()
    if kind not in ("csv", "txt", "tsv", "xlsx"):
        raise Unreadable("it is neither CSV nor XLSX")
    cells = _xlsx(content, formats) if kind == "xlsx" else _csv(content)
    yield from _named(cells)


def _named(lines: Iterable[list[Any]]) -> Iterator[Row]:
    heading: list[str] | None = None
    for number, cells in enumerate(lines, start=1):
        if number > MAX_ROWS:
            raise Unreadable(f"it has more than {MAX_ROWS} rows")
        if not any(cell not in (None, "") for cell in cells):
            continue
        if heading is None:
            heading = _heading(cells)
            continue
        if any(cell not in (None, "") for cell in cells[len(heading) :]):
            raise Unreadable(f"row {number} has more cells than the heading: is a quotation mark missing?")
        yield {name: None if cell == "" else cell for name, cell in zip(heading, cells, strict=False) if name}
    if heading is None:
        raise Unreadable("it is empty")


def _heading(cells: list[Any]) -> list[str]:
    names = [" ".join(str(cell or "").split()) for cell in cells]
    while names and not names[-1]:
        names.pop()
    given = [name for name in names if name]
    if len(names) > MAX_COLUMNS:
        raise Unreadable(f"it has more than {MAX_COLUMNS} columns")
    if len(set(given)) != len(given):
        raise Unreadable("two columns have the same name")
    return names


def _csv(content: bytes) -> Iterator[list[Any]]:
    text = _decoded(content)
    first = text.lstrip("\r\n").splitlines()[:1] or [""]
    delimiter = max(DELIMITERS, key=first[0].count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            if any(len(cell) > MAX_CELL for cell in cells):
                raise Unreadable(f"line {reader.line_num} has a cell of more than {MAX_CELL} characters")
            yield [cell.strip() for cell in cells]
    except csv.Error as error:
        raise Unreadable(f"line {reader.line_num}: {error}") from error


def _decoded(content: bytes) -> str:
    """UTF-8 with or without its mark, UTF-16 with one; else what Windows programs here write."""
    try:
        text = content.decode("utf-16" if content.startswith(BOM_16) else "utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    if "\x00" in text:
        raise Unreadable("it is no text")
    return text


def _xlsx(content: bytes, formats: Formats) -> Iterator[list[Any]]:
    """The first sheet. Of a formula, what the program that wrote it had worked out."""
    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(part.file_size for part in packed.infolist()) > MAX_UNPACKED_BYTES:
                raise Unreadable(f"unpacked it has more than {MAX_UNPACKED_BYTES} bytes")
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True, keep_links=False)
        try:
            for cells in book.worksheets[0].iter_rows(values_only=True, max_col=MAX_COLUMNS + 1):
                yield [_plain(cell, formats) for cell in cells]
        finally:
            book.close()
    except Unreadable:
        raise
    except (InvalidFileException, zipfile.BadZipFile, KeyError, IndexError, ValueError, TypeError, OSError) as error:
        raise Unreadable(f"it is no XLSX workbook: {error}") from error
    except Exception as error:
        raise Unreadable(f"it is no XLSX workbook: {type(error).__name__}") from error


def _plain(cell: Any, formats: Formats) -> Any:
    """Numbers as their shortest digits, which is what the sheet shows; days and times as the files' texts are."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, float):
        number = Decimal(repr(cell))
        return int(number) if number == number.to_integral_value() and formats.money != "minor" else number
    if isinstance(cell, datetime):
        is_day = not (cell.hour or cell.minute or cell.second)
        return formats.write_date(cell.date().isoformat()) if is_day else _instant(cell, formats)
    if isinstance(cell, date):
        return formats.write_date(cell.isoformat())
    return cell


def _instant(cell: datetime, formats: Formats) -> str:
    has_pattern = formats.instant not in (RFC_3339, EPOCH, EPOCH_MS)
    return cell.strftime(formats.instant) if has_pattern else cell.isoformat()
