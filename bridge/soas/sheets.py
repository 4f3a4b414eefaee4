"""Files of what is filtered: CSV and XLSX, written as they are read, a few hundred SOAs in memory at a time."""

import csv
import io
from collections.abc import Iterator
from decimal import Decimal
from typing import IO, Any

from bridge.app import Bridge
from bridge.store.engine import reading
from bridge.store.soa_search import Wanted, every_soa
from mpos.contract.money import format_money
from mpos.contract.problems import Refused

from .due_rows import DueRow, due_rows

AT_ONCE = 500
MAX_XLSX_ROWS = 1_048_575
"""What a sheet holds below its headings."""
HEADINGS = (
    "SOA", "Account", "Name", "Address", "Collector code", "Branch", "Status", "Statement date", "Due date",
    "Currency", "Due now", "Penalty now", "Due by PSCloud", "Penalty by PSCloud", "Disputed", "Version",
)  # fmt: skip
AMOUNTS = range(10, 14)
"""The places of amounts among the headings."""
_FORMULA_BEGINS = ("=", "+", "-", "@", "\t", "\r", "\n")
_AMOUNT_FORMAT = "#,##0.00"


class TooManyRows(Refused):
    """A sheet holds {most} SOAs, and there are more."""

    hint = "Nothing was written. Narrow the list, or write CSV."


def csv_pieces(bridge: Bridge, wanted: Wanted, sort: str) -> Iterator[bytes]:
    """The file piece by piece, as the list was at one moment: UTF-8 with a mark, by which spreadsheets know it."""
    yield b"\xef\xbb\xbf" + _csv_lines([HEADINGS])
    for rows in _pages(bridge, wanted, sort):
        yield _csv_lines([_csv_cells(row) for row in rows])


def write_csv(bridge: Bridge, wanted: Wanted, sort: str, file: IO[bytes]) -> int:
    """Writes the file; how many SOAs are in it."""
    pieces = csv_pieces(bridge, wanted, sort)
    file.write(next(pieces))
    written = 0
    for piece in pieces:
        file.write(piece)
        written += piece.count(b"\r\n")
    return written


def write_xlsx(bridge: Bridge, wanted: Wanted, sort: str, file: IO[bytes], most: int = MAX_XLSX_ROWS) -> int:
    """Writes a workbook; how many SOAs are in it. TooManyRows before anything is written."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Font

    book = Workbook(write_only=True)
    sheet = book.create_sheet("SOAs")
    sheet.freeze_panes = "A2"
    bold = [WriteOnlyCell(sheet, heading) for heading in HEADINGS]
    for cell in bold:
        cell.font = Font(bold=True)
    sheet.append(bold)
    written = 0
    for rows in _pages(bridge, wanted, sort):
        written += len(rows)
        if written > most:
            raise TooManyRows(most=f"{most:,}")
        for row in rows:
            sheet.append([_xlsx_cell(sheet, place, value) for place, value in enumerate(_cells(row))])
    book.save(file)
    return written


def safe(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(_FORMULA_BEGINS) else text


def _pages(bridge: Bridge, wanted: Wanted, sort: str) -> Iterator[list[DueRow]]:
    with reading(bridge.engine) as conn:
        for soa_nos in every_soa(conn, wanted, AT_ONCE, sort):
            yield due_rows(conn, soa_nos)


def _cells(row: DueRow) -> tuple[Any, ...]:
    stated = row.stated
    return (
        stated.soa_no, stated.customer_no, stated.name, stated.address, stated.collector_code, stated.branch,
        stated.status, stated.statement_date, stated.due_date, stated.currency,
        row.amount_minor, row.penalty_minor, stated.amount_due_minor, stated.penalty_minor,
        "yes" if stated.disputed else "no", stated.version,
    )  # fmt: skip


def _csv_cells(row: DueRow) -> list[str]:
    values = enumerate(_cells(row))
    return [format_money(value) if place in AMOUNTS else safe(_one_line(value)) for place, value in values]


def _one_line(value: object) -> str:
    return str(value).replace("\r", " ").replace("\n", " ")


def _csv_lines(rows: list[Any]) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def _xlsx_cell(sheet: Any, place: int, value: Any) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if isinstance(value, str):
        text = ILLEGAL_CHARACTERS_RE.sub(" ", value)
        if not text.startswith("="):
            return text
        cell = WriteOnlyCell(sheet, text)
        # A text that begins as a formula does is a text all the same.
        cell.data_type = "s"
        return cell
    if place in AMOUNTS:
        # openpyxl writes a Decimal as the number that it is, which its types do not know.
        amount: Any = Decimal(format_money(value))
        cell = WriteOnlyCell(sheet, amount)
        cell.number_format = _AMOUNT_FORMAT
        return cell
    return value
