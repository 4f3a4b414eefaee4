"""What version 1 left on disk is opened, kept whole, read and verified by this version."""

import gzip
import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from mpos.contract.journal import find_break, read_entry
from mpos.contract.seal import Signer
from mpos.contract.sealed_file import JOURNAL, SOA_LIST, read_sealed
from mpos.store import migrations
from mpos.store.database import KEY_FILE, SCHEMA_VERSION, STORE_FILE, WAL_FILE
from mpos.store.salvage import KEPT_TABLES
from tests.golden.goldens import V1, golden_homes
from tests.mpos.office_at_work import PIN
from tests.mpos.terminal_at_work import TerminalAtWork, assert_one_line, at_work

STORE = V1 / "terminal" / STORE_FILE
TABLES = ("journal", "identity", "business_day", "cash_count", "z_reading", "payment", "tender", "allocation", "void",
          "reprint", *(table for table in KEPT_TABLES if table != "countersign"))  # fmt: skip
UPLOADED, ENTRIES = 16, 25
SAID = json.loads((V1 / "said.json").read_text())


@pytest.fixture
def golden(tmp_path: Path) -> Iterator[TerminalAtWork]:
    """The terminal of version 1 and its office, an hour after it was last used."""
    with at_work(golden_homes(tmp_path)) as terminal:
        terminal.clock.move(days=1, hours=1)
        yield terminal


def test_every_row_is_kept(golden: TerminalAtWork) -> None:
    columns = {table: _columns(golden, table) for table in TABLES}
    before = {table: golden.rows(f"SELECT {columns[table]} FROM {table} ORDER BY 1, 2") for table in TABLES}
    before["print_job"] = [tuple(_SLIP_STATES.get(value, value) for value in row) for row in before["print_job"]]
    kept_settings = golden.rows("SELECT key, value FROM setting")
    golden.ask("journal", "verify")
    assert golden.rows("PRAGMA user_version") == [(SCHEMA_VERSION,)]
    after = {table: golden.rows(f"SELECT {columns[table]} FROM {table} ORDER BY 1, 2") for table in TABLES}
    assert after == before
    assert set(kept_settings) <= set(golden.rows("SELECT key, value FROM setting"))


def test_what_rows_tell_besides_by_now_follows_from_the_old_journal(golden: TerminalAtWork) -> None:
    assert golden.ask("rebuild")["rows"] == []
    assert golden.rows("SELECT count(*) FROM payment WHERE (source = 'or_entry') <> (manual_or_no IS NOT NULL)") == [
        (0,)
    ]


def test_it_answers_as_version_1_did(golden: TerminalAtWork) -> None:
    for words, said in SAID.items():
        answer = golden.ask(*words.split())
        assert _common(answer, said) == {key: value for key, value in said.items() if key not in _PASSING}, words


def test_work_goes_on_where_it_stopped(golden: TerminalAtWork, tmp_path: Path) -> None:
    paper = tmp_path / "paper"
    golden.print_to(paper)
    assert golden.collect("10")["receipt_no"] == "A00000007"
    assert [b"A00000006" in paper.read_bytes(), b"A00000007" in paper.read_bytes()] == [True, True]
    golden.ask("void", "A00000006", "--reason", "wrong customer")
    assert golden.ask("x-reading")["previous_grand_total"] == "150.00"
    assert golden.close_day()["present_grand_total"] == "492.67"


def test_its_z_reading_can_be_printed_again(golden: TerminalAtWork) -> None:
    again = golden.ask("z-reading", "--again", "--preview")
    assert (again["z_counter"], again["present_grand_total"]) == (1, "150.00")
    assert "REPRINT" in again["text"]


def test_its_bridge_takes_what_waited_and_posts_it(golden: TerminalAtWork) -> None:
    assert golden.ask("upload")["sent"] == ENTRIES - UPLOADED
    assert golden.ask("status")["pending"] == 0
    golden.office.sync()
    posted = {receipt_no for receipt_no, _, status in golden.office.posted if status == "posted"}
    assert posted == {"A00000003", "A00000004", "A00000006"}
    golden.log_in(pin=PIN)
    golden.ask("download-soa")


def test_a_list_by_file_is_taken(golden: TerminalAtWork) -> None:
    (golden.home / "soas.sqlite3").unlink()
    golden.ask("download-soa", "--from", str(V1 / "list.mpos"))
    assert golden.ask("soa", "list")["items"] == SAID["soa list"]["items"]


def test_a_journal_by_file_is_taken_in(golden: TerminalAtWork) -> None:
    assert golden.office.ingest(V1 / "journal.mpos") == ENTRIES - UPLOADED
    assert golden.ask("upload")["pending"] == 0


