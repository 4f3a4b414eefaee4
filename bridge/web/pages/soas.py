"""SOA Customer List: search, filters, totals, and the list as a file."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from tempfile import TemporaryFile
from time import monotonic
from typing import IO, Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, Response, StreamingResponse

from bridge.soas.due_rows import due_rows
from bridge.soas.filters import Filters, sort_of, wanted
from bridge.soas.sheets import csv_pieces, write_xlsx
from bridge.store.engine import Connection, reading
from bridge.store.soa_search import (
    MAX_GATHERED,
    SORTS,
    STATUSES,
    Cursor,
    Found,
    Sums,
    Totals,
    Wanted,
    find_soas,
)
from bridge.web.problems import BadRequest, TooSlow
from mpos.contract.problems import Problem

from .desk import Desk, Seeing

SOAS_A_PAGE = 50
CODES_SHOWN = 20
"""Of the sums by collector code, those with the most due; who wants one code filters by it."""
MAX_XLSX_ON_A_PAGE = 50_000
"""A workbook of so many SOAs takes some fifteen seconds; nobody at a page waits longer. CSV begins at once."""
MAX_CURSOR = 600
PIECE = 65_536
SENT_WITHIN_S = 600
"""Half a million SOAs are read in less than a minute; a browser that takes longer holds what was read of the store."""
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SORT_WORDS = {"due": "Due date", "amount": "Amount", "name": "Name"}
router = APIRouter(include_in_schema=False)
Given = Annotated[str, Query(max_length=1_000)]


def filters_of(desk: Desk) -> Filters:
    """The filters in the address of a page."""
    given, usual = desk.request.query_params, Filters()
    values: dict[str, Any] = {
        name: name in given if isinstance(getattr(usual, name), bool) else given[name]
        for name in Filters._fields
        if name in given
    }
    return usual._replace(**values)


@router.get("/soas")
def soas_page(desk: Seeing, after: Given = "") -> HTMLResponse:
    """The SOAs that match, page by page, and what all of them add up to."""
    filters = filters_of(desk)
    try:
        asked, sort = wanted(desk.bridge, filters, desk.actor.branches), sort_of(filters)
    except Problem as problem:
        nothing: dict[str, Any] = {"rows": [], "totals": None, "codes": [], "more": None, "elsewhere": []}
        return desk.page("soas.html", problem.http_status, problem=problem, **_shell(filters), **nothing)
    with reading(desk.bridge.engine) as conn:
        found = find_soas(conn, asked, SOAS_A_PAGE, sort, _cursor(after, sort))
        rows = due_rows(conn, found.soa_nos)
        elsewhere = _elsewhere(conn, filters, asked, found)
    more = _address("/soas", filters, after=_written(found.next)) if found.next else None
    codes = _codes(filters, found.totals)
    content: dict[str, Any] = {
        "rows": rows,
        "totals": found.totals,
        "codes": codes,
        "more": more,
        "elsewhere": elsewhere,
    }
    return desk.page("soas.html", problem=None, **_shell(filters), **content)


@router.get("/soas.csv")
def soas_csv(desk: Seeing) -> Response:
    """All that match, as CSV, sent as it is read."""
    filters = filters_of(desk)
    asked, sort = wanted(desk.bridge, filters, desk.actor.branches), sort_of(filters)
    return _file(_in_time(csv_pieces(desk.bridge, asked, sort)), "text/csv; charset=utf-8", "soas.csv")


@router.get("/soas.xlsx")
def soas_xlsx(desk: Seeing) -> Response:
    """All that match, as a workbook. TooManyRows."""
    filters = filters_of(desk)
    asked, sort = wanted(desk.bridge, filters, desk.actor.branches), sort_of(filters)
    file = TemporaryFile()  # noqa: SIM115 -- it is closed once it was sent
    try:
        write_xlsx(desk.bridge, asked, sort, file, MAX_XLSX_ON_A_PAGE)
    except BaseException:
        file.close()
        raise
    return _file(_pieces(file), XLSX, "soas.xlsx")


def _shell(filters: Filters) -> dict[str, Any]:
    exports = [(name, _address(path, filters)) for name, path in (("CSV", "/soas.csv"), ("XLSX", "/soas.xlsx"))]
    return {
        "filters": filters,
        "statuses": STATUSES,
        "sorts": [(sort, SORT_WORDS[sort]) for sort in SORTS],
        "exports": exports,
        "gathered": MAX_GATHERED,
        "codes_shown": CODES_SHOWN,
    }


def _codes(filters: Filters, totals: Totals | None) -> list[tuple[str, Sums, str]]:
    if totals is None:
        return []
    most = sorted(totals.by_code.items(), key=lambda line: -line[1].amount_due_minor)[:CODES_SHOWN]
    return [(code, sums, _address("/soas", filters._replace(collector_code=code))) for code, sums in most]


def _elsewhere(conn: Connection, filters: Filters, asked: Wanted, found: Found) -> list[tuple[str, int, str]]:
    """Where nothing is found by words, how many there are with another status: what was paid is not lost."""
    if not asked.search or found.soa_nos or found.next:
        return []
    others = [status for status in STATUSES if status != asked.status]
    counts = [(status, find_soas(conn, asked._replace(status=status), 1).totals) for status in others]
    return [
        (status, totals.overall.soas, _address("/soas", filters._replace(status=status)))
        for status, totals in counts
        if totals and totals.overall.soas
    ]


def _address(path: str, filters: Filters, **more: str) -> str:
    query = filters.query | more
    return f"{path}?{urlencode(query)}" if query else path


def _written(cursor: Cursor) -> str:
    return urlsafe_b64encode(json.dumps(list(cursor)).encode()).decode()


def _cursor(text: str, sort: str) -> Cursor | None:
    if not text:
        return None
    try:
        key, soa_no = json.loads(urlsafe_b64decode(text[:MAX_CURSOR].encode("ascii")))
    except (ValueError, TypeError, RecursionError) as error:
        raise BadRequest(detail="this page of the list does not exist; begin at its first page") from error
    if not isinstance(key, int if sort == "amount" else str) or not isinstance(soa_no, str):
        raise BadRequest(detail="this page of the list does not exist; begin at its first page")
    return Cursor(key, soa_no)


def _file(pieces: Iterator[bytes], kind: str, name: str) -> StreamingResponse:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return StreamingResponse(pieces, media_type=kind, headers=headers)


def _in_time(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Ends with an error for one that is too slow, so that a file that is cut is not taken for a whole one."""
    until_s = monotonic() + SENT_WITHIN_S
    for piece in pieces:
        if monotonic() > until_s:
            raise TooSlow(seconds=SENT_WITHIN_S)
        yield piece


def _pieces(file: IO[bytes]) -> Iterator[bytes]:
    with file:
        file.seek(0)
        while piece := file.read(PIECE):
            yield piece
