"""Logins: a collector's PIN, checked here, against what the terminal needs to check it without network."""

from threading import BoundedSemaphore
from typing import Any

from fastapi import APIRouter

from bridge.app import Bridge
from bridge.hashing import matches
from bridge.store.collectors import claim_pin_try, forgive_pin_tries
from bridge.store.engine import writing
from bridge.store.serving import served_person
from bridge.store.terminals import admit_collector
from mpos.contract.clock import read_instant, write_instant
from mpos.contract.fields import Fields
from mpos.contract.wire import LOGINS, person_wire

from .describing import ANYBODY, SERVED, WITH_BODY, answers, takes, with_contact
from .problems import PinLocked, WrongPin
from .requests import AskedBridge, Body, ServedTerminal

MAX_PIN = 40
REFUSED = (*ANYBODY, *WITH_BODY, *SERVED, WrongPin, PinLocked)
_COMPARING = BoundedSemaphore(2)
"""PINs compared at once: each takes 64 MB, and many logins tried at the same time must not take it all."""
router = APIRouter()


@router.post(LOGINS, openapi_extra=with_contact(takes("LoginRequest")), responses=answers("Login", REFUSED))
def login(bridge: AskedBridge, terminal: ServedTerminal, body: Body) -> dict[str, Any]:
    """The person behind a login and PIN. From now on this terminal is served that person's codes."""
    fields = Fields(body, "login")
    name, pin = fields.text("login", limit=60), fields.text("pin", limit=MAX_PIN)
    _check_pin(bridge, name, pin)
    with writing(bridge.engine) as conn:
        person = served_person(conn, terminal.terminal_id, name)
        if person is None:
            raise WrongPin()
        forgive_pin_tries(conn, name)
        admit_collector(conn, terminal.terminal_id, name, bridge.clock.now())
    return {"person": person_wire(person), "time": bridge.now_text()}


def _check_pin(bridge: Bridge, name: str, pin: str) -> None:
    with writing(bridge.engine) as conn:
        leave = claim_pin_try(conn, name, bridge.clock.now())
    if leave.locked_until is not None:
        until = read_instant(leave.locked_until).astimezone(bridge.settings.zone)
        raise PinLocked(until=write_instant(until))
    if leave.pin_hash is None or not _fits(leave.pin_hash, pin):
        raise WrongPin()


def _fits(pin_hash: str, pin: str) -> bool:
    with _COMPARING:
        return matches(pin_hash, pin)
