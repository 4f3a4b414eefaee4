"""Journals: entries after the last acknowledged one against how far the bridge has got."""

from typing import Any

from fastapi import APIRouter, Request

from bridge.intake.journals import take
from bridge.intake.problems import JournalBroken, JournalConflict, JournalGap, NotYourJournal
from mpos.contract.wire import JOURNAL, read_upload, receipt_wire

from .describing import ANYBODY, TERMINAL, WITH_BODY, answers, takes, with_contact
from .problems import OfficeBusy
from .requests import AskedBridge, SendingTerminal
from .uploads import UploadBody

router = APIRouter()
REFUSED = (
    *(*ANYBODY, *WITH_BODY, *TERMINAL, OfficeBusy),
    *(JournalBroken, JournalConflict, JournalGap, NotYourJournal),
)


@router.post(JOURNAL, openapi_extra=with_contact(takes("Upload")), responses=answers("Receipt", REFUSED))
def journal(request: Request, bridge: AskedBridge, terminal: SendingTerminal, body: UploadBody) -> dict[str, Any]:
    """Takes the entries in, also from a revoked terminal: nothing that was recorded is lost."""
    upload = read_upload(body)
    receipt = take(bridge, terminal, upload)
    request.app.state.measuring.note_entries(len(upload.entries))
    return receipt_wire(receipt)
