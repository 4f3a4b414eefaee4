"""What is noted of each request: how long it took, for the metrics, and a line in the log where the office wants one.

Neither has anything of what was asked or answered: the place is the route's template, without the number of a SOA or a
payment, and who asked is at most the number of an API key.
"""

import logging
import re
import secrets
import time
from contextvars import ContextVar
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .measuring import Measuring

REQUEST_ID = "X-Request-Id"
NOWHERE = "(none)"
"""The place of requests for what there is not: they have as many addresses as whoever asks can think of."""
METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_GIVEN = re.compile(r"[A-Za-z0-9._-]{8,64}")
_ID_BYTES = 8
log = logging.getLogger("bridge.access")
request_id: ContextVar[str | None] = ContextVar("request_id", default=None)
"""Of the request that is being answered, so that all lines of the log about it can be found."""


class Watched:
    """Wraps the whole application. A request keeps the id that a proxy gave it, or gets one; the answer has it, too."""

    def __init__(self, app: ASGIApp, measuring: Measuring, is_logged: bool) -> None:
        self._app = app
        self._measuring = measuring
        self._is_logged = is_logged

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on and notes how it went."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        own_id = _id_of(scope)
        token, began_s, statuses = request_id.set(own_id), time.monotonic(), [500]

        async def send_noting(message: Message) -> None:
            if message["type"] == "http.response.start":
                statuses.append(message["status"])
                MutableHeaders(scope=message)[REQUEST_ID] = own_id
            await send(message)

        try:
            await self._app(scope, receive, send_noting)
        finally:
            self._note(scope, statuses[-1], time.monotonic() - began_s)
            request_id.reset(token)

    def _note(self, scope: Scope, status: int, took_s: float) -> None:
        place, method = _place(scope), _method(scope)
        self._measuring.note_request(place, method, status, took_s)
        if self._is_logged:
            facts = {"method": method, "route": place, "status": status, "duration_ms": round(took_s * 1000)}
            key_id = scope.get("state", {}).get("key_id")
            log.info("answered", extra={"facts": facts | ({"key": key_id} if key_id else {})})


def _place(scope: Scope) -> str:
    route: Any = scope.get("route")
    return str(getattr(route, "path", NOWHERE))


def _method(scope: Scope) -> str:
    return scope["method"] if scope["method"] in METHODS else "other"


def _id_of(scope: Scope) -> str:
    given = Headers(scope=scope).get(REQUEST_ID, "")
    return given if _GIVEN.fullmatch(given) else secrets.token_hex(_ID_BYTES)
