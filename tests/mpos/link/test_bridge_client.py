"""The way to the bridge: tokens that renew themselves, bounded tries, and answers that are none."""

import json

import httpx
import pytest

from mpos.contract.wire import (
    CHALLENGES,
    CONTACT_HEADER,
    HEALTH,
    JOURNAL,
    MAX_BATCH_ENTRIES,
    SLOWEST_BYTES_EACH_S,
    TOKENS,
)
from mpos.link.bridge_client import Patience
from tests.mpos.office_at_work import Office
from tests.mpos.services.test_uploading import record_many
from tests.mpos.terminal_at_work import NoNetwork, OutOfOrder, TerminalAtWork, assert_one_line

CONVERSATIONS = ("upload", "download-soa", "login maria --pin -")


def paths(office: Office) -> list[str]:
    """What the bridge was asked, in order."""
    return [request.url.path for request in office.network.requests]


def test_a_token_serves_for_a_day_and_is_then_renewed_by_itself(terminal: TerminalAtWork, office: Office) -> None:
    terminal.ask("upload")
    assert paths(office) == [HEALTH, JOURNAL]
    terminal.clock.move(hours=25)
    terminal.ask("upload")
    assert paths(office)[2:] == [HEALTH, JOURNAL, CHALLENGES, TOKENS, JOURNAL]
    terminal.ask("upload")
    assert paths(office)[7:] == [HEALTH, JOURNAL]


@pytest.mark.parametrize("content", [b"", b"\0\0\0\0", b"\xff\xfe", b"one\ntwo", b"not-the-token"])
def test_whatever_a_power_cut_left_of_the_token_a_new_one_is_got(
    terminal: TerminalAtWork, office: Office, content: bytes
) -> None:
    (terminal.home / "token").write_bytes(content)
    assert terminal.ask("upload")["pending"] == 0
    assert all("\0" not in request.headers.get("Authorization", "") for request in office.network.requests)


def test_the_token_is_its_owners_alone(terminal: TerminalAtWork) -> None:
    (terminal.home / "token").unlink()
    terminal.ask("upload")
    assert (terminal.home / "token").stat().st_mode & 0o777 == 0o600


def test_the_office_shows_its_key_once_a_connection_and_not_once_a_request(
    terminal: TerminalAtWork, office: Office
) -> None:
    record_many(terminal, 2 * MAX_BATCH_ENTRIES)
    terminal.ask("upload")
    assert paths(office) == [HEALTH, JOURNAL, JOURNAL, JOURNAL]


def test_after_a_cut_the_office_shows_its_key_again(terminal: TerminalAtWork, office: Office) -> None:
    class CutOnce(httpx.BaseTransport):
        is_due = True

        def handle_request(self, request: httpx.Request) -> httpx.Response:
            answer = office.network.handle_request(request)
            if request.url.path == JOURNAL and self.is_due:
                self.is_due = False
                raise httpx.ReadError("connection reset", request=request)
            return answer

    terminal.transport = CutOnce()
    assert terminal.ask("upload")["pending"] == 0
    assert paths(office) == [HEALTH, JOURNAL, HEALTH, JOURNAL]


@pytest.mark.parametrize("closes_each", [True, False], ids=["each_is_closed", "closed_while_idle"])
def test_nothing_is_told_over_a_new_connection_before_its_other_end_shows_the_key(
    closes_each: bool, terminal: TerminalAtWork, office: Office
) -> None:
    """Whoever answers at the address by now may be a stranger, and an office may keep no connection at all."""

    class Connecting(httpx.BaseTransport):
        connected = 0

        def handle_request(self, request: httpx.Request) -> httpx.Response:
            if closes_each or paths(office).count(JOURNAL) == self.connected:
                self.connected += 1
                request.extensions["trace"]("connection.connect_tcp.started", {})
            return office.network.handle_request(request)

    record_many(terminal, 2 * MAX_BATCH_ENTRIES)
    terminal.transport = Connecting()
    terminal.ask("upload")
    assert paths(office) == [HEALTH, JOURNAL, HEALTH, JOURNAL, HEALTH, JOURNAL]


