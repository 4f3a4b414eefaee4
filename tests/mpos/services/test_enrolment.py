"""Binding a device to its bridge: once, whole or not at all, and again with the same code when an answer is lost."""

from pathlib import Path

import httpx
import pytest

from mpos.contract.wire import ENROLMENTS
from tests.mpos.office_at_work import Office
from tests.mpos.terminal_at_work import BRIDGE_URL, TerminalAtWork, assert_one_line


@pytest.fixture
def new(terminal: TerminalAtWork, tmp_path: Path) -> TerminalAtWork:
    """A device that is not enrolled yet, at the same office."""
    return TerminalAtWork(tmp_path / "new", terminal.clock, terminal.office)


def test_a_lost_answer_costs_one_more_try_with_the_same_code(new: TerminalAtWork, office: Office) -> None:
    class LostAnswer(httpx.BaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            office.network.handle_request(request)
            raise httpx.ReadError("connection reset", request=request)

    code = office.enrolment_code()
    new.transport = LostAnswer()
    assert new.run("enroll", "--bridge", BRIDGE_URL, "--code", code).exit_code == 3
    assert new.head is None
    new.transport = None
    assert new.ask("enroll", "--bridge", BRIDGE_URL, "--code", code)["terminal_id"] == "T002"
    assert [request.url.path for request in office.network.requests] == [ENROLMENTS] * 4
    assert office.rows("SELECT count(*) FROM terminal") == [(2,)]


def test_a_code_serves_one_device(new: TerminalAtWork, office: Office, tmp_path: Path) -> None:
    code = office.enrolment_code()
    new.ask("enroll", "--bridge", BRIDGE_URL, "--code", code)
    other = TerminalAtWork(tmp_path / "other", new.clock, office)
    ran = other.run("enroll", "--bridge", BRIDGE_URL, "--code", code)
    assert ran.exit_code == 4
    assert_one_line(ran, ["used by another terminal"])


def test_a_code_expires_after_a_day(new: TerminalAtWork, office: Office) -> None:
    code = office.enrolment_code()
    new.clock.move(hours=24)
    assert new.run("enroll", "--bridge", BRIDGE_URL, "--code", code).exit_code == 4


def test_an_enrolment_that_does_not_reach_the_disk_is_simply_done_again(new: TerminalAtWork, office: Office) -> None:
    code = office.enrolment_code()
    new.run("status")
    new.change_store("CREATE TRIGGER full BEFORE INSERT ON journal BEGIN SELECT RAISE(ABORT, 'disk is full'); END")
    ran = new.run("enroll", "--bridge", BRIDGE_URL, "--code", code)
    assert ran.exit_code == 7
    assert new.ask("status")["terminal_id"] is None
    new.change_store("DROP TRIGGER full")
    assert new.ask("enroll", "--bridge", BRIDGE_URL, "--code", code)["terminal_id"] == "T002"
    assert new.kinds == ["enrolled"]


def test_the_key_is_its_owners_alone_and_never_leaves(new: TerminalAtWork, office: Office) -> None:
    new.ask("enroll", "--bridge", BRIDGE_URL, "--code", office.enrolment_code())
    key = (new.home / "terminal.key").read_text()
    assert (new.home / "terminal.key").stat().st_mode & 0o777 == 0o600
    assert all(key not in request.content.decode() for request in office.network.requests)
