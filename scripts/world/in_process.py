"""A network of one process: a synchronous httpx transport that calls an ASGI application directly."""

import asyncio
from collections.abc import Mapping
from threading import Lock

import httpx
from starlette.types import ASGIApp

Losses = Mapping[type[Exception], type[httpx.TransportError]]


class InProcess(httpx.BaseTransport):
    """Carries requests to `app`. What the application raises of `losses` is a loss on the way, of that kind.

    `requests` is what was sent, in order. While `is_down` nothing can be connected to.
    """

    def __init__(self, app: ASGIApp, losses: Losses | None = None) -> None:
        self._transport = httpx.ASGITransport(app)
        self._losses = losses or {}
        self._runner = asyncio.Runner()
        self._lock = Lock()
        self.requests: list[httpx.Request] = []
        self.is_down = False

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if self.is_down:
            raise httpx.ConnectError("connection refused", request=request)
        with self._lock:
            self.requests.append(request)
            return self._runner.run(self._answer(request))

    def shut_down(self) -> None:
        """Ends the event loop; a client's `close` does not, as clients come and go."""
        self._runner.close()

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        try:
            response = await self._transport.handle_async_request(request)
        except tuple(self._losses) as loss:
            raise self._losses[type(loss)](type(loss).__name__, request=request) from loss
        assert isinstance(response.stream, httpx.AsyncByteStream)
        packed = b"".join([chunk async for chunk in response.stream])
        return httpx.Response(response.status_code, headers=response.headers, stream=httpx.ByteStream(packed))