def test_an_answer_is_waited_for_as_long_as_a_slow_link_carries_what_is_sent(
    terminal: TerminalAtWork, office: Office
) -> None:
    record_many(terminal, MAX_BATCH_ENTRIES)
    terminal.ask("upload")
    greeting, upload = (request.extensions["timeout"]["read"] for request in office.network.requests[:2])
    assert greeting == Patience().read_s
    assert upload == greeting + len(office.network.requests[1].content) / SLOWEST_BYTES_EACH_S


def test_what_a_terminal_can_not_use_is_not_sent_to_it(terminal: TerminalAtWork, office: Office) -> None:
    terminal.ask("download-soa")
    asked = office.network.requests[-1]
    answer = office.network.handle_request(httpx.Request("GET", asked.url, headers=asked.headers))
    assert json.loads(answer.read()).keys().isdisjoint({"office", "person"})
    assert {"content-security-policy", "referrer-policy"}.isdisjoint(answer.headers)
    assert answer.headers["Cache-Control"] == "no-store"
    assert len(asked.headers["User-Agent"]) < 10


def test_a_device_with_another_key_is_not_believed(terminal: TerminalAtWork) -> None:
    (terminal.home / "token").unlink()
    (terminal.home / "terminal.key").write_text("ab" * 32)
    ran = terminal.run("upload")
    assert ran.exit_code == 4
    assert_one_line(ran, ["The office refused", "Nothing is lost"])


def test_each_conversation_with_a_token_tells_the_state_of_the_device(terminal: TerminalAtWork, office: Office) -> None:
    terminal.ask("download-soa")
    contact = json.loads(office.network.requests[-1].headers[CONTACT_HEADER])
    assert (contact["collector"], contact["pending_entries"]) == ("ana", 3)


@pytest.mark.parametrize("typed", CONVERSATIONS)
def test_a_dead_line_is_tried_three_times_and_no_more(terminal: TerminalAtWork, typed: str) -> None:
    terminal.transport = network = NoNetwork()
    terminal.run(*typed.split(), stdin="1357\n")
    assert len(network.requests) == 3


@pytest.mark.parametrize("typed", CONVERSATIONS)
@pytest.mark.parametrize(
    ("status", "content"),
    [
        (200, b"<h1>Welcome to our Wi-Fi</h1>"),
        (200, b""),
        (200, b"[]"),
        (200, b"{}"),
        (200, b'{"person": {}, "acknowledged": {}}'),
        (204, b""),
        (302, b""),
        (404, b"not here"),
        (409, b'{"code": "journal_gap"}'),
        (409, b'{"code": "journal_gap", "acknowledged": {"epoch": 0}}'),
        (409, b'{"code": "something_new", "title": "Not today."}'),
        (418, b"\xff"),
        (500, b""),
        (503, b"<h1>Bad gateway</h1>"),
    ],
)
def test_whoever_answers_not_to_the_point_changes_nothing(
    terminal: TerminalAtWork, typed: str, status: int, content: bytes
) -> None:
    before = terminal.head
    for token_is_kept in (True, False):
        if not token_is_kept:
            (terminal.home / "token").unlink()
        terminal.transport = OutOfOrder(status, content)
        ran = terminal.run(*typed.split(), stdin="1357\n")
        assert ran.exit_code in (3, 4, 6), ran
        assert_one_line(ran, [])
        assert terminal.head == before
    terminal.transport = None
    assert terminal.ask("upload")["pending"] == 0


def test_an_answer_that_cannot_be_unpacked_is_none(terminal: TerminalAtWork) -> None:
    class Packed(httpx.BaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            stream = httpx.ByteStream(b"not packed at all")
            return httpx.Response(200, headers={"Content-Encoding": "gzip"}, stream=stream, request=request)

    terminal.transport = Packed()
    ran = terminal.run("upload")
    assert ran.exit_code == 3
    assert_one_line(ran, ["can't be reached"])
