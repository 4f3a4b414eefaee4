"""Signatures: on disk before the journal tells of them; the newest counts, none is deleted, the money comes first."""

import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from mpos.contract import kinds
from mpos.contract.signature import hash_picture
from mpos.contract.wire import ATTACHMENTS
from mpos.services import attaching
from tests.mpos.office_at_work import Office
from tests.mpos.signing import OTHER_SCRAWL, kept_pictures, picture_file, sign
from tests.mpos.terminal_at_work import NoNetwork, TerminalAtWork, assert_one_line

AT_OFFICE = "SELECT sha256 FROM attachment WHERE received_at IS NOT NULL ORDER BY sha256"
SENT, WAITING = {"sent": 1, "waiting": 0}, {"sent": 0, "waiting": 1}
FIRST, SECOND = "A00000001", "A00000002"


class Spoilt(httpx.BaseTransport):
    """The office's network, where something befalls each request that carries a picture."""

    def __init__(self, office: Office, befalls: Callable[[httpx.Request], httpx.Response]) -> None:
        self._office = office
        self._befalls = befalls
        self.pictures = 0

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        if not request.url.path.startswith(ATTACHMENTS):
            return self._office.network.handle_request(request)
        self.pictures += 1
        return self._befalls(request)


def cut(request: httpx.Request) -> httpx.Response:
    raise httpx.ReadError("connection reset", request=request)


@pytest.fixture
def signed(open_terminal: TerminalAtWork) -> TerminalAtWork:
    """A customer has paid and signed."""
    open_terminal.collect("100")
    sign(open_terminal, FIRST)
    return open_terminal


def test_a_signature_is_kept_without_network_under_its_own_hash(open_terminal: TerminalAtWork) -> None:
    open_terminal.transport = NoNetwork()
    open_terminal.collect("100")
    answer = sign(open_terminal, FIRST)
    (path,) = kept_pictures(open_terminal)
    assert path.name == f"{answer['sha256']}.png"
    assert hash_picture(path.read_bytes()) == answer["sha256"]
    assert [stat.S_IMODE(each.stat().st_mode) for each in (path, path.parent)] == [0o600, 0o700]
    assert open_terminal.kinds[-1] == kinds.SIGNATURE_TAKEN
    shown = open_terminal.ask("signature", "show", FIRST, "--png", str(open_terminal.home.parent / "out.png"))
    assert {**answer, "taken_at": "2026-11-22T09:00:00.000+08:00"}.items() <= shown.items()
    assert (open_terminal.home.parent / "out.png").read_bytes() == path.read_bytes()


def test_a_customer_may_sign_again_and_the_newest_counts(signed: TerminalAtWork) -> None:
    again = sign(signed, FIRST, OTHER_SCRAWL)
    assert signed.ask("signature", "show", FIRST)["sha256"] == again["sha256"]
    assert len(kept_pictures(signed)) == 2
    assert signed.ask("upload")["signatures"] == {"sent": 2, "waiting": 0}


def test_a_receipt_of_an_earlier_day_can_still_be_signed_for(signed: TerminalAtWork) -> None:
    signed.collect("50")
    signed.close_day()
    signed.clock.move(days=1)
    sign(signed, SECOND, OTHER_SCRAWL)
    assert signed.ask("upload")["signatures"] == {"sent": 2, "waiting": 0}


def test_nobody_signs_for_a_payment_that_was_taken_back(signed: TerminalAtWork) -> None:
    signed.ask("void", FIRST, "--reason", "wrong customer")
    before = signed.head
    refused = signed.run("signature", "add", FIRST, str(kept_pictures(signed)[0]))
    assert refused.exit_code == 4
    assert_one_line(refused, ["voided by A-V00000001"])
    assert (signed.head, signed.ask("upload")["signatures"]) == (before, SENT)


def test_what_is_refused_leaves_nothing_behind(open_terminal: TerminalAtWork, tmp_path: Path) -> None:
    open_terminal.collect("100")
    (tmp_path / "notes.png").write_text("not a picture")
    before = open_terminal.head
    for receipt_no, exit_code in ((FIRST, 2), ("A00000009", 4)):
        assert open_terminal.run("signature", "add", receipt_no, str(tmp_path / "notes.png")).exit_code == exit_code
    open_terminal.ask("logout")
    assert open_terminal.run("signature", "add", FIRST, str(tmp_path / "notes.png")).exit_code == 6
    assert kept_pictures(open_terminal) == []
    assert before is not None
    assert open_terminal.kinds.count(kinds.SIGNATURE_TAKEN) == 0


