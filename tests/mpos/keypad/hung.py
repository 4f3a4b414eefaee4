"""A network that hangs."""

from threading import Event

import httpx

from tests.mpos.keypad.keypad_at_work import ERRAND_S


class Hung(httpx.BaseTransport):
    """A network on which nothing comes back until it is let go, and then nothing does."""

    def __init__(self) -> None:
        self.asked = Event()
        self.let_go = Event()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.asked.set()
        self.let_go.wait(ERRAND_S)
        raise httpx.ReadTimeout("Nobody answers", request=request)
