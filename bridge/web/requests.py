"""Who sends a request: the terminal behind its token, what it says of itself, and the collector that it asks for."""

from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from bridge.app import Bridge
from bridge.problems import TerminalRevoked
from bridge.store.engine import reading
from bridge.store.serving import served_person
from bridge.store.terminals import Terminal, bearer, collectors_at, keep_contact
from mpos.contract.canonical import BadContent, read_json
from mpos.contract.wire import CONTACT_HEADER, Contact, Person, read_contact

from .bodies import Body
from .problems import CollectorNotHere, TokenRefused

__all__ = ["AskedBridge", "Body", "SendingTerminal", "ServedCollector", "ServedTerminal", "this_bridge"]

MAX_CONTACT = 4_000
"""Bytes of the contact header; it holds some fourteen short fields."""


async def this_bridge(request: Request) -> Bridge:
    """The bridge that is asked."""
    # Not a plain function: FastAPI would hand each request to a thread for it.
    bridge: Bridge = request.app.state.bridge
    return bridge


AskedBridge = Annotated[Bridge, Depends(this_bridge)]
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
        bridge.together.write(lambda conn: keep_contact(conn, terminal.terminal_id, contact, now))
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
    """The collector that is asked for, with the codes that this terminal is served of theirs; CollectorNotHere.

    They must have shown a right PIN from this terminal.
    """
    with reading(bridge.engine) as conn:
        is_here = collector in collectors_at(conn, terminal.terminal_id)
        person = served_person(conn, terminal.terminal_id, collector) if is_here else None
    if person is None:
        raise CollectorNotHere()
    return person


ServedCollector = Annotated[Person, Depends(served_collector)]
