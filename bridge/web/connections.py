"""Connections of clients that may be slow, broken or hostile: every wait for one ends, and the idle make room.

A reverse proxy in front keeps most of this away; what comes through it, or where there is none, is met here.
"""

import asyncio

from uvicorn.protocols.http.h11_impl import H11Protocol

MAX_CONNECTIONS = 700
"""More terminals than meet the largest office at the same time, and fewer than the files that a process may open (1,024
as a rule)."""
MAX_HEAD_BYTES = 16_384
"""The request line and all headers; the largest, what a terminal says of itself, has 4,000."""
LOOK_EVERY_S = 15
LEAST_PROGRESS_BYTES = 10_000
"""Between two looks, either way: the slowest link that is of use carries more."""


class BoundedConnection(H11Protocol):
    """One connection. When it is the client's turn, and at two looks in a row it has not moved, it is cut.

    When there are more than MAX_CONNECTIONS, the one that has waited for its client longest makes room for the newest.
    """

    _is_cut = False
    _was_stuck = False
    _received = _received_then = _unread_then = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        """Makes room if need be."""
        super().connection_made(transport)
        self._waiting_since_s = self.loop.time()
        self._next_look = self.loop.call_later(LOOK_EVERY_S, self._look)
        if len(self.connections) > MAX_CONNECTIONS:
            self._longest_waiting().cut()

    def data_received(self, data: bytes) -> None:
        """Counts what comes."""
        self._received += len(data)
        super().data_received(data)

    def on_response_complete(self) -> None:
        """From here on it is the client's turn again."""
        self._waiting_since_s = self.loop.time()
        super().on_response_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing is left to look at."""
        self._next_look.cancel()
        super().connection_lost(exc)

    def cut(self) -> None:
        """Ends it at once, whatever is under way."""
        self._is_cut = True
        self.transport.abort()

    @property
    def _is_idle(self) -> bool:
        return not self.cycle or self.cycle.response_complete

    @property
    def _waits_for_client(self) -> bool:
        """Whether the next step is the client's: a request, the rest of one, or reading what we answered."""
        return self._is_idle or self.cycle.more_body or self.transport.get_write_buffer_size() > 0

    def _look(self) -> None:
        unread = self.transport.get_write_buffer_size()
        moved = self._received - self._received_then + self._unread_then - unread
        waited_s = self.loop.time() - self._waiting_since_s
        is_stuck = self._waits_for_client and moved < LEAST_PROGRESS_BYTES and waited_s >= LOOK_EVERY_S
        if is_stuck and self._was_stuck:
            self.cut()
            return
        self._was_stuck, self._received_then, self._unread_then = is_stuck, self._received, unread
        self._next_look = self.loop.call_later(LOOK_EVERY_S, self._look)

    def _longest_waiting(self) -> "BoundedConnection":
        """An idle one before one that is half-way, the longest waiting first; this one when all others are served."""
        others = (other for other in self.connections if isinstance(other, BoundedConnection) and other is not self)
        waiting = (other for other in others if other._waits_for_client and not other._is_cut)
        return min(waiting, key=lambda other: (not other._is_idle, other._waiting_since_s), default=self)
