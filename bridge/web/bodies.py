"""The body of a request: bounded in time, in size and in what it unfolds to, before anything of it is believed."""

import asyncio
from typing import Annotated, Any

from fastapi import Depends, Request

from bridge.problems import TooLarge
from bridge.unpacking import unpack
from mpos.contract.canonical import BadContent, read_json

from .problems import TooSlow

SMALL_BODY_BYTES = 10_000
"""What a stranger may send: the largest, an enrolment, has 600 characters, each escaped at worst."""
SMALL_BODY_DEADLINE_S = 15
MAX_VALUES = 400_000
"""JSON values in one body: 500 payments on 200 invoices each. Unfolded they take some 40 MB; eight million bytes of
empty lists would take 200."""


async def small_body(request: Request) -> Any:
    """A body of a few fields as JSON. TooLarge, TooSlow, BadContent."""
    return json_in(request, await raw_body(request, SMALL_BODY_BYTES, SMALL_BODY_DEADLINE_S), SMALL_BODY_BYTES)


async def raw_body(request: Request, limit: int, deadline_s: float) -> bytes:
    """The body as it was sent. TooLarge, TooSlow."""
    try:
        async with asyncio.timeout(deadline_s):
            return await _read(request, limit)
    except TimeoutError as error:
        raise TooSlow(seconds=deadline_s) from error


def json_in(request: Request, raw: bytes, limit: int) -> Any:
    """The JSON in a body, unpacked if need be. TooLarge, BadContent."""
    encoding = request.headers.get("Content-Encoding", "identity")
    if encoding not in ("identity", "gzip"):
        raise BadContent(f"the encoding {encoding[:20]!r} is not known here")
    content = unpack(raw, limit) if encoding == "gzip" else raw
    if sum(map(content.count, (b",", b"[", b"{"))) > MAX_VALUES:
        raise BadContent(f"it has more than {MAX_VALUES} values")
    return read_json(content)


async def _read(request: Request, limit: int) -> bytes:
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > limit:
            raise TooLarge(limit=limit)
        chunks.append(chunk)
    return b"".join(chunks)


Body = Annotated[Any, Depends(small_body)]
