"""The sandbox as a process: a server whose connections can be cut, and which says when it listens."""

import asyncio
import signal
import sys
from collections.abc import Callable
from socket import socket
from typing import Any

import uvicorn
from starlette.types import ASGIApp
from uvicorn.protocols.http.h11_impl import H11Protocol
from uvicorn.server import ServerState

SHUTDOWN_DEADLINE_S = 5
"""How long answers under way may take once the process was told to stop."""


class CuttableProtocol(H11Protocol):
    """HTTP/1.1 that lets the application close the connection without an answer."""

    def __init__(
        self,
        config: uvicorn.Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        super().__init__(config, server_state, app_state | {"cut_connection": self._cut}, _loop)

    def _cut(self) -> None:
        self.transport.abort()


class AnnouncingServer(uvicorn.Server):
    """Calls `announce` with the real port once connections are taken."""

    def __init__(self, config: uvicorn.Config, announce: Callable[[int], None]) -> None:
        super().__init__(config)
        self._announce = announce

    async def startup(self, sockets: list[socket] | None = None) -> None:
        """Starts to listen, then says so; a port that is taken ends the process with uvicorn's own message."""
        await super().startup(sockets)
        self._announce(self.servers[0].sockets[0].getsockname()[1])


def serve(app: ASGIApp, host: str, port: int, announce: Callable[[int], None]) -> None:
    """Serves until SIGTERM or SIGINT, then ends the process with 0. Port 0 takes a free one."""
    config = uvicorn.Config(
        app,
        host=host,
        port=port,
        http=CuttableProtocol,
        lifespan="off",
        log_level="warning",
        timeout_graceful_shutdown=SHUTDOWN_DEADLINE_S,
    )
    # uvicorn shuts down on a signal and then raises it again for whoever was there before; that is us.
    for stop in (signal.SIGTERM, signal.SIGINT):
        signal.signal(stop, lambda *_: sys.exit(0))
    AnnouncingServer(config, announce).run()
