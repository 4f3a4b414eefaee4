"""Enrolment: a one-time code and a terminal's public key against its identity."""

from datetime import datetime
from typing import Any

from fastapi import APIRouter

from bridge.app import Bridge
from bridge.store.engine import Connection, writing
from bridge.store.enrolments import count_wrong, find_offer, too_many_wrong, use
from bridge.store.office_deeds import record_deed
from bridge.store.terminals import Terminal, add_terminal, find_terminal
from mpos.contract.canonical import BadContent
from mpos.contract.fields import Fields
from mpos.contract.wire import ENROLMENTS

from .describing import ANYBODY, WITH_BODY, answers, takes
from .problems import CodeUnknown, CodeUsed, TooManyTries
from .requests import AskedBridge, Body

KEY_DIGITS = 64
REFUSED = (*ANYBODY, *WITH_BODY, CodeUnknown, CodeUsed, TooManyTries)
router = APIRouter()


@router.post(ENROLMENTS, openapi_extra=takes("EnrolmentRequest"), responses=answers("Identity", REFUSED))
def enrol(bridge: AskedBridge, body: Body) -> dict[str, Any]:
    """The terminal's identity. The same code with the same key gets the same answer again, so none is lost."""
    fields = Fields(body, "enrolment")
    device = fields.optional_text("device") or ""
    terminal = _enrol(bridge, fields.text("code", limit=40), _public_key(fields), device)
    if terminal is None:
        raise CodeUnknown()
    return {
        "terminal_id": terminal.terminal_id,
        "series_prefix": terminal.series_prefix,
        "bridge_id": bridge.bridge_id,
        "bridge_key": bridge.signer.public_key,
        "time": bridge.now_text(),
    }


def _enrol(bridge: Bridge, code: str, public_key: str, device: str) -> Terminal | None:
    now = bridge.clock.now()
    with writing(bridge.engine) as conn:
        if too_many_wrong(conn, now):
            raise TooManyTries()
        offered = find_offer(conn, code, now)
        if offered is None:
            count_wrong(conn, now)
            return None
        if offered.terminal_id is not None:
            return _same_again(conn, offered.terminal_id, public_key)
        terminal = add_terminal(conn, offered.series_prefix, public_key, now)
        use(conn, offered, terminal.terminal_id)
        _record(conn, terminal, device, now)
        return terminal


def _same_again(conn: Connection, terminal_id: str, public_key: str) -> Terminal:
    terminal = find_terminal(conn, terminal_id)
    if terminal is None or terminal.public_key != public_key:
        raise CodeUsed()
    return terminal


def _record(conn: Connection, terminal: Terminal, device: str, now: datetime) -> None:
    record_deed(conn, terminal.terminal_id, "terminal enrolled", {"device": device}, now)


def _public_key(fields: Fields) -> str:
    key = fields.text("public_key", limit=KEY_DIGITS)
    if len(key) != KEY_DIGITS or not set(key) <= set("0123456789abcdef"):
        raise BadContent("enrolment: public_key is not 64 hex digits")
    return key
