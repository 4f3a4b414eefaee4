"""Requests with what proves who we are: a key in a header or the query, a password, or a token that is renewed."""

import json
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha256
from threading import Lock
from typing import Any, NamedTuple
from urllib.parse import urlencode

from bridge.pscloud.exchange import Cut, Exchange, NotSent, Reply
from mpos.contract.clock import Clock

from .description import Authorisation

UNAUTHORISED = 401
SPARE = timedelta(seconds=60)
"""A token is renewed so long before it ends: requests take their time."""
DEFAULT_LIFE = timedelta(minutes=5)
MAX_LIFE = timedelta(hours=24)


class Authorised:
    """An Exchange that sends each request with the authorisation of the connector file."""

    def __init__(self, exchange: Exchange, auth: Authorisation, secret: str, clock: Clock) -> None:
        self._exchange = exchange
        self._auth = auth
        self._secret = secret
        self._clock = clock

    def send(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, str] | None = None,
        content: bytes | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Reply:
        """As Exchange.send. A 401 says that nothing was taken: with a token, a new one is fetched and it goes again."""
        reply = self._send(method, path, query, content, headers)
        if reply.status == UNAUTHORISED and self._auth.style == "oauth2":
            _tokens.forget(self._place)
            reply = self._send(method, path, query, content, headers)
        return reply

    def _send(
        self,
        method: str,
        path: str,
        query: Mapping[str, str] | None,
        content: bytes | None,
        headers: Mapping[str, str] | None,
    ) -> Reply:
        own_headers, own_query = self._proof()
        if own_headers is None:
            return Reply(UNAUTHORISED, None, None)
        asked = {**(query or {}), **own_query} or None
        return self._exchange.send(
            method, path, query=asked, content=content, headers={**(headers or {}), **own_headers}
        )

    def _proof(self) -> tuple[dict[str, str] | None, dict[str, str]]:
        auth = self._auth
        if auth.style == "none":
            return {}, {}
        if auth.style == "api_key":
            return ({auth.header: self._secret}, {}) if auth.header else ({}, {auth.query: self._secret})
        if auth.style == "basic":
            return {"Authorization": _basic(auth.username, self._secret)}, {}
        token = self._secret if auth.style == "bearer" else self._token()
        return (None, {}) if token is None else ({"Authorization": f"Bearer {token}"}, {})

    @property
    def _place(self) -> str:
        auth = self._auth
        named = json.dumps([auth.token_url, auth.client_id, auth.scope, self._secret])
        return sha256(named.encode()).hexdigest()

    def _token(self) -> str | None:
        """A token that holds; None when the back office does not know us. NotSent when none can be had now."""
        now = self._clock.now()
        if (kept := _tokens.find(self._place, now)) is not None:
            return kept
        reply = self._ask_for_token()
        if reply.status in (400, UNAUTHORISED, 403):
            return None
        token = _read_token(reply.content)
        if reply.status != 200 or token is None:
            raise NotSent(f"no token could be had: {reply.status}")
        _tokens.keep(self._place, token.text, now, token.life)
        return token.text

    def _ask_for_token(self) -> Reply:
        """RFC 6749, 4.4: client credentials."""
        auth = self._auth
        form = {"grant_type": "client_credentials"} | ({"scope": auth.scope} if auth.scope else {})
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        if auth.send_client == "header":
            headers["Authorization"] = _basic(auth.client_id, self._secret)
        else:
            form |= {"client_id": auth.client_id, "client_secret": self._secret}
        try:
            return self._exchange.send("POST", auth.token_url, content=urlencode(form).encode(), headers=headers)
        except Cut as error:
            # Only the question for a token was cut: what was to be sent with it never was.
            raise NotSent(f"no token came: {error}") from error


class _Token(NamedTuple):
    text: str
    life: timedelta


class _Tokens:
    """Tokens by whose they are, for all threads of this process: never on disk, never in a log."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: dict[str, tuple[str, datetime]] = {}

    def find(self, place: str, now: datetime) -> str | None:
        with self._lock:
            text, until = self._kept.get(place, ("", now))
        return text if now < until else None

    def keep(self, place: str, text: str, now: datetime, life: timedelta) -> None:
        with self._lock:
            self._kept[place] = text, now + life - SPARE

    def forget(self, place: str) -> None:
        with self._lock:
            self._kept.pop(place, None)


_tokens = _Tokens()


def _basic(name: str, secret: str) -> str:
    return "Basic " + b64encode(f"{name}:{secret}".encode()).decode()


def _read_token(content: Any) -> _Token | None:
    if not isinstance(content, dict):
        return None
    text: Any = content.get("access_token")
    life_s: Any = content.get("expires_in")
    if not (isinstance(text, str) and text.isascii() and text.isprintable() and text):
        return None
    return _Token(text, min(timedelta(seconds=min(life_s, 10**6)), MAX_LIFE) if _is_count(life_s) else DEFAULT_LIFE)


def _is_count(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value > 0
