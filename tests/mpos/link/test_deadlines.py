"""Every wait for the bridge ends: with real servers that drip, hang and reset."""

import socket
import struct
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from threading import Event, Thread

import pytest
from tenacity import RetryCallState, Retrying

from mpos.contract.problems import Unreachable
from mpos.link.bridge_client import LONGEST_WAIT_S, TRIES, WAIT, BridgeClient, Patience

SHORT = Patience(connect_s=2.0, read_s=0.4, answer_s=0.5)
BETWEEN_DRIPS_S = 0.05
DRIPS = 1_200
"""A minute of them: whoever waits for the end is given a right answer, and the test fails."""
BODY = b'{"terminal_id": "T001", "series_prefix": "A", "bridge_id": "b", "bridge_key": "k", "time": "t"}'
HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"

Serve = Callable[[socket.socket, Event], None]


class Server:
    """Listens on 127.0.0.1 and serves each connection in a thread. `connections` is how many came."""

    def __init__(self, serve: Serve) -> None:
        self._serve = serve
        self._over = Event()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.connections = 0
        self.address = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._over.set()
        self._listening.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listening.accept()
                self.connections += 1
                Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with suppress(OSError), connection:
            connection.recv(65_536)
            self._serve(connection, self._over)


def drip(connection: socket.socket, over: Event, content: bytes, rest: bytes) -> None:
    """Sends one byte at a time, and in the end the rest at once."""
    for number in range(DRIPS):
        connection.sendall(content[number % len(content) :][:1])
        if over.wait(BETWEEN_DRIPS_S):
            return
    connection.sendall(rest)


def drips_its_headers(connection: socket.socket, over: Event) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    drip(connection, over, b"a", b"\r\nContent-Length: %d\r\n\r\n%s" % (len(BODY), BODY))


def drips_its_body(connection: socket.socket, over: Event) -> None:
    connection.sendall(HEAD + b"Content-Length: %d\r\n\r\n" % (DRIPS + len(BODY)))
    drip(connection, over, b" ", BODY)


def drips_a_body_that_ends_with_the_connection(connection: socket.socket, over: Event) -> None:
    connection.sendall(HEAD + b"Connection: close\r\n\r\n" + BODY)
    drip(connection, over, b" ", b"")


def hangs(_: socket.socket, over: Event) -> None:
    over.wait(DRIPS * BETWEEN_DRIPS_S)


def hangs_halfway(connection: socket.socket, over: Event) -> None:
    connection.sendall(HEAD + b"Content-Length: 100\r\n\r\n" + BODY[:50])
    hangs(connection, over)


def resets(connection: socket.socket, _: Event) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def ends_halfway(connection: socket.socket, _: Event) -> None:
    connection.sendall(HEAD + b"Content-Length: 100\r\n\r\n" + BODY[:50])


def talks_nonsense(connection: socket.socket, _: Event) -> None:
    connection.sendall(b"\x16\x03\x01 this is no HTTP\r\n\r\n")


@contextmanager
def served(serve: Serve) -> Iterator[Server]:
    with closing(Server(serve)) as server:
        yield server


@pytest.mark.parametrize(
    ("serve", "told"),
    [
        (drips_its_headers, "does not answer in time"),
        (drips_its_body, "does not answer in time"),
        (drips_a_body_that_ends_with_the_connection, "does not answer in time"),
        (hangs, "does not answer in time"),
        (hangs_halfway, "does not answer in time"),
        (resets, "the connection was cut"),
        (ends_halfway, "the connection was cut"),
        (talks_nonsense, "the connection was cut"),
    ],
    ids=lambda value: getattr(value, "__name__", ""),
)
def test_whatever_a_server_does_the_wait_for_it_ends(serve: Serve, told: str) -> None:
    with served(serve) as server, closing(BridgeClient(server.address, patience=SHORT)) as client:
        with pytest.raises(Unreachable, match=told):
            client.enrol("0123456789", "a" * 64)
        assert 1 <= server.connections <= TRIES


def test_an_answer_that_comes_slowly_but_in_time_is_taken() -> None:
    def slow(connection: socket.socket, over: Event) -> None:
        connection.sendall(HEAD + b"Content-Length: %d\r\n\r\n" % len(BODY))
        for start in range(0, len(BODY), 30):
            connection.sendall(BODY[start : start + 30])
            over.wait(BETWEEN_DRIPS_S)

    with served(slow) as server, closing(BridgeClient(server.address, patience=Patience(2.0, 5.0, 30.0))) as client:
        assert client.enrol("0123456789", "a" * 64).terminal_id == "T001"


def test_one_exchange_that_was_cut_does_not_spoil_the_next() -> None:
    turn = iter([drips_its_body, drips_its_body, drips_its_body])

    def in_turn(connection: socket.socket, over: Event) -> None:
        serve = next(turn, None)
        if serve is not None:
            return serve(connection, over)
        return connection.sendall(HEAD + b"Content-Length: %d\r\n\r\n%s" % (len(BODY), BODY))

    with served(in_turn) as server, closing(BridgeClient(server.address, patience=SHORT)) as client:
        with pytest.raises(Unreachable):
            client.enrol("0123456789", "a" * 64)
        for _ in turn:
            pass
        assert client.enrol("0123456789", "a" * 64).terminal_id == "T001"


@pytest.mark.parametrize("tries", [1, 2, 3, 50, 2_000])
def test_the_waits_between_tries_are_spread_and_bounded(tries: int) -> None:
    after = RetryCallState(Retrying(), None, (), {})
    after.attempt_number = tries
    waits = {WAIT(after) for _ in range(50)}
    assert len(waits) > 40
    assert 0 <= min(waits) <= max(waits) <= LONGEST_WAIT_S
