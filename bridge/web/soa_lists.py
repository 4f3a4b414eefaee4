"""The SOA list of a collector's codes: whole as a sealed file, then changes."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Response

from bridge.feed.changes import SnapshotNeeded, list_page
from bridge.feed.soa_list import write_soa_list
from mpos.contract.canonical import MAX_INTEGER
from mpos.contract.wire import SOA_LIST, SOA_LIST_CHANGES

from .describing import ANYBODY, SERVED, Responses, answers, refusals, with_contact
from .problems import CollectorNotHere
from .requests import AskedBridge, ServedCollector, ServedTerminal

router = APIRouter()
REFUSED = (*ANYBODY, *SERVED, CollectorNotHere)
SEALED_FILE: Responses = {200: {"description": "A sealed file.", "content": {"application/octet-stream": {}}}}


@router.get(
    SOA_LIST, response_class=Response, openapi_extra=with_contact(), responses={**SEALED_FILE, **refusals(REFUSED)}
)
def soa_list(bridge: AskedBridge, terminal: ServedTerminal, person: ServedCollector) -> Response:
    """The whole list."""
    blob, _ = write_soa_list(bridge, person.codes, person.login, terminal.terminal_id)
    # It is packed already, and saying "identity" keeps it from being packed twice.
    return Response(blob, media_type="application/octet-stream", headers={"Content-Encoding": "identity"})


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
) -> dict[str, Any]:
    """What changed in that list after that revision."""
    return list_page(bridge, person, terminal.terminal_id, list_id, after)
