"""An end for every exchange over HTTP, however slowly the other side goes on answering.

The timeouts of single reads end a silence, but not a drip of one byte a minute. Both sides' clients need it; it is told
of connections by httpx and knows nothing of it.
"""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Timer

from mpos.light.typing import Any

_CONNECTED = ("connection.connect_tcp.complete", "connection.start_tls.complete")


class Deadline:
    """Cuts the connection of an exchange that takes too long, from a thread of its own."""

    def __init__(self, timeout_s: float) -> None:
        self._timeout_s = timeout_s
        self._connection: Any = None
        self.has_passed = False

    @contextmanager
    def ticking(self) -> Iterator[None]:
        """Counts anew for this block; `has_passed` says afterwards whether the connection was cut."""
        self.has_passed = False
        timer = Timer(self._timeout_s, self._cut)
        timer.daemon = True
        timer.start()
        try:
            yield
        finally:
            timer.cancel()

    def trace(self, event: str, told: dict[str, Any]) -> None:
        """What httpx tells of its progress, its "trace" extension: which connection it has made."""
        if event in _CONNECTED:
            self._connection = told["return_value"]
            if self.has_passed:
                self._cut()

    def _cut(self) -> None:
        self.has_passed = True
        if self._connection is not None:
            # The plain shutdown, also under TLS: it wakes whoever is reading, and the rest follows from that.
            with suppress(OSError):
                socket.socket.shutdown(self._connection.get_extra_info("socket"), socket.SHUT_RDWR)
