"""A whole list over a line that is cut: what has come is kept, and the next try brings the rest of it."""

import fcntl
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from mpos.contract.wire import SOA_LIST, SOA_LIST_CHANGES
from mpos.services.downloading import LOCK_FILE
from mpos.store.list_draft import arriving
from mpos.store.soas import LIST_FILE
from tests.mpos.office_at_work import CODE, DUE, Office
from tests.mpos.services.test_downloading import OnTheWay, export, keep, many_soas
from tests.mpos.terminal_at_work import TerminalAtWork, assert_one_line


class Part(httpx.SyncByteStream):
    """So much of an answer, and then the line is cut."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def __iter__(self) -> Iterator[bytes]:
        yield self._content
        raise httpx.ReadError("cut")


class BadLine:
    """Lets so many bytes of a list through each time, and remembers what was asked."""

    def __init__(self, office: Office, most: int, connections: int = 1_000) -> None:
        self.transport = OnTheWay(office, self._cut)
        self.most = most
        self.connections = connections
        self.brought: list[int] = []

    def _cut(self, request: httpx.Request, answer: httpx.Response) -> httpx.Response:
        if request.url.path != SOA_LIST or not answer.is_success:
            return answer
        if not self.connections:
            raise httpx.ConnectError("no network", request=request)
        self.connections -= 1
        content = answer.read()
        self.brought.append(min(len(content), self.most))
        if len(content) <= self.most:
            return answer
        return httpx.Response(answer.status_code, headers=answer.headers, stream=Part(content[: self.most]))


@pytest.fixture
def empty_handed(terminal: TerminalAtWork, office: Office) -> TerminalAtWork:
    """Four hundred SOAs wait at the office, and there is no list here."""
    keep(office, many_soas(10_000))
    (terminal.home / LIST_FILE).unlink()
    return terminal


def test_a_list_comes_over_a_line_that_is_cut_again_and_again(empty_handed: TerminalAtWork, office: Office) -> None:
    line = BadLine(office, 1_500)
    empty_handed.transport = line.transport
    assert empty_handed.ask("download-soa")["total"] == 402
    assert len(line.brought) > 3
    assert empty_handed.due() == DUE
    assert not arriving(empty_handed.home).exists()


def test_the_next_command_goes_on_where_the_last_one_was_cut(empty_handed: TerminalAtWork, office: Office) -> None:
    line = BadLine(office, 1_500, connections=2)
    empty_handed.transport = line.transport
    ran = empty_handed.run("download-soa")
    assert ran.exit_code == 3
    assert_one_line(ran, ["Nothing is lost"])
    assert arriving(empty_handed.home).stat().st_size == 3_000
    line.connections, line.most = 1, 10**6
    assert empty_handed.ask("download-soa")["total"] == 402
    assert line.brought[:2] == [1_500, 1_500]


def test_a_list_that_is_here_waits_for_its_changes(empty_handed: TerminalAtWork, office: Office) -> None:
    answers: list[int] = []

    def cut(request: httpx.Request, answer: httpx.Response) -> httpx.Response:
        if request.url.path == SOA_LIST_CHANGES:
            raise httpx.ReadError("cut", request=request)
        return answer

    def watched(request: httpx.Request, answer: httpx.Response) -> httpx.Response:
        if request.url.path == SOA_LIST:
            answers.append(answer.status_code)
        return answer

    empty_handed.transport = OnTheWay(office, cut)
    assert empty_handed.run("download-soa").exit_code == 3
    assert not (empty_handed.home / LIST_FILE).exists()
    empty_handed.transport = OnTheWay(office, watched)
    assert empty_handed.ask("download-soa")["total"] == 402
    assert answers == [416]


@pytest.mark.parametrize("spoilt", [b"x", b"MPOS soa-list 1\n{}\n00\nmore"])
def test_what_a_power_cut_has_spoilt_is_told_and_comes_anew(empty_handed: TerminalAtWork, spoilt: bytes) -> None:
    arriving(empty_handed.home).write_bytes(spoilt)
    assert empty_handed.ask("download-soa")["total"] == 402


def test_a_part_that_was_spoilt_in_the_middle_is_refused_and_thrown_away(
    empty_handed: TerminalAtWork, office: Office
) -> None:
    line = BadLine(office, 3_000, connections=2)
    empty_handed.transport = line.transport
    assert empty_handed.run("download-soa").exit_code == 3
    part = arriving(empty_handed.home)
    content = bytearray(part.read_bytes())
    content[-1] ^= 1
    part.write_bytes(content)
    empty_handed.transport = None
    ran = empty_handed.run("download-soa")
    assert ran.exit_code == 4
    assert_one_line(ran, ["its content was changed", "Try again"])
    assert empty_handed.ask("download-soa")["total"] == 402


def test_what_has_come_of_a_list_is_gone_once_there_is_one(empty_handed: TerminalAtWork, tmp_path: Path) -> None:
    line = BadLine(empty_handed.office, 1_500, connections=2)
    empty_handed.transport = line.transport
    assert empty_handed.run("download-soa").exit_code == 3
    (tmp_path / "list").write_bytes(export(empty_handed.office, CODE))
    empty_handed.ask("download-soa", "--from", str(tmp_path / "list"))
    assert not arriving(empty_handed.home).exists()


def test_another_list_is_not_taken_for_the_rest(empty_handed: TerminalAtWork, office: Office) -> None:
    line = BadLine(office, 1_500, connections=2)
    empty_handed.transport = line.transport
    assert empty_handed.run("download-soa").exit_code == 3
    keep(office, many_soas(20_000))
    empty_handed.transport = None
    assert empty_handed.ask("download-soa")["total"] == 802


def test_a_second_download_beside_the_first_changes_nothing(terminal: TerminalAtWork) -> None:
    with (terminal.home / LOCK_FILE).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        ran = terminal.run("download-soa")
    assert ran.exit_code == 4
    assert_one_line(ran, ["downloaded on this device already"])
    assert terminal.ask("download-soa")["total"] == 2