def test_a_picture_that_can_not_be_kept_is_not_in_the_journal_either(
    open_terminal: TerminalAtWork, tmp_path: Path
) -> None:
    open_terminal.collect("100")
    (open_terminal.home / "signatures").write_text("in the way")
    (tmp_path / "signed.png").write_bytes(picture_file())
    before = open_terminal.head
    assert open_terminal.run("signature", "add", FIRST, str(tmp_path / "signed.png")).exit_code == 7
    assert open_terminal.head == before


def test_a_signature_goes_to_the_office_after_the_money_and_once(signed: TerminalAtWork, office: Office) -> None:
    assert signed.ask("upload")["signatures"] == SENT
    assert office.rows(AT_OFFICE) == [(kept_pictures(signed)[0].stem,)]
    assert signed.ask("upload")["signatures"] == {"sent": 0, "waiting": 0}


@pytest.mark.parametrize(
    "befalls",
    [
        cut,
        lambda _request: httpx.Response(500),
        lambda _request: httpx.Response(413, json={"code": "too_large", "title": "It is too large."}),
        lambda _request: httpx.Response(409, json={"code": "attachment_unknown", "title": "Not named."}),
        lambda _request: httpx.Response(200, content=b"<h1>Welcome to our Wi-Fi</h1>"),
        lambda _request: httpx.Response(200, json={"sha256": "5" * 64}),
    ],
    ids=["cut", "500", "413", "409", "no answer", "an answer to another"],
)
def test_whatever_becomes_of_a_picture_the_money_is_uploaded(
    signed: TerminalAtWork, office: Office, befalls: Callable[[httpx.Request], httpx.Response]
) -> None:
    signed.transport = Spoilt(office, befalls)
    ran = signed.run("--json", "upload")
    assert (ran.exit_code, ran.document["pending"], ran.document["signatures"]) == (0, 0, WAITING)
    assert_one_line(ran, ["money is there", "1 still wait"])
    office.sync()
    assert len(office.posted) == 1
    signed.transport = None
    assert signed.ask("upload")["signatures"] == SENT


def test_a_lost_answer_costs_one_more_round(signed: TerminalAtWork, office: Office) -> None:
    def lose(request: httpx.Request) -> httpx.Response:
        office.network.handle_request(request)
        return cut(request)

    signed.transport = Spoilt(office, lose)
    assert signed.ask("upload")["signatures"] == WAITING
    signed.transport = None
    # The office says that nothing is wanted any more.
    assert signed.ask("upload")["signatures"] == {"sent": 0, "waiting": 0}
    assert len(office.rows(AT_OFFICE)) == 1


def test_when_nobody_answers_no_further_picture_is_tried(signed: TerminalAtWork, office: Office) -> None:
    signed.collect("50")
    sign(signed, SECOND, OTHER_SCRAWL)
    signed.transport = line = Spoilt(office, lambda _request: httpx.Response(503))
    assert signed.ask("upload")["signatures"] == {"sent": 0, "waiting": 2}
    assert line.pictures == 1