def test_a_backup_brings_the_device_back(golden: TerminalAtWork, tmp_path: Path) -> None:
    again = TerminalAtWork(tmp_path / "again", golden.clock, golden.office)
    assert again.ask("restore", str(V1 / "backup.sqlite3"))["entries"] == ENTRIES
    again.log_in()
    assert again.ask("upload")["pending"] == 0
    assert again.ask("journal", "verify")["ok"]


def test_an_export_is_verified_anywhere(golden: TerminalAtWork) -> None:
    assert golden.ask("journal", "verify", str(V1 / "journal.jsonl"))["entries"] == ENTRIES


def test_seals_and_hashes_mean_what_they_meant() -> None:
    sealed = read_sealed((V1 / "journal.mpos").read_bytes(), JOURNAL, _public_key(V1 / "terminal" / KEY_FILE))
    entries = [read_entry(json.loads(line)) for line in gzip.decompress(sealed.payload).splitlines()]
    exported = [json.loads(line) for line in (V1 / "journal.jsonl").read_text().splitlines()][:-1]
    assert find_break(map(read_entry, exported)) is None
    assert [entry._asdict() for entry in entries] == exported[UPLOADED:]
    soa_list = read_sealed((V1 / "list.mpos").read_bytes(), SOA_LIST, _public_key(V1 / "bridge" / "bridge.key"))
    assert soa_list.description["count"] == 2


@pytest.mark.parametrize("leaves_wal", [False, True])
def test_an_upgrade_that_fails_leaves_the_old_store_as_it_was(
    golden: TerminalAtWork, monkeypatch: pytest.MonkeyPatch, leaves_wal: bool
) -> None:
    if leaves_wal:
        _leave_wal(golden.home)
    before = _files(golden.home)
    with monkeypatch.context() as patched:
        patched.setattr(migrations, "_SECOND", (*migrations._SECOND, "CREATE TABLE journal (seq)"))
        for words in ("status", "collect SOA-1000", "doctor", "upload"):
            ran = golden.run(*words.split())
            assert ran.exit_code == 7
            assert_one_line(ran, ["local store", "Delete nothing"])
            assert _files(golden.home) == before
    assert golden.ask("status")["pending"] == ENTRIES - UPLOADED


@pytest.mark.parametrize("leaves_wal", [False, True])
def test_a_newer_versions_store_is_not_touched(golden: TerminalAtWork, leaves_wal: bool) -> None:
    golden.change_store(f"PRAGMA user_version = {SCHEMA_VERSION + 1}", "PRAGMA journal_mode = DELETE")
    if leaves_wal:
        _leave_wal(golden.home)
    before = _files(golden.home)
    for words in ("status", "collect SOA-1000", "doctor", "upload", "rebuild", "journal verify", "login ana --pin -"):
        ran = golden.run(*words.split(), stdin=f"{PIN}\n")
        assert ran.exit_code == 7
        assert_one_line(ran, ["newer version", "Update MPOS"])
        assert _files(golden.home) == before


_SLIP_STATES = {"printed": "confirmed", "sending": "sent"}
"""What version 1 called them."""
_PASSING = {"version", "free_bytes", "clock_offset_s"}
"""What may be another from one day to the next."""


def _common(answer: dict[str, Any], said: dict[str, Any]) -> dict[str, Any]:
    """Of an answer, what version 1 said, too: a later one may say more."""
    return {key: _of(answer[key], value) for key, value in said.items() if key not in _PASSING}


def _of(answer: Any, said: Any) -> Any:
    match said:
        case dict():
            return {key: _of(answer[key], value) for key, value in said.items()}
        case list():
            return [_of(one, other) for one, other in zip(answer, said, strict=True)]
    return answer


def _public_key(path: Path) -> str:
    return Signer(bytes.fromhex(path.read_text())).public_key


def _leave_wal(home: Path) -> None:
    """As after a power cut: a commit that is in the -wal only."""
    place = home.parent / "cut"
    place.mkdir()
    shutil.copyfile(home / STORE_FILE, place / STORE_FILE)
    with closing(sqlite3.connect(place / STORE_FILE, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("INSERT INTO setting VALUES ('power', '\"cut\"')")
        for name in (STORE_FILE, WAL_FILE):
            shutil.copyfile(place / name, home / name)


def _files(home: Path) -> dict[str, str]:
    """What the store's files hold; an empty -wal holds nothing."""
    paths = [home / name for name in (STORE_FILE, WAL_FILE) if (home / name).exists()]
    return {path.name: sha256(content).hexdigest() for path in paths if (content := path.read_bytes())}


def _columns(golden: TerminalAtWork, table: str) -> str:
    """The columns that version 1 gave the table."""
    return ", ".join(row[1] for row in golden.rows(f"PRAGMA table_info({table})"))
