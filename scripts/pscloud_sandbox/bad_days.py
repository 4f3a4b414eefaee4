"""The door that misbehaves when told to: it stands before the whole application."""

from collections.abc import Awaitable, Callable
from datetime import UTC, timedelta
from email.utils import format_datetime

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from scripts.pscloud_sandbox.faults import Fault, FaultKind
from scripts.pscloud_sandbox.problems import Problem, render
from scripts.pscloud_sandbox.world import PSCloudWorld

API_ROOT = "/api/v1"
CODES = {401: "unauthorized", 429: "too_many_requests", 503: "unavailable"}

Sleep = Callable[[float], Awaitable[None]]


class ConnectionDropped(Exception):
    """The connection was closed without an answer. Raised in-process only: over a socket it is really closed."""


class BadDays:
    """Lets requests through to the API, or not, as the pending faults say."""

    def __init__(self, app: ASGIApp, world: PSCloudWorld, sleep: Sleep) -> None:
        self._app = app
        self._world = world
        self._sleep = sleep

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request, badly if that was ordered."""
        if scope["type"] != "http" or not scope["path"].startswith(API_ROOT):
            await self._app(scope, receive, send)
        elif self._take(FaultKind.DROP_BEFORE, scope):
            await _drop(scope, receive)
        elif fault := self._take(FaultKind.STATUS, scope):
            await self._refusal(fault, scope, receive, send)
        else:
            await self._serve(scope, receive, send)

    def _take(self, kind: FaultKind, scope: Scope) -> Fault | None:
        return self._world.faults.take(kind, scope["path"].removeprefix(API_ROOT), scope["method"])

    async def _serve(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The answer is held back until it is whole, since a fault can lose it or delay it after the deed is done."""
        answer: list[Message] = []

        async def hold_back(message: Message) -> None:
            answer.append(message)

        await self._app(scope, receive, hold_back)
        is_accepted = scope["method"] == "POST" and answer[0]["status"] < 300
        if is_accepted and self._take(FaultKind.DROP_AFTER_ACCEPT, scope):
            await _drop(scope, receive)
            return
        if fault := self._take(FaultKind.SLOW, scope):
            await self._sleep(fault.delay_s)
        for message in answer:
            await send(message)

    async def _refusal(self, fault: Fault, scope: Scope, receive: Receive, send: Send) -> None:
        headers = {} if fault.retry_after_s is None else {"Retry-After": self._retry_after(fault, fault.retry_after_s)}
        problem = Problem(fault.status, CODES.get(fault.status, "server_error"), "ordered by /sandbox/faults")
        await render(problem, headers)(scope, receive, send)

    def _retry_after(self, fault: Fault, seconds: int) -> str:
        if not fault.retry_after_as_date:
            return str(seconds)
        return format_datetime((self._world.clock() + timedelta(seconds=seconds)).astimezone(UTC), usegmt=True)


async def _drop(scope: Scope, receive: Receive) -> None:
    cut = scope.get("state", {}).get("cut_connection")
    if cut is None:
        raise ConnectionDropped
    cut()
    while (await receive())["type"] != "http.disconnect":
        pass  # The server takes a silent end for a failure unless it has seen the connection go.
