"""Downloads: applied whole or not at all, and what is due neither bounces nor is taken off twice."""

import json
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import text

from bridge.app import init_home
from bridge.feed.soa_list import write_soa_list
from bridge.store.engine import writing
from bridge.store.soas import ACTIVE
from bridge.store.statements import take_in
from mpos.contract.seal import Signer
from mpos.contract.sealed_file import SOA_LIST, write_sealed
from mpos.contract.soa import Invoice, Soa
from mpos.contract.wire import SOA_LIST_CHANGES
from tests.mpos.office_at_work import CODE, DUE, OF_ANOTHER_CODE, SOA, Office
from tests.mpos.terminal_at_work import BRIDGE_URL, Homes, TerminalAtWork, assert_one_line, at_work


class OnTheWay(httpx.BaseTransport):
    """The office's network, with somebody who may change or hold back each answer."""

    def __init__(self, office: Office, change: Callable[[httpx.Request, httpx.Response], httpx.Response]) -> None:
        self._office = office
        self._change = change

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        return self._change(request, self._office.network.handle_request(request))


def many_soas(start: int, version: int = 1, balance_minor: int = 100) -> list[tuple[Soa, str]]:
    """Four hundred SOAs of Ana's code: two lots of them don't fit on one page."""
    return [(_soa(number, version, balance_minor), ACTIVE) for number in range(start, start + 400)]


def keep(office: Office, soas: list[tuple[Soa, str]]) -> None:
    """What a download from PSCloud would have brought the office."""
    with writing(office.bridge.engine) as conn:
        take_in(conn, soas, office.bridge.clock.now())


def export(office: Office, *codes: str) -> bytes:
    """A list as a file, as `mpos-bridge export` writes one."""
    return write_soa_list(office.bridge, sorted(codes))[0]


def test_downloading_again_changes_nothing(open_terminal: TerminalAtWork) -> None:
    for _ in range(2):
        answer = open_terminal.ask("download-soa")
        assert (answer["received"], answer["changed"], answer["total"]) == (0, 0, 2)
    assert open_terminal.due() == DUE


def test_what_changed_at_pscloud_comes_with_the_next_download(terminal: TerminalAtWork, office: Office) -> None:
    office.world.cancel_soa("SOA-2000")
    office.state_next_day()
    answer = terminal.ask("download-soa")
    assert (answer["changed"], answer["dropped"], answer["total"]) == (1, 1, 1)
    assert terminal.due() == "1285.50"
    assert terminal.ask("soa", "show", "SOA-2000", exit_code=4)["error"]["code"] == "unknown_soa"


def test_what_is_paid_stays_paid_whatever_is_downloaded_and_posted_when(
    open_terminal: TerminalAtWork, office: Office
) -> None:
    open_terminal.collect("100")
    for step in (None, "upload", office.sync, "upload", office.sync):
        open_terminal.ask(step) if isinstance(step, str) else step and step()
        assert open_terminal.due() == "1175.50", step
        open_terminal.ask("download-soa")
        assert open_terminal.due() == "1175.50", step
    assert office.posted == [("A00000001", 10_000, "posted")]


def test_a_void_puts_back_what_is_due_whenever_it_travels(open_terminal: TerminalAtWork, office: Office) -> None:
    open_terminal.collect("100")
    open_terminal.ask("upload")
    office.sync()
    open_terminal.ask("download-soa")
    open_terminal.ask("void", "A00000001", "--reason", "wrong customer")
    for step in ("download-soa", "upload", "download-soa"):
        open_terminal.ask(step)
        assert open_terminal.due() == DUE, step
    office.sync()
    open_terminal.ask("download-soa")
    assert open_terminal.due() == DUE
    assert office.posted == [("A00000001", 10_000, "voided")]


def test_a_whole_list_takes_nothing_off_twice_either(open_terminal: TerminalAtWork, office: Office) -> None:
    open_terminal.collect("100")
    open_terminal.ask("upload")
    open_terminal.collect("50")
    for _ in range(2):
        (open_terminal.home / "soas.sqlite3").unlink()
        open_terminal.ask("download-soa")
        assert open_terminal.due() == "1125.50"
        office.sync()


