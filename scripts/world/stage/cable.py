"""A line that is cut when told to: before a request arrives, or after its effect and before the answer."""

from collections.abc import Callable
from typing import NamedTuple

import httpx

BEFORE, AFTER = "before", "after"
HANG_S = 60.0
"""How long a line that stalls keeps its caller waiting: the longest read timeout of either client."""
MAX_REQUESTS = 400
"""One deed of a small world comes nowhere near it: whoever sends more asks without end."""


class Cut(NamedTuple):
    """The n-th request of a step (counted from 1) is lost; `stalls` when its caller finds out by waiting only."""

    when: str
    nth: int
    stalls: bool = False


class Cable(httpx.BaseTransport):
    """Carries requests to `beyond`, unless this step's cuts say otherwise."""

    def __init__(self, beyond: httpx.BaseTransport, sleep: Callable[[float], None]) -> None:
        self._beyond = beyond
        self._sleep = sleep
        self._cuts: tuple[Cut, ...] = ()
        self.is_down = False
        self.sent = 0
        self.cut = 0

    def begin(self, cuts: tuple[Cut, ...] = (), *, is_down: bool = False) -> None:
        """A new step with its cuts."""
        self._cuts, self.is_down, self.sent, self.cut = cuts, is_down, 0, 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.sent += 1
        if self.is_down or self.sent > MAX_REQUESTS:
            self.cut += 1
            raise httpx.ConnectError("no route to host", request=request)
        self._lose(request, BEFORE)
        response = self._beyond.handle_request(request)
        self._lose(request, AFTER)
        return response

    def _lose(self, request: httpx.Request, when: str) -> None:
        for cut in self._cuts:
            if (cut.when, cut.nth) == (when, self.sent):
                self.cut += 1
                if cut.stalls:
                    self._sleep(HANG_S)
                    raise httpx.ReadTimeout("nothing came", request=request)
                raise httpx.ReadError("connection reset by peer", request=request)
