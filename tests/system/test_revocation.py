"""Tokens and revocation: what ran out stops syncing, what was revoked takes no more payments, and no money is lost."""

import io
import re
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from bridge.app import init_home
from bridge.commands import run as run_bridge
from bridge.feed.soa_list import write_soa_list
from mpos.contract import kinds
from mpos.contract.wire import CHALLENGES, HEALTH, JOURNAL, TOKENS
from mpos.store.soas import LIST_FILE
from tests.clocks import MovableClock
from tests.mpos.office_at_work import CODE, PIN, SOA, Office
from tests.mpos.terminal_at_work import (
    NINE,
    Homes,
    Ran,
    TerminalAtWork,
    assert_one_line,
    at_work,
)

REVOKED = ["The office has revoked this device", "Nothing is lost", "close the registry", "bring the device"]


@pytest.fixture
def terminal(terminal: TerminalAtWork) -> TerminalAtWork:
    """Ana has opened her day and taken 100.00."""
    terminal.open_registry()
    terminal.collect("100")
    return terminal


class OlderBridge(httpx.BaseTransport):
    """A bridge that does not say with an upload whether the terminal is revoked."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = self._office.network.handle_request(request)
        content = answer.read()
        return httpx.Response(answer.status_code, content=content.replace(b'"revoked":true', b'"of_later":true'))


def tell_bridge(office: Office, *argv: str) -> int:
    """Runs a command of the office."""
    with redirect_stdout(io.StringIO()):
        return run_bridge(argv, office.environ, office.clock)


def is_told(ran: Ran, exit_code: int) -> None:
    """The collector is told in one line that the device is revoked."""
    assert ran.exit_code == exit_code, ran
    assert_one_line(ran, REVOKED)


CONTACTS = {
    "upload": (["upload"], 0),
    "download": (["download-soa"], 6),
    "login of somebody new": (["login", "maria", "--pin", "-"], 6),
}


@pytest.mark.parametrize(("argv", "exit_code"), CONTACTS.values(), ids=CONTACTS)
def test_a_revoked_device_is_locked_by_whatever_contact_it_hears_of_it(
    terminal: TerminalAtWork, office: Office, argv: list[str], exit_code: int
) -> None:
    tell_bridge(office, "terminals", "revoke", "T001", "--reason", "lost")
    terminal.collect("50")  # it has not heard of it, and the customer has paid

    is_told(terminal.run(*argv, stdin=PIN), exit_code)

    is_told(terminal.run("collect", SOA), 6)
    is_told(terminal.run("or-entry", "--manual-or", "1", "--customer-no", "X", "--cash", "5"), 6)
    is_told(terminal.run("soa", "list"), 6)
    assert terminal.ask("status")["revoked"]
    assert re.search(r"^Revoked +yes, no new payments", terminal.run("status").out, re.MULTILINE)
    assert not (terminal.home / LIST_FILE).exists()
    assert terminal.kinds.count(kinds.SOAS_FORGOTTEN) == 1


def test_a_bridge_that_says_it_only_with_a_token_is_heard_as_well(terminal: TerminalAtWork, office: Office) -> None:
    office.revoke("T001")
    terminal.transport = OlderBridge(office)
    terminal.ask("upload")
    assert not terminal.ask("status")["revoked"]
    terminal.transport = None
    terminal.clock.move(hours=25)
    terminal.ask("upload")
    assert terminal.ask("status")["revoked"]


def test_a_revoked_device_reads_takes_back_closes_and_hands_in(terminal: TerminalAtWork, office: Office) -> None:
    terminal.collect("200")
    office.revoke("T001")
    terminal.ask("upload")

    assert terminal.ask("x-reading")["net"] == "300.00"
    assert len(terminal.ask("transactions")["items"]) == 2
    assert terminal.ask("receipt", "A00000001")["receipt_no"] == "A00000001"
    # Money that is given back has left the box, whatever the office thinks of the device.
    terminal.ask("void", "A00000002", "--reason", "gave it back")
    assert terminal.ask("login", "ana", "--pin", "-", stdin=PIN)["collector"] == "ana"
    terminal.ask("close-registry", "--count", "100x6")
    z = terminal.ask("z-reading")
    assert (z["net"], z["over_short"]) == ("100.00", "0.00")

    answer = terminal.ask("upload")
    assert (answer["pending"], answer["refused"], answer["revoked"]) == (0, [], True)
    office.sync()
    assert sorted(office.posted) == [("A00000001", 10_000, "posted"), ("A00000002", 20_000, "voided")]


def test_a_revoked_device_begins_no_new_day(terminal: TerminalAtWork, office: Office) -> None:
    terminal.ask("close-registry", "--count", "100x6")
    terminal.ask("z-reading")
    office.revoke("T001")
    terminal.ask("upload")
    terminal.clock.move(days=1)
    is_told(terminal.run("open-registry", "--change-fund", "500"), 6)


def test_a_revoked_device_hands_its_journal_in_by_file(
    terminal: TerminalAtWork, office: Office, tmp_path: Path
) -> None:
    office.revoke("T001")
    assert terminal.run("download-soa").exit_code == 6
    is_told(terminal.run("upload", "--to", str(tmp_path / "journal")), 0)
    assert tell_bridge(office, "ingest", str(tmp_path / "journal")) == 0
    office.sync()
    assert office.posted == [("A00000001", 10_000, "posted")]


def test_a_device_that_meets_its_office_by_file_alone_hears_of_it(
    terminal: TerminalAtWork, office: Office, tmp_path: Path
) -> None:
    def listed(name: str) -> str:
        (tmp_path / name).write_bytes(write_soa_list(office.bridge, [CODE])[0])
        return str(tmp_path / name)

    before = listed("before")
    office.revoke("T001")
    is_told(terminal.run("download-soa", "--from", listed("after")), 6)
    is_told(terminal.run("collect", SOA), 6)
    # An old file in a finder's hands brings nothing back.
    is_told(terminal.run("download-soa", "--from", before), 6)
    assert not (terminal.home / LIST_FILE).exists()


def test_a_device_that_was_revoked_by_mistake_is_readmitted(terminal: TerminalAtWork, office: Office) -> None:
    assert tell_bridge(office, "terminals", "readmit", "T001", "--reason", "found") == 4
    tell_bridge(office, "terminals", "revoke", "T001", "--reason", "lost")
    terminal.ask("upload")
    assert tell_bridge(office, "terminals", "readmit", "T001", "--reason", "found") == 0
    assert tell_bridge(office, "terminals", "readmit", "T009", "--reason", "found") == 4
    assert office.rows("SELECT what FROM office_deed ORDER BY rowid DESC LIMIT 1") == [("terminal readmitted",)]

    is_told(terminal.run("collect", SOA), 6)  # it has not heard of it
    assert not terminal.ask("upload")["revoked"]
    assert terminal.ask("collect", SOA, exit_code=4)["error"]["code"] == "no_soa_list"
    terminal.ask("download-soa")
    terminal.collect("50")
    assert terminal.ask("upload")["refused"] == []


def _forget_tokens(terminal: TerminalAtWork) -> None:
    with terminal.office.bridge.engine.begin() as conn:
        conn.exec_driver_sql("DELETE FROM token")


def _directory(terminal: TerminalAtWork) -> None:
    (terminal.home / "token").unlink()
    (terminal.home / "token").mkdir()


def _write(content: bytes) -> Callable[[TerminalAtWork], None]:
    def write(terminal: TerminalAtWork) -> None:
        (terminal.home / "token").write_bytes(content)

    return write


WORTHLESS: dict[str, Callable[[TerminalAtWork], None]] = {
    "ran out": lambda terminal: terminal.clock.move(hours=25),
    "forgotten by the office": _forget_tokens,
    "deleted here": lambda terminal: (terminal.home / "token").unlink(),
    "forged": _write(b"Zm9yZ2Vk"),
    "not ASCII": _write("tøken".encode()),
    "a whole disk of it": _write(b"a" * 1_000_000),
    "two headers": _write(b"x\r\nMpos-Contact: {}"),
    "a directory": _directory,
}


@pytest.mark.parametrize("spoil", WORTHLESS.values(), ids=WORTHLESS)
def test_without_a_token_that_is_worth_something_all_goes_on(
    terminal: TerminalAtWork, spoil: Callable[[TerminalAtWork], None]
) -> None:
    spoil(terminal)
    terminal.collect("50")
    assert terminal.ask("x-reading")["net"] == "150.00"
    assert terminal.ask("upload")["pending"] == 0  # and the device has got itself another one


def test_an_office_that_grants_no_token_stops_syncing_and_nothing_else(
    terminal: TerminalAtWork, office: Office
) -> None:
    class NoTokens(httpx.BaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            if request.url.path == HEALTH:
                return office.network.handle_request(request)
            problem = {"code": "challenge_refused" if request.url.path == TOKENS else "token_refused"}
            return (
                httpx.Response(401, json=problem)
                if request.url.path != CHALLENGES
                else httpx.Response(200, json={"challenge": "c"})
            )

    terminal.transport = NoTokens()
    for argv in (["upload"], ["download-soa"]):
        ran = terminal.run(*argv)
        assert ran.exit_code == 4
        assert_one_line(ran, ["does not accept this device's key", "Nothing is lost"])
    terminal.collect("50")
    assert terminal.ask("x-reading")["net"] == "150.00"
    terminal.ask("close-registry", "--count", "50x13")
    terminal.ask("z-reading")
    assert not terminal.ask("status")["revoked"]
    terminal.transport = None
    assert terminal.ask("upload")["pending"] == 0


@pytest.mark.parametrize("lost", [CHALLENGES, TOKENS])
def test_a_lost_answer_to_a_challenge_costs_another_challenge(
    terminal: TerminalAtWork, office: Office, lost: str
) -> None:
    class LosesOne(httpx.BaseTransport):
        def __init__(self) -> None:
            self.is_due = True

        def handle_request(self, request: httpx.Request) -> httpx.Response:
            answer = office.network.handle_request(request)
            if self.is_due and request.url.path == lost:
                self.is_due = False
                raise httpx.ReadError("connection reset", request=request)
            return answer

    (terminal.home / "token").unlink()
    terminal.transport = LosesOne()
    assert terminal.ask("upload")["pending"] == 0


@pytest.mark.parametrize("days", [-365, 365])
def test_tokens_live_by_the_clock_of_the_office(terminal: TerminalAtWork, office: Office, days: int) -> None:
    terminal.clock = MovableClock(NINE + timedelta(days=days))
    (terminal.home / "token").unlink()
    terminal.ask("upload")
    terminal.ask("download-soa")
    assert terminal.ask("status")["clock_offset_s"] == days * 24 * 3600
    paths = [request.url.path for request in office.network.requests]
    assert paths.count(TOKENS) == 1
    office.clock.move(hours=25)
    terminal.ask("upload")
    assert [request.url.path for request in office.network.requests].count(TOKENS) == 2


@pytest.fixture
def stranger(tmp_path: Path) -> Iterator[Office]:
    """Another office, at whose bridge a T001 is known, too, and revoked."""
    other = Homes(tmp_path / "stranger" / "bridge", tmp_path / "stranger" / "terminal")
    with at_work(other) as device:
        office = device.office
        init_home(office.environ, "admin", "a-password-for-tests", office.clock)
        device.ask("enroll", "--bridge", "http://127.0.0.1", "--code", office.enrolment_code("A"))
        office.revoke("T001")
        office.network.requests.clear()
        yield office


@pytest.mark.parametrize(
    "argv", [["upload"], ["download-soa"], ["login", "ana", "--pin", "-"], ["login", "maria", "--pin", "-"]], ids=str
)
def test_another_bridge_at_the_address_is_told_nothing_and_believed_nothing(
    terminal: TerminalAtWork, stranger: Office, argv: list[str]
) -> None:
    before = (terminal.head, terminal.due(), (terminal.home / "token").read_text())
    terminal.transport = stranger.network
    ran = terminal.run(*argv, stdin="9999")

    assert ran.exit_code == 4
    assert_one_line(ran, ["is not the office that this device is enrolled at", "Nothing was sent"])
    assert [request.url.path for request in stranger.network.requests] == [HEALTH]
    sent = stranger.network.requests[0]
    assert (sent.content, "Authorization" in sent.headers) == (b"", False)
    assert not terminal.ask("status")["revoked"]
    assert (terminal.head, terminal.due(), (terminal.home / "token").read_text()) == before
    terminal.collect("50")
    terminal.transport = None
    assert terminal.ask("upload")["pending"] == 0


def test_the_doctor_knows_another_bridge_when_it_meets_one(terminal: TerminalAtWork, stranger: Office) -> None:
    terminal.transport = stranger.network
    checks = {check["name"]: check for check in terminal.ask("doctor", exit_code=8)["checks"]}
    assert not checks["bridge"]["ok"]
    assert "is not the office" in checks["bridge"]["detail"]


def test_a_greeting_that_was_heard_before_is_not_believed(terminal: TerminalAtWork, office: Office) -> None:
    class Replaying(httpx.BaseTransport):
        def __init__(self) -> None:
            self.kept: bytes | None = None

        def handle_request(self, request: httpx.Request) -> httpx.Response:
            answer = office.network.handle_request(request)
            if request.url.path == HEALTH:
                self.kept = self.kept or answer.read()
                return httpx.Response(200, content=self.kept)
            return answer

    terminal.transport = Replaying()
    terminal.ask("upload")
    assert terminal.ask("upload", exit_code=4)["error"]["code"] == "another_office"


@pytest.mark.parametrize("argv", [["upload"], ["download-soa"], ["login", "ana", "--pin", "-"], ["doctor"]], ids=str)
def test_each_contact_notes_how_far_the_clocks_are_apart(
    terminal: TerminalAtWork, office: Office, argv: list[str]
) -> None:
    terminal.clock = MovableClock(NINE + timedelta(minutes=7))
    office.change_pin("ana", "8642")
    (terminal.home / LIST_FILE).unlink()
    terminal.run(*argv, stdin="8642")
    assert terminal.ask("status")["clock_offset_s"] == 7 * 60
    assert "+420 s to the office" in terminal.run("status").out


def test_entries_that_tell_of_forgetting_are_understood_at_the_office(terminal: TerminalAtWork, office: Office) -> None:
    office.revoke("T001")
    terminal.run("download-soa")
    assert terminal.ask("upload")["refused"] == []
    body = office.rows(f"SELECT body FROM journal WHERE kind = '{kinds.SOAS_FORGOTTEN}'")
    assert '"reason":"revoked"' in body[0][0].replace(" ", "")


def test_until_it_hears_of_it_nothing_changes(terminal: TerminalAtWork, office: Office) -> None:
    office.revoke("T001")
    assert terminal.due() == "1175.50"
    terminal.collect("50")
    assert JOURNAL not in [request.url.path for request in office.network.requests]
