"""Connections: whoever keeps us waiting is cut, whoever moves is not."""

import socket
import threading
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn

from bridge.web import connections
from bridge.web.connections import BoundedConnection

DEADLINE_S = 20
LARGE = 2_000_000
"""Bytes; more than sockets and buffers of both sides take without anybody reading."""
POST = b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100000\r\n\r\n"
WAYS_TO_STALL = {
    "saying nothing": b"",
    "half a line": b"GET /",
    "half a head": b"GET / HTTP/1.1\r\nHost: x\r\n",
    "half a body": POST + b"x" * 10,
    "not reading": b"GET / HTTP/1.1\r\nHost: x\r\n\r\n",
}


async def app(scope: Any, receive: Any, send: Any) -> None:
    """Takes the body whole, and answers with more than anybody can swallow at once."""
    assert scope["type"] == "http"
    while (await receive()).get("more_body"):
        pass
    await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"%d" % LARGE)]})
    await send({"type": "http.response.body", "body": b"x" * LARGE})


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    """A server that looks often and has room for three."""
    monkeypatch.setattr(connections, "LOOK_EVERY_S", 0.2)
    monkeypatch.setattr(connections, "MAX_CONNECTIONS", 3)
    config = uvicorn.Config(app, http=BoundedConnection, log_config=None, lifespan="off", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield listening.getsockname()[1]
        server.should_exit = True
        thread.join(DEADLINE_S)


@pytest.mark.parametrize("how", WAYS_TO_STALL)
def test_who_keeps_us_waiting_is_cut(port: int, how: str) -> None:
    with connect(port) as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        line.sendall(WAYS_TO_STALL[how])
        if how == "not reading":
            assert ended_unread(line)
        else:
            assert received(line) == b""


def test_who_reads_slowly_but_reads_gets_all(port: int) -> None:
    with connect(port) as line:
        line.sendall(WAYS_TO_STALL["not reading"].replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
        assert len(received(line, at_once=1_000)) > LARGE


def test_the_longest_waiting_makes_room_for_the_newest(port: int) -> None:
    with connect(port) as first, connect(port) as second, connect(port), connect(port) as newest:
        newest.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        assert len(received(newest)) > LARGE
        assert received(first) == b""
        assert received(second) == b""


def connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=DEADLINE_S)


def received(line: socket.socket, at_once: int = 65_536) -> bytes:
    """What comes until the other side ends it."""
    pieces = []
    try:
        while piece := line.recv(at_once):
            pieces.append(piece)
    except ConnectionResetError:
        pass
    return b"".join(pieces)


def ended_unread(line: socket.socket) -> bool:
    """Whether the connection ends though nothing is read from it: in the end, writing to it fails."""
    poll = threading.Event()
    for _ in range(DEADLINE_S * 20):
        try:
            line.send(b"x")
        except OSError:
            return True
        poll.wait(0.05)
    return False