def test_what_another_device_collected_is_taken_off(open_terminal: TerminalAtWork, office: Office) -> None:
    other = TerminalAtWork(open_terminal.home.parent / "other", open_terminal.clock, office)
    other.ask("enroll", "--bridge", BRIDGE_URL, "--code", office.enrolment_code())
    office.add_collector("maria", CODE)
    other.log_in("maria")
    other.ask("download-soa")
    other.open_registry()
    other.collect("1000")
    other.ask("upload")
    open_terminal.ask("collect", SOA, "--pay", "A2=250")
    open_terminal.ask("download-soa")
    assert open_terminal.due() == "25.50"


def test_a_link_cut_in_the_middle_of_the_pages_changes_nothing(terminal: TerminalAtWork, office: Office) -> None:
    keep(office, many_soas(10_000))
    terminal.ask("download-soa")
    keep(office, many_soas(10_000, version=2, balance_minor=200))
    keep(office, many_soas(20_000))
    asked = 0

    def cut(request: httpx.Request, answer: httpx.Response) -> httpx.Response:
        nonlocal asked
        asked += request.url.path == SOA_LIST_CHANGES
        if asked > 1:
            raise httpx.ReadError("cut", request=request)
        return answer

    terminal.transport = OnTheWay(office, cut)
    before = terminal.head
    assert terminal.run("download-soa").exit_code == 3
    assert asked > 1
    assert terminal.head == before
    assert (terminal.due("SOA-10000"), len(terminal.ask("soa", "list")["items"])) == ("1.00", 402)
    terminal.transport = None
    answer = terminal.ask("download-soa")
    assert (answer["changed"], answer["total"]) == (800, 802)
    assert terminal.due("SOA-10000") == "2.00"


@pytest.mark.parametrize(
    "spoilt",
    [
        {"revision": None},
        {"revision": "many"},
        {"items": "all"},
        {"person": None},
        {"person": {"login": "ana"}},
        {"office": {"policy": {"max_payment": 5}, "business": {}}},
        {"time": "now"},
        {"dropped": 3},
        {"dropped": [3]},
        {"taken": "all"},
        {"taken": [["T001"]]},
        {"as_of": 5},
        {"failed": None},
        {"more": True},
    ],
    ids=json.dumps,
)
def test_a_page_that_makes_no_sense_changes_nothing(
    open_terminal: TerminalAtWork, office: Office, spoilt: dict[str, Any]
) -> None:
    def spoiled(request: httpx.Request, answer: httpx.Response) -> httpx.Response:
        if request.url.path != SOA_LIST_CHANGES:
            return answer
        return httpx.Response(200, json=json.loads(answer.read()) | spoilt)

    office.state_next_day()
    open_terminal.transport = OnTheWay(office, spoiled)
    before = open_terminal.head
    ran = open_terminal.run("download-soa")
    assert ran.exit_code in (3, 4)
    assert_one_line(ran, [])
    assert open_terminal.head == before
    assert open_terminal.due() == DUE
    open_terminal.transport = None
    open_terminal.ask("download-soa")
    assert open_terminal.due() == "1285.50"


def test_pages_that_lead_nowhere_are_given_up_at_once(terminal: TerminalAtWork, office: Office) -> None:
    def endless(_: httpx.Request, answer: httpx.Response) -> httpx.Response:
        return httpx.Response(200, json=json.loads(answer.read()) | {"more": True})

    terminal.transport = OnTheWay(office, endless)
    assert terminal.run("download-soa").exit_code == 4
    assert len(office.network.requests) <= 2


def test_one_bad_soa_does_not_hold_up_the_others(terminal: TerminalAtWork, office: Office) -> None:
    def spoiled(request: httpx.Request, answer: httpx.Response) -> httpx.Response:
        if request.url.path != SOA_LIST_CHANGES:
            return answer
        page = json.loads(answer.read())
        page["items"][0]["soa"]["invoices"][0]["balance"] = "12.345"
        return httpx.Response(200, json=page)

    keep(office, [(_soa(10_000), ACTIVE), (_soa(10_001), ACTIVE)])
    terminal.transport = OnTheWay(office, spoiled)
    answer = terminal.ask("download-soa", exit_code=8)
    assert (answer["received"], answer["failed"], answer["changed"], answer["total"]) == (2, 1, 1, 3)


