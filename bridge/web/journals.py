"""Journals: entries after the last acknowledged one against how far the bridge has got."""

from typing import Any

from anyio import CapacityLimiter, to_thread
from fastapi import APIRouter, Request

from bridge.app import Bridge
from bridge.intake.journals import take
from bridge.intake.problems import JournalBroken, JournalConflict, JournalGap, NotYourJournal
from bridge.store.terminals import Terminal
from mpos.contract.wire import JOURNAL, MAX_REQUEST_BYTES, read_upload, receipt_wire

from .bodies import json_in
from .describing import ANYBODY, TERMINAL, WITH_BODY, answers, takes, with_contact
from .problems import OfficeBusy
from .requests import AskedBridge, SendingTerminal
from .uploads import UploadBody

TAKEN_AT_ONCE = 24
"""Journals that are read, checked and written at the same time; the threads that serve pages are not among theirs."""
_TAKING = CapacityLimiter(TAKEN_AT_ONCE)
router = APIRouter()
REFUSED = (
    *(*ANYBODY, *WITH_BODY, *TERMINAL, OfficeBusy),
    *(JournalBroken, JournalConflict, JournalGap, NotYourJournal),
)


@router.post(JOURNAL, openapi_extra=with_contact(takes("Upload")), responses=answers("Receipt", REFUSED))
async def journal(request: Request, bridge: AskedBridge, terminal: SendingTerminal, body: UploadBody) -> dict[str, Any]:
    """Takes the entries in, also from a revoked terminal: nothing that was recorded is lost."""
    # In a thread, and but one: other terminals are answered meanwhile, and each change of threads takes its time.
    return await to_thread.run_sync(_take, request, bridge, terminal, body, limiter=_TAKING)


def _take(request: Request, bridge: Bridge, terminal: Terminal, body: bytes) -> dict[str, Any]:
    upload = read_upload(json_in(request, body, MAX_REQUEST_BYTES))
    receipt = take(bridge, terminal, upload)
    request.app.state.measuring.note_entries(len(upload.entries))
    return receipt_wire(receipt)
