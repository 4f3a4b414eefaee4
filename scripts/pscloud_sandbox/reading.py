"""Reads request bodies, no more of them than is sensible."""

from typing import Any

from starlette.requests import Request

from scripts.pscloud_sandbox.bodies import read_json
from scripts.pscloud_sandbox.problems import Problem

MAX_BODY_BYTES = 1_000_000
"""A payment with a hundred tenders and allocations takes a hundredth of it."""


async def read_body(request: Request) -> Any:
    """The JSON value of the body; raises Problem 400, or 413 when it is too long."""
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            raise Problem(413, "body_too_long", f"at most {MAX_BODY_BYTES} bytes are read")
    return read_json(bytes(body))