def test_a_list_of_an_office_that_has_downloaded_nothing_yet_is_taken(terminal: TerminalAtWork, office: Office) -> None:
    """Nobody knows as of when it is."""
    with writing(office.bridge.engine) as conn:
        conn.execute(text("UPDATE download SET as_of = NULL"))
    (terminal.home / "soas.sqlite3").unlink()
    assert terminal.ask("download-soa")["as_of"] is None
    assert "2 SOAs" in terminal.run("download-soa").out


def test_a_list_comes_by_file(open_terminal: TerminalAtWork, office: Office, tmp_path: Path) -> None:
    office.state_next_day()
    open_terminal.collect("100")
    (tmp_path / "list").write_bytes(export(office, CODE))
    answer = open_terminal.ask("download-soa", "--from", str(tmp_path / "list"))
    assert (answer["received"], answer["total"]) == (2, 2)
    assert open_terminal.due() == "1185.50"


def test_a_whole_exchange_goes_by_file(open_terminal: TerminalAtWork, office: Office, tmp_path: Path) -> None:
    open_terminal.collect("100")
    sent = open_terminal.ask("upload", "--to", str(tmp_path / "journal"))
    assert (sent["sent"], sent["pending"]) == (5, 5)
    assert office.ingest(tmp_path / "journal") == 5
    assert office.ingest(tmp_path / "journal") == 5
    office.sync()
    (tmp_path / "list").write_bytes(export(office, CODE))
    open_terminal.ask("download-soa", "--from", str(tmp_path / "list"))
    assert open_terminal.ask("status")["pending"] == 1
    assert open_terminal.due() == "1175.50"
    assert office.posted == [("A00000001", 10_000, "posted")]
    assert open_terminal.ask("upload", "--to", str(tmp_path / "journal"))["sent"] == 1


def test_a_list_made_before_a_payment_subtracts_it_when_it_comes_by_file(
    open_terminal: TerminalAtWork, office: Office, tmp_path: Path
) -> None:
    (tmp_path / "list").write_bytes(export(office, CODE))
    open_terminal.collect("100")
    for _ in range(2):
        open_terminal.ask("download-soa", "--from", str(tmp_path / "list"))
        assert open_terminal.due() == "1175.50"


def test_an_older_list_does_not_bring_back_old_amounts(
    open_terminal: TerminalAtWork, office: Office, tmp_path: Path
) -> None:
    (tmp_path / "old").write_bytes(export(office, CODE))
    open_terminal.clock.move(days=1)
    office.state_next_day()
    open_terminal.ask("download-soa")
    before = open_terminal.head
    ran = open_terminal.run("download-soa", "--from", str(tmp_path / "old"))
    assert ran.exit_code == 4
    assert_one_line(ran, ["older", "as of 2026-11-22", "as of 2026-11-23", "still in use"])
    assert open_terminal.head == before
    assert open_terminal.due() == "1285.50"


def test_a_list_of_an_office_that_was_restored_counts_for_when_it_asked_pscloud(
    open_terminal: TerminalAtWork, tmp_path: Path
) -> None:
    before = tmp_path / "before"
    shutil.copytree(open_terminal.office.home, before)
    for _ in range(3):
        open_terminal.collect("1")
        open_terminal.ask("upload")
        open_terminal.office.sync()
    open_terminal.ask("download-soa")
    with closing(Office(before, open_terminal.clock)) as restored:
        (tmp_path / "early").write_bytes(export(restored, CODE))
        assert open_terminal.run("download-soa", "--from", str(tmp_path / "early")).exit_code == 4
        open_terminal.clock.move(hours=1)
        restored.sync()
        (tmp_path / "late").write_bytes(export(restored, CODE))
        assert open_terminal.run("download-soa", "--from", str(tmp_path / "late")).exit_code == 0
    assert open_terminal.due() == "1272.50"


def test_a_list_of_other_codes_may_be_older(open_terminal: TerminalAtWork, office: Office, tmp_path: Path) -> None:
    office.add_collector("ben", "C406")
    (tmp_path / "bens").write_bytes(export(office, "C406"))
    open_terminal.collect("1")
    open_terminal.ask("upload")
    office.sync()
    open_terminal.ask("download-soa")
    open_terminal.close_day()
    open_terminal.ask("logout")
    open_terminal.log_in("ben")
    assert open_terminal.ask("download-soa", "--from", str(tmp_path / "bens"))["total"] == 1


