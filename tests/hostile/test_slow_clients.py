"""Slow, broken and hostile clients on real sockets: the terminal beside them is served, and the daemon ends in time."""

import gzip
import resource
import signal
import socket
from collections.abc import Iterator
from contextlib import ExitStack

import pytest

from bridge.web.uploads import UPLOADS_AT_ONCE
from mpos.contract.wire import ENROLMENTS, HEALTH, JOURNAL, MAX_REQUEST_BYTES
from tests.bridge.office_core import Hand, problem
from tests.hostile.served_office import DEADLINE_S, Served, served

IDLE = 1_000
MOST_MIB = 400
"""Half of what a small server has; the daemon at rest takes about a hundred."""
HEAD = f"POST {ENROLMENTS} HTTP/1.1\r\nHost: office\r\nConnection: close\r\n".encode()
GARBAGE = {
    "a TLS greeting": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + bytes(200),
    "random bytes": bytes(range(256)) * 20,
    "a line without end": b"G" * 200_000,
    "a header without end": b"GET / HTTP/1.1\r\nX: " + b"x" * 1_000_000,
    "headers without end": b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 100_000,
    "a length that is none": HEAD + b"Content-Length: -1\r\n\r\n",
    "two lengths": HEAD + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}",
    "a chunk larger than the world": HEAD + b"Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFFFFFF\r\n",
    "chunks that never stop": HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + b"1\r\n \r\n" * 20_000,
    "another protocol": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
    "a length and chunks": HEAD + b"Content-Length: 9\r\nTransfer-Encoding: gzip\r\n\r\nsomething",
}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    _allow_files(2 * IDLE)
    with served(tmp_path_factory.mktemp("served") / "home") as office:
        yield office


@pytest.mark.parametrize("what", GARBAGE)
def test_garbage_is_refused_and_the_connection_ends(office: Served, what: str) -> None:
    with office.connect() as line:
        answer = _send_and_read(line, GARBAGE[what])
    assert answer[:12] in (b"", b"HTTP/1.1 400", b"HTTP/1.1 413", b"HTTP/1.1 404", b"HTTP/1.1 501"), answer[:200]


def test_requests_in_one_piece_are_answered_in_their_order(office: Served) -> None:
    one = f"GET {HEALTH} HTTP/1.1\r\nHost: office\r\n".encode()
    with office.connect() as line:
        answers = _send_and_read(line, (one + b"\r\n") * 20 + one + b"Connection: close\r\n\r\n")
    assert answers.count(b"HTTP/1.1 200") == 21


def test_a_terminal_is_served_beside_a_thousand_idle_and_broken_connections(office: Served) -> None:
    with ExitStack() as lines:
        for number in range(IDLE):
            line = lines.enter_context(office.connect())
            line.setblocking(False)
            _begin_badly(line, number)
        _go_through_a_day(office, b"t" * 32)
    assert office.peak_mib < MOST_MIB


def test_answers_that_nobody_reads_hold_up_nobody_else(office: Served) -> None:
    with ExitStack() as lines:
        for _ in range(50):
            line = lines.enter_context(office.connect())
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
            line.setblocking(False)
            line.send(f"GET {HEALTH} HTTP/1.1\r\nHost: office\r\n\r\n".encode() * 200)
        _go_through_a_day(office, b"u" * 32)
    assert office.peak_mib < MOST_MIB


def test_bombs_are_refused_before_they_unfold(office: Served) -> None:
    hand = Hand(office.core, b"b" * 32)
    hand.enrol(office.core.code())
    hand.get_token()
    before_mib = office.peak_mib
    for piece in (b"[],", b"{},", b'"",', b" "):
        bomb = gzip.compress(b"[" + piece * (MAX_REQUEST_BYTES // len(piece)) + b"0]")
        answer = hand.ask("POST", JOURNAL, content=bomb, headers={"Content-Encoding": "gzip"})
        assert answer.status_code in (400, 413)
    assert office.peak_mib < before_mib + 100


def test_a_third_upload_of_one_terminal_waits_for_the_two_that_hang(office: Served) -> None:
    hand = Hand(office.core, b"h" * 32)
    hand.enrol(office.core.code())
    hand.get_token()
    hand.collect()
    head = f"POST {JOURNAL} HTTP/1.1\r\nHost: office\r\nAuthorization: Bearer {hand.token}\r\n".encode()
    with ExitStack() as lines:
        hanging = [lines.enter_context(office.connect()) for _ in range(UPLOADS_AT_ONCE)]
        for line in hanging:
            line.sendall(head + b"Expect: 100-continue\r\nContent-Length: 100\r\n\r\n")
            # The office asks for the body: from here on it waits for it.
            assert line.recv(100).startswith(b"HTTP/1.1 100")
        assert problem(hand.upload()) == (503, "office_busy")
        _go_through_a_day(office, b"i" * 32)
        for line in hanging:
            line.sendall(b"{" * 100)
            assert line.recv(100).startswith(b"HTTP/1.1 400")
        assert hand.upload().is_success


def test_the_daemon_ends_in_time_whoever_hangs_on(office: Served) -> None:
    """The last one here: the office is closed after it."""
    with ExitStack() as lines:
        for number in range(100):
            line = lines.enter_context(office.connect())
            line.setblocking(False)
            _begin_badly(line, number)
        office.process.send_signal(signal.SIGTERM)
        assert office.process.wait(DEADLINE_S) == 0


def _go_through_a_day(office: Served, key: bytes) -> None:
    hand = Hand(office.core, key)
    assert hand.enrol(office.core.code()).is_success
    hand.get_token()
    hand.collect()
    assert hand.upload().is_success
    assert office.core.http.get(HEALTH).is_success


def _begin_badly(line: socket.socket, number: int) -> None:
    """One in five says nothing at all; the others stop half-way in their own ways."""
    begun = (
        b"",
        b"P",
        HEAD,
        HEAD + b"Content-Length: 100\r\n\r\n{",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\n{",
    )
    if begun[number % len(begun)]:
        line.send(begun[number % len(begun)])


def _send_and_read(line: socket.socket, content: bytes) -> bytes:
    """What comes back until the other side ends it; it may do so before all is sent."""
    try:
        line.sendall(content)
        pieces = iter(lambda: line.recv(65_536), b"")
        return b"".join(pieces)
    except (ConnectionResetError, BrokenPipeError):
        return b""


def _allow_files(wanted: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, hard), hard))
