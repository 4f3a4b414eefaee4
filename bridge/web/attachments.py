"""Attachments: the pictures that a terminal's journal names, one by one, after the journal."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Request

from bridge.intake.attachments import take_attachment
from bridge.intake.problems import AttachmentBroken, AttachmentUnknown
from mpos.contract.signature import HASH_DIGITS, MAX_PICTURE_BYTES
from mpos.contract.wire import ATTACHMENT, SLOWEST_BYTES_EACH_S

from .bodies import raw_body
from .describing import ANYBODY, TERMINAL, WITH_BODY, answers, takes_bytes, with_contact
from .requests import AskedBridge, SendingTerminal

router = APIRouter()
REFUSED = (*ANYBODY, *WITH_BODY, *TERMINAL, AttachmentBroken, AttachmentUnknown)
BODY_DEADLINE_S = MAX_PICTURE_BYTES / SLOWEST_BYTES_EACH_S
"""For the largest picture on the slowest link that is of use."""


async def picture(request: Request, _terminal: SendingTerminal) -> bytes:
    """The body, from a terminal that may send one. TooLarge, TooSlow."""
    return await raw_body(request, MAX_PICTURE_BYTES, BODY_DEADLINE_S)


@router.put(ATTACHMENT, openapi_extra=with_contact(takes_bytes()), responses=answers("Attached", REFUSED))
def attachment(
    bridge: AskedBridge,
    terminal: SendingTerminal,
    sha256: Annotated[str, Path(pattern=f"^[0-9a-f]{{{HASH_DIGITS}}}$")],
    content: Annotated[bytes, Depends(picture)],
) -> dict[str, Any]:
    """Takes a picture in, also from a revoked terminal: nothing that was recorded is lost."""
    take_attachment(bridge, terminal, sha256, content)
    return {"sha256": sha256, "time": bridge.now_text()}
