"""PSCloud gone wrong on a real socket: answers that drip, never end or run in circles are given up in time."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from threading import Event, Thread

import httpx
import pytest

from bridge.pscloud.client import PSCloud
from bridge.pscloud.exchange import MAX_ANSWER_BYTES, TOO_SLOW, Cut, Exchange
from bridge.pscloud.problems import PscloudFailing
from tests.bridge.office_core import MovableClock

TIMEOUT_S = 0.4
LET_GO_S = 30
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
DRIPS = {
    "a status line": (b"HTTP/1.1 200 ", b"O"),
    "a header": (HEAD + b"X: ", b"x"),
    "headers": (HEAD, b"X: x\r\n"),
    "a body with a length": (HEAD + b"Content-Length: 1000000\r\n\r\n", b" "),
    "a body without one": (HEAD + b"\r\n{}", b" "),
    "chunks": (HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\n \r\n"),
}


@pytest.mark.parametrize("what", DRIPS)
def test_an_answer_that_drips_is_given_up_in_time(what: str) -> None:
    begin, drop = DRIPS[what]

    def drip(line: socket.socket, done: Event) -> None:
        line.sendall(begin)
        while not done.wait(TIMEOUT_S / 5):
            line.sendall(drop)

    with answering(drip) as exchange, pytest.raises(Cut, match=TOO_SLOW):
        exchange.send("GET", "soas")


def test_an_answer_without_end_is_given_up_before_it_fills_the_memory() -> None:
    def pour(line: socket.socket, done: Event) -> None:
        line.sendall(HEAD + b"\r\n")
        while not done.is_set():
            line.sendall(b" " * 1_000_000)

    with answering(pour, timeout_s=LET_GO_S) as exchange, pytest.raises(Cut, match=str(MAX_ANSWER_BYTES)):
        exchange.send("GET", "soas")


def test_a_listing_in_a_circle_ends_at_once() -> None:
    asked = count()

    def answer(_request: httpx.Request) -> httpx.Response:
        page = {"items": [], "next_cursor": f"page {next(asked) % 3}", "as_of": "2026-10-15T09:00:00+08:00"}
        return httpx.Response(200, json=page)

    with (
        PSCloud("http://pscloud.test", "key", 5, MovableClock(), httpx.MockTransport(answer)) as pscloud,
        pytest.raises(PscloudFailing, match="circle"),
    ):
        list(pscloud.soas())
    assert next(asked) == 4


@contextmanager
def answering(answer: Callable[[socket.socket, Event], None], timeout_s: float = TIMEOUT_S) -> Iterator[Exchange]:
    """A PSCloud that answers one request so, and the way to it."""
    done = Event()

    def serve() -> None:
        line, _ = listening.accept()
        with line:
            line.settimeout(LET_GO_S)
            line.recv(65_536)
            try:
                answer(line, done)
            except OSError:
                return  # It was hung up on, as it deserves.

    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = Thread(target=serve)
        server.start()
        exchange = Exchange(f"http://127.0.0.1:{listening.getsockname()[1]}", "key", timeout_s, MovableClock())
        try:
            yield exchange
        finally:
            done.set()
            exchange.close()
            server.join(LET_GO_S)