SPOILT_FILES: dict[str, Callable[[bytes], bytes]] = {
    "signed with another key": lambda blob: write_sealed(SOA_LIST, {"count": 1}, blob, Signer(b"x" * 32)),
    "a byte short": lambda blob: blob[:-1],
    "half of it": lambda blob: blob[: len(blob) // 2],
    "not even its title": lambda blob: blob[:10],
    "something added": lambda blob: blob + b"more",
    "a bit changed": lambda blob: blob[:-9] + bytes([blob[-9] ^ 1]) + blob[-8:],
    "its description changed": lambda blob: blob.replace(b'"count":2', b'"count":3', 1),
    "of another kind": lambda blob: blob.replace(b"MPOS soa-list", b"MPOS journal", 1),
    "of another version": lambda blob: blob.replace(b"soa-list 1", b"soa-list 2", 1),
}


@pytest.mark.parametrize("fault", SPOILT_FILES)
def test_a_file_that_is_not_the_offices_list_is_refused_and_the_old_list_serves(
    open_terminal: TerminalAtWork, office: Office, tmp_path: Path, fault: str
) -> None:
    blob = export(office, CODE)
    spoiled = SPOILT_FILES[fault](blob)
    assert spoiled != blob
    (tmp_path / "list").write_bytes(spoiled)
    before = open_terminal.head
    ran = open_terminal.run("download-soa", "--from", str(tmp_path / "list"))
    assert ran.exit_code == 4
    assert_one_line(ran, ["list from before is still in use"])
    assert open_terminal.head == before
    assert open_terminal.due() == DUE


def test_a_list_of_another_office_is_refused(open_terminal: TerminalAtWork, tmp_path: Path) -> None:
    with at_work(Homes(tmp_path / "elsewhere" / "bridge", tmp_path / "elsewhere" / "terminal")) as elsewhere:
        init_home(elsewhere.office.environ, "admin", "a-password-for-tests", elsewhere.clock)
        elsewhere.office.sync()
        (tmp_path / "list").write_bytes(export(elsewhere.office, CODE))
    ran = open_terminal.run("download-soa", "--from", str(tmp_path / "list"))
    assert ran.exit_code == 4
    assert_one_line(ran, ["signature"])


def test_a_list_of_other_codes_does_not_take_the_place_of_ones_own(
    open_terminal: TerminalAtWork, office: Office, tmp_path: Path
) -> None:
    (tmp_path / "list").write_bytes(export(office, "C406"))
    ran = open_terminal.run("download-soa", "--from", str(tmp_path / "list"))
    assert ran.exit_code == 4
    assert_one_line(ran, ["C406", "none of your codes", "list from before"])
    assert open_terminal.due() == DUE


def test_of_a_list_with_more_codes_only_ones_own_are_seen(
    open_terminal: TerminalAtWork, office: Office, tmp_path: Path
) -> None:
    (tmp_path / "list").write_bytes(export(office, CODE, "C406"))
    open_terminal.ask("download-soa", "--from", str(tmp_path / "list"))
    assert len(open_terminal.ask("soa", "list")["items"]) == 2
    assert open_terminal.ask("collect", OF_ANOTHER_CODE, exit_code=4)["error"]["code"] == "unknown_soa"


def test_a_revoked_device_gets_no_list_and_takes_no_payment_but_hands_in_what_it_has(
    open_terminal: TerminalAtWork, office: Office
) -> None:
    open_terminal.collect("100")
    office.revoke("T001")
    assert open_terminal.ask("download-soa", exit_code=6)["error"]["code"] == "terminal_revoked"
    assert open_terminal.ask("collect", SOA, exit_code=6)["error"]["code"] == "terminal_revoked"
    assert open_terminal.ask("status")["revoked"]
    open_terminal.ask("close-registry", "--count", "100x6")
    open_terminal.ask("z-reading")
    assert open_terminal.ask("upload")["pending"] == 0


def _soa(number: int, version: int = 1, balance_minor: int = 100) -> Soa:
    return Soa(
        soa_no=f"SOA-{number}",
        version=version,
        customer_no=str(number),
        name=f"Customer {number}",
        address="",
        collector_code=CODE,
        branch="",
        statement_date="2026-11-01",
        due_date="2026-11-30",
        currency="PHP",
        updated_at="2026-11-22T00:00:00.000+00:00",
        invoices=(Invoice(f"I{number}", "2026-11-01", "2026-11-30", balance_minor, balance_minor, 0),),
    )
