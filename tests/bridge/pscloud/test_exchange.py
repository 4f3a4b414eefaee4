"""Over real sockets: whatever the other side does, an answer or a named trouble comes back in time."""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta

import pytest

from bridge.pscloud import exchange
from bridge.pscloud.answers import Outcome
from bridge.pscloud.client import PSCloud
from bridge.pscloud.exchange import Cut, Exchange, NotSent
from mpos.contract.problems import BadUsage
from tests.clocks import MANILA, MovableClock

CLOCK = MovableClock(datetime(2026, 10, 15, 9, 0, tzinfo=MANILA))
JSON_OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}"

Behaviour = Callable[[socket.socket], None]


@contextmanager
def server(behave: Behaviour) -> Iterator[str]:
    """A server on a free port that does as told with each connection."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=_serve, args=(listening, behave))
        thread.start()
        try:
            yield f"http://127.0.0.1:{listening.getsockname()[1]}/api/v1"
        finally:
            listening.shutdown(socket.SHUT_RDWR)
            thread.join(10)


def _serve(listening: socket.socket, behave: Behaviour) -> None:
    with suppress(OSError):
        while True:
            connection, _ = listening.accept()
            with connection, suppress(OSError):
                connection.recv(65536)
                behave(connection)


def answering(answer: bytes) -> Behaviour:
    return lambda connection: connection.sendall(answer)


def say_nothing(connection: socket.socket) -> None:
    connection.recv(1)


def drip(connection: socket.socket) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    closed = threading.Event()
    while not closed.wait(0.02):
        connection.sendall(b" ")


@pytest.mark.parametrize(
    "behave",
    [
        answering(b""),
        answering(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{}"),
        answering(b"SSH-2.0-OpenSSH\r\n"),
        answering(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc"),
        say_nothing,
        drip,
    ],
    ids=["closed", "cut short", "no HTTP", "bad gzip", "silent", "dripping"],
)
def test_what_is_no_whole_answer_is_cut(behave: Behaviour) -> None:
    with server(behave) as url:
        to = Exchange(url, "key", 0.5, CLOCK)
        with pytest.raises(Cut):
            to.send("GET", "/soas")
        to.close()


def test_an_answer_without_end_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exchange, "MAX_ANSWER_BYTES", 1000)
    with server(answering(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n" + b" " * 5000)) as url:
        to = Exchange(url, "key", 10, CLOCK)
        with pytest.raises(Cut, match="larger than 1000 bytes"):
            to.send("GET", "/soas")
        to.close()


def test_nobody_there_means_not_sent() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    to = Exchange(f"http://127.0.0.1:{port}/api/v1", "key", 5, CLOCK)
    with pytest.raises(NotSent, match="refused"):
        to.send("POST", "/payments", body={})
    to.close()


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("7", 7),
        ("0", 0),
        ("99999999999", 3600),
        ("Thu, 15 Oct 2026 01:00:30 GMT", 30),
        ("Thu, 15 Oct 2020 01:00:30 GMT", 0),
        ("soon", None),
        ("-5", None),
    ],
)
def test_retry_after_is_read_and_bounded(text: str, seconds: int | None) -> None:
    answer = f"HTTP/1.1 503 Busy\r\nRetry-After: {text}\r\nContent-Length: 0\r\n\r\n".encode()
    with server(answering(answer)) as url:
        to = Exchange(url, "key", 5, CLOCK)
        resume_at = to.send("GET", "/soas").resume_at
        to.close()
    assert resume_at == (None if seconds is None else CLOCK.now() + timedelta(seconds=seconds))


@pytest.mark.parametrize(
    ("date", "skew_s"),
    [
        (b"Thu, 15 Oct 2026 01:00:00 GMT", -0.5),
        (b"Thu, 15 Oct 2026 00:58:00 GMT", 119.5),
        (b"Thu, 15 Oct 2026 09:00:00 +0800", -0.5),
        (b"Sat, 15 Oct 2061 01:00:00 GMT", -1104537600.5),
        (b"yesterday", None),
        (b"Thu, 32 Oct 2026 01:00:00 GMT", None),
        (b"Thu, 15 Oct 2026 01:00:00 +9999", None),
        (b"", None),
    ],
)
def test_each_answer_tells_how_far_the_clocks_are_apart(date: bytes, skew_s: float | None) -> None:
    answer = JSON_OK.replace(b"200 OK", b"200 OK\r\nDate: " + date)
    with server(answering(answer)) as url:
        to_pscloud = Exchange(url, "key", 5, CLOCK)
        to_pscloud.send("GET", "/health")
        to_pscloud.close()
    found = to_pscloud.clock_skew
    assert (None if found is None else found.total_seconds()) == skew_s


@pytest.mark.parametrize(("url", "key"), [("http://[::1/api", "key"), ("http://x", "ключ"), ("http://x", "a\nb")])
def test_settings_that_make_no_request_are_named(url: str, key: str) -> None:
    with pytest.raises(BadUsage, match=r"pscloud_(url|key) can't be used"):
        Exchange(url, key, 5, CLOCK)


VERDICTS = [
    (b"422 No", b'{"code": "soa_closed", "title": "x"}', Outcome.REFUSED),
    (b"400 No", b'{"code": "invalid_body", "title": "x"}', Outcome.REFUSED),
    (b"409 No", b'{"code": "idempotency_conflict", "title": "x"}', Outcome.REFUSED),
    (b"400 No", b"<html>a proxy speaks</html>", Outcome.UNKNOWN),
    (b"404 No", b'{"code": "not_found", "title": "x"}', Outcome.UNKNOWN),
    (b"302 Elsewhere", b"", Outcome.UNKNOWN),
    (b"413 No", b"", Outcome.UNKNOWN),
    (b"401 No", b"", Outcome.KEY_REJECTED),
    (b"403 No", b"", Outcome.KEY_REJECTED),
    (b"429 No", b"", Outcome.BUSY),
    (b"503 No", b"", Outcome.UNKNOWN),
    (b"200 OK", b"{}", Outcome.UNKNOWN),
    (b"201 OK", b"not JSON", Outcome.UNKNOWN),
]


@pytest.mark.parametrize(("status", "content", "outcome"), VERDICTS)
def test_each_answer_to_a_posting_has_one_meaning(status: bytes, content: bytes, outcome: Outcome) -> None:
    answer = b"HTTP/1.1 %b\r\nContent-Length: %d\r\n\r\n%b" % (status, len(content), content)
    with server(answering(answer)) as url, PSCloud(url, "key", 5, CLOCK) as pscloud:
        assert pscloud.post("key", {}).outcome is outcome
