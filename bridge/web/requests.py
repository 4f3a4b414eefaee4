"""What comes in with a request, bounded and checked: its body, and the terminal that sends it."""

import asyncio
from typing import Annotated, Any

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from bridge.app import Bridge
from bridge.problems import TerminalRevoked, TooLarge
from bridge.store.collectors import find_person
from bridge.store.engine import reading, writing
from bridge.store.terminals import Terminal, bearer, collectors_at, keep_contact
from bridge.unpacking import unpack
from mpos.contract.canonical import BadContent, read_json
from mpos.contract.wire import CONTACT_HEADER, MAX_REQUEST_BYTES, Contact, Person, read_contact

from .problems import CollectorNotHere, TokenRefused, TooSlow

BODY_DEADLINE_S = 60
"""For a whole body: half a megabyte on the slowest link that is of use."""
MAX_CONTACT = 4_000
"""Bytes of the contact header; it holds ten short fields."""


def this_bridge(request: Request) -> Bridge:
    """The bridge that is asked."""
    bridge: Bridge = request.app.state.bridge
    return bridge


async def json_body(request: Request) -> Any:
    """The body as JSON, unpacked if need be. TooLarge, TooSlow, BadContent."""
    try:
        async with asyncio.timeout(BODY_DEADLINE_S):
            raw = await _read(request)
    except TimeoutError as error:
        raise TooSlow(seconds=BODY_DEADLINE_S) from error
    encoding = request.headers.get("Content-Encoding", "identity")
    if encoding not in ("identity", "gzip"):
        raise BadContent(f"the encoding {encoding[:20]!r} is not known here")
    return read_json(unpack(raw, MAX_REQUEST_BYTES) if encoding == "gzip" else raw)


async def _read(request: Request) -> bytes:
    chunks, size = [], 0
    async for chunk in request.stream():
        size += len(chunk)
        if size > MAX_REQUEST_BYTES:
            raise TooLarge(limit=MAX_REQUEST_BYTES)
        chunks.append(chunk)
    return b"".join(chunks)


AskedBridge = Annotated[Bridge, Depends(this_bridge)]
Body = Annotated[Any, Depends(json_body)]
Token = Annotated[HTTPAuthorizationCredentials | None, Depends(HTTPBearer(auto_error=False))]


def sending_terminal(request: Request, bridge: AskedBridge, token: Token) -> Terminal:
    """The terminal whose token this is, revoked or not; what it says of itself is kept. TokenRefused, BadContent."""
    now = bridge.clock.now()
    contact = _contact(request)
    with reading(bridge.engine) as conn:
        terminal = bearer(conn, token.credentials, now) if token else None
    if terminal is None:
        raise TokenRefused()
    if contact is not None:
        with writing(bridge.engine) as conn:
            keep_contact(conn, terminal.terminal_id, contact, now)
    return terminal


def _contact(request: Request) -> Contact | None:
    header = request.headers.get(CONTACT_HEADER)
    if header is None:
        return None
    if len(header) > MAX_CONTACT:
        raise BadContent("the contact is too long")
    return read_contact(read_json(header))


SendingTerminal = Annotated[Terminal, Depends(sending_terminal)]


def served_terminal(terminal: SendingTerminal) -> Terminal:
    """The sending terminal; TerminalRevoked when the office has locked it out."""
    if terminal.is_revoked:
        raise TerminalRevoked()
    return terminal


ServedTerminal = Annotated[Terminal, Depends(served_terminal)]


def served_collector(bridge: AskedBridge, terminal: ServedTerminal, collector: str) -> Person:
    """The collector that is asked for, who must have shown a right PIN from this terminal; CollectorNotHere."""
    with reading(bridge.engine) as conn:
        person = find_person(conn, collector) if collector in collectors_at(conn, terminal.terminal_id) else None
    if person is None:
        raise CollectorNotHere()
    return person


ServedCollector = Annotated[Person, Depends(served_collector)]


def takes(**fields: str) -> dict[str, Any]:
    """How OpenAPI describes a JSON body with these fields and their types."""
    properties = {name: {"type": kind} for name, kind in fields.items()}
    schema = {"type": "object", "required": sorted(fields), "properties": properties}
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": schema}}}}
