"""Uploads: the journal is replicated, whatever is lost on the way, and nothing is taken for sent that was not."""

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import pytest

from bridge.reconcile.audit import audit
from mpos.app import opened
from mpos.contract import kinds
from mpos.contract.journal import Head, read_head
from mpos.contract.seal import Signer, countersign_text, holds
from mpos.contract.wire import JOURNAL, MAX_BATCH_ENTRIES
from mpos.services.deed import deed
from mpos.services.uploading import MAX_CUTS
from tests.mpos.office_at_work import Office
from tests.mpos.terminal_at_work import TerminalAtWork, assert_one_line

AT_OFFICE = "SELECT seq FROM journal ORDER BY seq"


class LostAnswers(httpx.BaseTransport):
    """Every request arrives, but no answer about the journal comes back."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = self._office.network.handle_request(request)
        if request.url.path == JOURNAL:
            raise httpx.ReadError("connection reset", request=request)
        return answer


class Forged(httpx.BaseTransport):
    """Somebody who answers for the office, with a change to what it said."""

    def __init__(self, office: Office, forge: Callable[[dict[str, object]], dict[str, object]]) -> None:
        self._office = office
        self._forge = forge

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        answer = self._office.network.handle_request(request)
        if request.url.path != JOURNAL:
            return answer
        content = json.loads(answer.read())
        return httpx.Response(200, json=content | self._forge(content))


def record_many(terminal: TerminalAtWork, count: int, kind: str = kinds.LOGGED_IN) -> None:
    """Puts so many entries into the journal."""
    with opened(terminal.environ, terminal.clock) as device, deed(device) as doing:
        for number in range(count):
            doing.record(kind, {"login": "ana", "number": number})


def seqs_at(office: Office) -> list[int]:
    """Which entries the office holds."""
    return [row[0] for row in office.rows(AT_OFFICE)]


def test_a_lost_answer_does_not_post_twice(open_terminal: TerminalAtWork, office: Office) -> None:
    open_terminal.collect("100")
    open_terminal.transport = LostAnswers(office)
    assert open_terminal.run("upload").exit_code == 3
    assert open_terminal.ask("status")["pending"] == 5
    assert seqs_at(office) == [1, 2, 3, 4, 5]
    office.sync()
    open_terminal.transport = None
    assert open_terminal.ask("upload")["pending"] == 0
    office.sync()
    assert seqs_at(office) == [1, 2, 3, 4, 5]
    assert office.posted == [("A00000001", 10_000, "posted")]


def test_uploading_again_sends_nothing(open_terminal: TerminalAtWork) -> None:
    open_terminal.ask("upload")
    again = open_terminal.ask("upload")
    assert (again["sent"], again["pending"]) == (0, 0)


def test_a_long_journal_goes_in_batches_and_goes_on_after_a_cut(terminal: TerminalAtWork, office: Office) -> None:
    record_many(terminal, 2 * MAX_BATCH_ENTRIES + 7)
    whole = 2 * MAX_BATCH_ENTRIES + 10
    sent = 0

    class CutAfterTheFirst(httpx.BaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            nonlocal sent
            sent += request.url.path == JOURNAL
            if sent > 1:
                raise httpx.ConnectError("cut", request=request)
            return office.network.handle_request(request)

    terminal.transport = CutAfterTheFirst()
    assert terminal.run("upload").exit_code == 3
    assert terminal.ask("status")["pending"] == whole - MAX_BATCH_ENTRIES
    terminal.transport = None
    answer = terminal.ask("upload")
    assert (answer["sent"], answer["pending"]) == (whole - MAX_BATCH_ENTRIES, 0)
    assert seqs_at(office) == list(range(1, whole + 1))


class CutAfter(httpx.BaseTransport):
    """A line that carries so many bytes of a journal at a stretch and is cut then. `carried` is what got through."""

    def __init__(self, office: Office, most: int) -> None:
        self._office = office
        self._most = most
        self.carried: list[int] = []
        self.cuts = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == JOURNAL:
            size = len(request.read())
            if size > self._most:
                self.cuts += 1
                raise httpx.WriteError("broken pipe", request=request)
            self.carried.append(size)
        return self._office.network.handle_request(request)


def test_a_line_that_carries_little_at_a_stretch_gets_all_in_smaller_pieces(
    terminal: TerminalAtWork, office: Office
) -> None:
    record_many(terminal, MAX_BATCH_ENTRIES)
    terminal.transport = line = CutAfter(office, 4_000)
    assert terminal.ask("upload")["pending"] == 0
    assert seqs_at(office) == list(range(1, MAX_BATCH_ENTRIES + 4))
    assert line.cuts >= 2
    assert len(line.carried) < 15


def test_a_line_that_is_cut_whatever_is_sent_is_given_up(terminal: TerminalAtWork, office: Office) -> None:
    record_many(terminal, MAX_BATCH_ENTRIES)
    terminal.transport = line = CutAfter(office, 0)
    ran = terminal.run("--json", "upload")
    assert (ran.exit_code, ran.document["error"]["code"]) == (3, "unreachable")
    assert line.cuts == MAX_CUTS


def test_an_office_that_was_restored_gets_again_what_it_has_lost(open_terminal: TerminalAtWork, tmp_path: Path) -> None:
    first = open_terminal.office.home
    with _served_by(open_terminal, first):
        open_terminal.ask("upload")
    shutil.copytree(first, tmp_path / "backup")
    with _served_by(open_terminal, first):
        open_terminal.collect("100")
        open_terminal.ask("upload")
    with _served_by(open_terminal, tmp_path / "backup") as restored:
        open_terminal.collect("50")
        answer = open_terminal.ask("upload")
        assert (answer["sent"], answer["pending"]) == (3, 0)
        assert seqs_at(restored) == [1, 2, 3, 4, 5, 6, 7]
        restored.sync()
        assert sorted(amount for _, amount, _ in restored.posted) == [5_000, 10_000]


def test_that_the_office_went_back_is_recorded_once(open_terminal: TerminalAtWork, tmp_path: Path) -> None:
    first = open_terminal.office.home
    shutil.copytree(first, tmp_path / "backup")
    with _served_by(open_terminal, first):
        open_terminal.collect("100")
        open_terminal.ask("upload")
    with _served_by(open_terminal, tmp_path / "backup") as restored:
        for _ in range(2):
            assert open_terminal.ask("upload")["pending"] == 0
        kept = restored.rows("SELECT body FROM journal WHERE kind = 'office_went_back'")
        had = open_terminal.rows("SELECT epoch, seq, hash FROM journal WHERE seq = 5")[0]
        body = json.loads(kept[0][0])
        assert (len(kept), body["has"]["seq"]) == (1, 0)
        assert read_head(body["had"]) == Head(*had)
    assert open_terminal.kinds.count(kinds.OFFICE_WENT_BACK) == 1
    assert open_terminal.ask("journal", "verify")["ok"]


def test_an_office_that_lost_everything_gets_it_though_nothing_new_happened(
    open_terminal: TerminalAtWork, tmp_path: Path
) -> None:
    first = open_terminal.office.home
    shutil.copytree(first, tmp_path / "backup")
    with _served_by(open_terminal, first):
        open_terminal.collect("100")
        open_terminal.ask("upload")
    with _served_by(open_terminal, tmp_path / "backup") as restored:
        open_terminal.ask("upload")
        assert seqs_at(restored) == [1, 2, 3, 4, 5, 6]
        restored.sync()
        assert restored.posted == [("A00000001", 10_000, "posted")]


def test_what_became_of_payments_is_heard_from_an_office_that_counts_anew(
    open_terminal: TerminalAtWork, tmp_path: Path
) -> None:
    first = open_terminal.office.home
    shutil.copytree(first, tmp_path / "backup")
    with _served_by(open_terminal, first) as office:
        for _ in range(3):
            open_terminal.collect("1")
            open_terminal.ask("upload")
            office.sync()
        open_terminal.ask("upload")
    with _served_by(open_terminal, tmp_path / "backup") as restored:
        open_terminal.collect("2")
        open_terminal.ask("upload")
        assert open_terminal.ask("status")["where"]["at_office"]["count"] == 4
        restored.sync()
        open_terminal.ask("upload")
    assert open_terminal.ask("status")["where"]["in_pscloud"] == {"count": 4, "amount": "5.00"}


def test_an_office_that_counts_anew_sends_its_list_whole(open_terminal: TerminalAtWork, tmp_path: Path) -> None:
    first = open_terminal.office.home
    shutil.copytree(first, tmp_path / "backup")
    with _served_by(open_terminal, first) as office:
        office.world.cancel_soa("SOA-2000")
        for _ in range(3):
            open_terminal.collect("1")
            open_terminal.ask("upload")
            office.sync()
        open_terminal.ask("download-soa")
    with _served_by(open_terminal, tmp_path / "backup") as restored:
        open_terminal.collect("1")
        open_terminal.ask("upload")
        for _ in range(3):
            restored.sync()
            open_terminal.collect("1")
            open_terminal.ask("upload")
        restored.sync()
        answer = open_terminal.ask("download-soa")
        assert (answer["received"], answer["total"]) == (2, 2)


def test_each_countersigned_head_is_kept_as_it_came(open_terminal: TerminalAtWork, office: Office) -> None:
    for _ in range(2):
        open_terminal.collect("1")
        open_terminal.ask("upload")
    open_terminal.ask("upload")
    kept = open_terminal.rows("SELECT epoch, seq, hash, signature FROM countersign ORDER BY seq")
    assert [row[1] for row in kept] == [5, 6]
    key = office.bridge.signer.public_key
    assert all(holds(key, countersign_text("T001", Head(*row[:3])), row[3]) for row in kept)
    for statement in ("UPDATE countersign SET at = ''", "DELETE FROM countersign"):
        with pytest.raises(sqlite3.IntegrityError, match="countersignature is never"):
            open_terminal.change_store(statement)
    with pytest.raises(sqlite3.IntegrityError, match="never changed"):
        open_terminal.change_store("INSERT OR REPLACE INTO countersign SELECT * FROM countersign")


def test_a_download_from_an_office_that_was_restored_tells_it_first_what_it_has_lost(
    open_terminal: TerminalAtWork, tmp_path: Path
) -> None:
    first = open_terminal.office.home
    shutil.copytree(first, tmp_path / "backup")
    with _served_by(open_terminal, first) as office:
        open_terminal.collect("100")
        open_terminal.ask("upload")
        office.sync()
        office.sync()
        open_terminal.ask("download-soa")
        due = open_terminal.due()
    with _served_by(open_terminal, tmp_path / "backup") as restored:
        restored.sync()
        open_terminal.ask("download-soa")
        assert seqs_at(restored)
        restored.sync()
        restored.sync()
        open_terminal.ask("download-soa")
        assert open_terminal.due() == due
        assert any("had gone back to a backup" in note for note in audit(restored.bridge).notes)


def test_an_acknowledgement_with_another_key_is_not_believed(open_terminal: TerminalAtWork, office: Office) -> None:
    def forge(content: dict[str, object]) -> dict[str, object]:
        head = read_head(content["acknowledged"])
        return {"countersignature": Signer(b"x" * 32).sign(countersign_text("T001", head))}

    open_terminal.transport = Forged(office, forge)
    ran = open_terminal.run("upload")
    assert ran.exit_code == 4
    assert_one_line(ran, ["did not come from the office", "Nothing is lost"])
    assert open_terminal.ask("status")["pending"] == 4
    open_terminal.transport = None
    assert open_terminal.ask("upload")["pending"] == 0


@pytest.mark.parametrize(
    "forged",
    [
        {"acknowledged": {"epoch": 1, "seq": 99, "hash": "0" * 64}},
        {"acknowledged": None},
        {"acknowledged": {"epoch": 1, "seq": 1}},
        {"countersignature": ""},
        {"countersignature": "zz"},
        {"fates": [{"payment_id": "x", "state": "lost"}]},
        {"fates_cursor": "far"},
        {"set_aside": 3},
        {"time": "noon"},
    ],
    ids=json.dumps,
)
def test_an_answer_that_makes_no_sense_is_not_believed(
    open_terminal: TerminalAtWork, office: Office, forged: dict[str, object]
) -> None:
    open_terminal.transport = Forged(office, lambda _: forged)
    ran = open_terminal.run("upload")
    assert ran.exit_code in (3, 4)
    assert_one_line(ran, ["Nothing is lost"])
    assert open_terminal.ask("status")["pending"] == 4
    open_terminal.transport = None
    assert open_terminal.ask("upload")["pending"] == 0


def test_what_the_office_cannot_read_is_named_and_does_not_hold_up_the_rest(
    open_terminal: TerminalAtWork, office: Office
) -> None:
    record_many(open_terminal, 1, "tea_break")
    open_terminal.collect("100")
    answer = open_terminal.ask("upload", exit_code=8)
    assert [(item["seq"], set(item)) for item in answer["refused"]] == [(5, {"epoch", "seq", "code", "detail"})]
    assert (answer["sent"], answer["pending"]) == (6, 0)
    assert open_terminal.ask("upload")["refused"] == []
    office.sync()
    assert office.posted == [("A00000001", 10_000, "posted")]


def test_a_payment_on_a_soa_closed_at_pscloud_ends_there_as_credit(
    open_terminal: TerminalAtWork, office: Office
) -> None:
    open_terminal.collect("50")
    open_terminal.ask("collect", "SOA-2000")
    office.world.cancel_soa("SOA-2000")
    open_terminal.ask("upload")
    office.sync()
    open_terminal.ask("upload")
    where = open_terminal.ask("status")["where"]
    assert where["in_pscloud"] == {"count": 2, "amount": "130.08"}
    assert open_terminal.ask("transactions")["items"][1]["state"] == "in_pscloud"


def test_each_upload_tells_the_office_what_is_still_out_there(open_terminal: TerminalAtWork, office: Office) -> None:
    open_terminal.print_to("file:/proc/nowhere")
    open_terminal.ask("collect", "SOA-1000", "--cash", "100", exit_code=5)
    open_terminal.clock.move(minutes=3)
    open_terminal.ask("upload")
    contact = json.loads(office.rows("SELECT contact FROM terminal")[0][0])
    wanted = {"collector": "ana", "business_date": "2026-11-22", "day": "open", "last_receipt_no": "A00000001"}
    assert wanted.items() <= contact.items()
    assert (contact["cash_in_hand"], contact["unprinted_slips"]) == ("600.00", 1)


@contextmanager
def _served_by(terminal: TerminalAtWork, bridge_home: Path) -> Iterator[Office]:
    """Starts the bridge of this home, and stops it at the end."""
    with closing(Office(bridge_home, terminal.clock)) as office:
        terminal.office = office
        yield office
