"""The SOA list of a collector's codes: whole as a sealed file, then changes."""

from collections.abc import AsyncIterator
from io import BytesIO
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import StreamingResponse

from bridge.feed.changes import SnapshotNeeded, list_page
from bridge.feed.ready_lists import ReadyLists
from mpos.contract.canonical import MAX_INTEGER
from mpos.contract.sealed_file import SOA_LIST as SEALED_LIST
from mpos.contract.sealed_file import seal_of
from mpos.contract.wire import SOA_LIST, SOA_LIST_CHANGES

from .describing import ANYBODY, SERVED, Responses, answers, refusals, with_contact
from .problems import CollectorNotHere
from .requests import AskedBridge, ServedCollector, ServedTerminal

router = APIRouter()
REFUSED = (*ANYBODY, *SERVED, CollectorNotHere)
FILE: dict[str, Any] = {"application/octet-stream": {}}
SEALED_FILE: Responses = {
    200: {"description": "A sealed file.", "content": FILE},
    206: {"description": "The rest of it.", "content": FILE},
    416: {"description": "There is no more of it."},
}
MAX_HEADER = 200
AT_ONCE = 65_536
"""Bytes: a slow line holds up no more of a list than this."""


@router.get(
    SOA_LIST, response_class=Response, openapi_extra=with_contact(), responses={**SEALED_FILE, **refusals(REFUSED)}
)
def soa_list(
    request: Request,
    bridge: AskedBridge,
    person: ServedCollector,
    range_: Annotated[str, Header(alias="Range", max_length=MAX_HEADER)] = "",
    if_range: Annotated[str, Header(max_length=MAX_HEADER)] = "",
) -> Response:
    """The whole list, or the rest of it from `Range: bytes=N-` on while `If-Range` names this very file."""
    lists: ReadyLists = request.app.state.ready_lists
    blob = lists.of(bridge, person.codes)
    tag = f'"{seal_of(BytesIO(blob), SEALED_LIST)}"'
    start = _start(range_) if if_range == tag else 0
    # It is packed already, and saying "identity" keeps it from being packed twice.
    headers = {"Content-Encoding": "identity", "ETag": tag, "Accept-Ranges": "bytes"}
    if start >= len(blob):
        return Response(status_code=416, headers={**headers, "Content-Range": f"bytes */{len(blob)}"})
    if start:
        headers["Content-Range"] = f"bytes {start}-{len(blob) - 1}/{len(blob)}"
    headers["Content-Length"] = str(len(blob) - start)
    return StreamingResponse(_parts(blob, start), 206 if start else 200, headers, media_type="application/octet-stream")


def _start(range_: str) -> int:
    """Where to go on; the beginning for any range but one that is open at its end."""
    unit, _, first = range_.removesuffix("-").partition("=")
    is_open = unit == "bytes" and range_.endswith("-") and first.isascii() and first.isdecimal()
    return int(first) if is_open else 0


async def _parts(blob: bytes, start: int) -> AsyncIterator[bytes]:
    for place in range(start, len(blob), AT_ONCE):
        yield blob[place : place + AT_ONCE]


@router.get(
    SOA_LIST_CHANGES,
    openapi_extra=with_contact(),
    responses=answers("Changes", (*REFUSED, SnapshotNeeded)),
)
def soa_list_changes(
    bridge: AskedBridge,
    terminal: ServedTerminal,
    person: ServedCollector,
    list_id: Annotated[str, Query(max_length=64)],
    after: Annotated[int, Query(ge=0, le=MAX_INTEGER)],
    decided: Annotated[str, Query(max_length=64)] = "",
) -> dict[str, Any]:
    """What changed in that list after that revision, and what the office has decided beyond what is named."""
    return list_page(bridge, person, terminal.terminal_id, list_id, after, decided)
