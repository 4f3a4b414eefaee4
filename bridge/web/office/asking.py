"""Who asks: another system behind its key, what it may do, and how often."""

from collections.abc import Callable
from datetime import timedelta
from threading import Lock
from typing import NamedTuple

from fastapi import Request

from bridge.access.actor import Actor
from bridge.access.keys import acting
from bridge.access.scopes import Scope
from bridge.app import Bridge
from bridge.store.api_keys import ApiKey, is_use_to_be_noted, key_shown, note_used
from bridge.store.engine import reading, writing
from bridge.web.pages.pace import Pace
from bridge.web.requests import AskedBridge, Token

from .problems import KeyRefused, OutOfScope, TooFast

EVERY = timedelta(milliseconds=100)
AT_ONCE = 100
"""Ten requests a second of each key, and a hundred after a pause: a page of every resource at once, and never so many
that terminals wait for another system."""


class Asker(NamedTuple):
    """The bridge that is asked, and who acts in the key's name."""

    bridge: Bridge
    actor: Actor


class Paces:
    """How often each key asks. Only keys that are in use get here, so there are never many."""

    def __init__(self, at_once: int = AT_ONCE) -> None:
        self._at_once = at_once
        self._lock = Lock()
        self._of: dict[int, Pace] = {}

    def of(self, key: ApiKey) -> Pace:
        """The pace of this key."""
        with self._lock:
            return self._of.setdefault(key.key_id, Pace(EVERY, self._at_once))


def asker_with(scope: Scope) -> Callable[[Request, Bridge, Token], Asker]:
    """A dependency that lets in who shows a key with this scope. KeyRefused, OutOfScope, TooFast."""

    def asker(request: Request, bridge: AskedBridge, token: Token) -> Asker:
        key = admit(request, bridge, token, scope)
        return Asker(bridge, acting(key))

    return asker


def admit(request: Request, bridge: Bridge, token: Token, scope: Scope) -> ApiKey:
    """The key that was shown; its use is noted. KeyRefused, OutOfScope, TooFast."""
    now = bridge.clock.now()
    with reading(bridge.engine) as conn:
        key = key_shown(conn, token.credentials) if token else None
    if key is None:
        raise KeyRefused()
    request.state.key_id = key.key_id
    paces: Paces = request.app.state.paces
    if wait_s := paces.of(key).take(now):
        raise TooFast(seconds=wait_s)
    if is_use_to_be_noted(key, now):
        with writing(bridge.engine) as conn:
            note_used(conn, key, now)
    if scope not in key.scopes:
        raise OutOfScope(scope=scope.value)
    return key
