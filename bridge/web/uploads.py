"""The body of an upload: the one large thing that comes in, and only from an enrolled terminal."""

from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import Depends, Request

from mpos.contract.wire import MAX_REQUEST_BYTES, SLOWEST_BYTES_EACH_S

from .bodies import raw_body
from .problems import OfficeBusy
from .requests import SendingTerminal

BODY_DEADLINE_S = 150_000 / SLOWEST_BYTES_EACH_S
"""For a whole body: more than the fullest batch of a terminal, packed, on the slowest link that is of use. Whoever
sends nothing for a while is cut before (connections.py)."""
UPLOADS_AT_ONCE = 2
"""Of one terminal: the one that a cut line has left hanging, and the try after it. A third would only cost memory."""


async def upload_body(request: Request, terminal: SendingTerminal) -> AsyncIterator[bytes]:
    """The upload as it was sent. OfficeBusy while this terminal's earlier ones are at work; TooLarge, TooSlow."""
    at_work: dict[str, int] = request.app.state.uploads_at_work
    if at_work.get(terminal.terminal_id, 0) >= UPLOADS_AT_ONCE:
        raise OfficeBusy()
    at_work[terminal.terminal_id] = at_work.get(terminal.terminal_id, 0) + 1
    try:
        yield await raw_body(request, MAX_REQUEST_BYTES, BODY_DEADLINE_S)
    finally:
        at_work[terminal.terminal_id] -= 1


UploadBody = Annotated[bytes, Depends(upload_body)]