def test_many_signatures_go_in_several_uploads(signed: TerminalAtWork, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(attaching, "MAX_SENT_AT_ONCE", 2)
    for shift in range(2):
        sign(signed, FIRST, [(x + 7 * shift, y // (shift + 2)) for x, y in OTHER_SCRAWL])
    assert signed.ask("upload")["signatures"] == {"sent": 2, "waiting": 1}
    assert signed.ask("upload")["signatures"] == SENT


def test_on_a_line_that_is_too_slow_the_rest_waits_for_the_next_upload(
    signed: TerminalAtWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign(signed, FIRST, OTHER_SCRAWL)
    monkeypatch.setattr(attaching, "LONGEST_S", 0.0)
    assert signed.ask("upload")["signatures"] == {"sent": 1, "waiting": 1}
    assert signed.ask("upload")["signatures"] == SENT


@pytest.mark.parametrize("spoil", [Path.unlink, lambda path: path.write_bytes(b"\x89PNG")], ids=["gone", "changed"])
def test_a_picture_that_is_gone_is_told_and_holds_up_no_other(
    signed: TerminalAtWork, office: Office, spoil: Callable[[Path], object]
) -> None:
    (gone,) = kept_pictures(signed)
    spoil(gone)
    assert "sign again" in _check(signed)["detail"]
    signed.collect("50")
    sign(signed, SECOND, OTHER_SCRAWL)
    ran = signed.run("--json", "upload")
    assert (ran.exit_code, ran.document["signatures"]) == (0, {"sent": 1, "waiting": 1})
    assert_one_line(ran, [str(gone)])
    assert not _check(signed)["ok"]
    assert signed.run("signature", "show", FIRST).exit_code == 4
    assert "Customer's signature" in signed.ask("receipt", FIRST, "--copy", "--preview")["text"]
    assert len(office.rows(AT_OFFICE)) == 1


def test_the_doctor_knows_what_waits(signed: TerminalAtWork) -> None:
    assert (_check(signed)["ok"], "1 wait" in _check(signed)["detail"]) == (True, True)
    signed.ask("upload")
    assert "0 wait" in _check(signed)["detail"]


def test_an_office_that_was_restored_gets_the_pictures_again(signed: TerminalAtWork, tmp_path: Path) -> None:
    first = signed.office.home
    with _served_by(signed, first):
        signed.ask("status")
    shutil.copytree(first, tmp_path / "backup")
    with _served_by(signed, first):
        assert signed.ask("upload")["signatures"] == SENT
    with _served_by(signed, tmp_path / "backup") as restored:
        assert signed.ask("upload")["signatures"] == SENT
        assert restored.rows(AT_OFFICE) == [(kept_pictures(signed)[0].stem,)]


def test_a_device_brought_back_from_a_backup_tells_which_pictures_it_lacks(
    signed: TerminalAtWork, tmp_path: Path
) -> None:
    signed.ask("backup", str(tmp_path / "copy"))
    restored = TerminalAtWork(tmp_path / "other", signed.clock, signed.office)
    restored.ask("restore", str(tmp_path / "copy"))
    ran = restored.run("--json", "upload")
    assert (ran.exit_code, ran.document["signatures"]) == (0, WAITING)
    assert_one_line(ran, ["not as it was kept"])


def test_rebuilding_the_store_loses_no_signature(signed: TerminalAtWork) -> None:
    sha256 = kept_pictures(signed)[0].stem
    signed.change_store("DELETE FROM signature", "DELETE FROM signature_wanted")
    assert signed.ask("rebuild")["rows"] == [{"table": "signature", "missing": 1, "unfounded": 0}]
    assert signed.ask("signature", "show", FIRST)["sha256"] == sha256
    assert signed.ask("upload")["signatures"] == SENT


def test_a_file_for_the_office_leaves_the_pictures_to_the_network(
    signed: TerminalAtWork, office: Office, tmp_path: Path
) -> None:
    assert signed.ask("upload", "--to", str(tmp_path / "journal"))["signatures"] == WAITING
    office.ingest(tmp_path / "journal")
    assert office.rows(AT_OFFICE) == []
    assert signed.ask("upload")["signatures"] == SENT


def test_a_revoked_device_still_hands_in_its_signatures(signed: TerminalAtWork, office: Office) -> None:
    office.revoke("T001")
    assert signed.ask("upload")["signatures"] == SENT


def test_the_collectors_copy_shows_the_signature(signed: TerminalAtWork, tmp_path: Path) -> None:
    signed.collect("50")
    copies = [signed.ask("receipt", number, "--copy", "--preview")["text"] for number in (FIRST, SECOND)]
    assert ["[image" in text for text in copies] == [True, False]
    assert "[image" not in signed.ask("receipt", FIRST, "--preview")["text"]
    signed.print_to(tmp_path / "paper")
    assert signed.ask("receipt", FIRST, "--copy")["printed"] is True
    assert b"\x1dv0" in (tmp_path / "paper").read_bytes()


@contextmanager
def _served_by(terminal: TerminalAtWork, home: Path) -> Iterator[Office]:
    """Lets the terminal meet the office that lives in another home."""
    office = Office(home, terminal.clock)
    terminal.office, kept = office, terminal.office
    try:
        yield office
    finally:
        office.close()
        terminal.office = kept


def _check(terminal: TerminalAtWork) -> dict[str, Any]:
    """What the doctor says of signatures."""
    document = terminal.run("--json", "doctor").document
    content = document.get("done", document)
    return next(check for check in content["checks"] if check["name"] == "signatures")
