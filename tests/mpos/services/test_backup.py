"""Backup and restore: a device brought back goes on under new numbers, and neither branch of its past is lost."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from unittest.mock import patch

import pytest

from mpos.contract.canonical import read_json
from mpos.store.database import STORE_FILE, connect
from tests.mpos.office_at_work import SOA, Office
from tests.mpos.terminal_at_work import LOGIN, TerminalAtWork, assert_one_line


@pytest.fixture
def backup(open_terminal: TerminalAtWork, tmp_path: Path) -> Path:
    """A copy of an open terminal that has collected 100.00 as A00000001."""
    open_terminal.collect("100")
    open_terminal.ask("backup", str(tmp_path / "backup"))
    return tmp_path / "backup"


def brought_back(terminal: TerminalAtWork, backup: Path, name: str = "again") -> TerminalAtWork:
    """The same device once more, from its backup, with Ana logged in and her list there."""
    again = TerminalAtWork(terminal.home.parent / name, terminal.clock, terminal.office)
    again.ask("restore", str(backup))
    again.log_in()
    again.ask("download-soa")
    return again


def receipts_at(office: Office) -> list[str]:
    """Which receipts the office holds."""
    return [row[0] for row in office.rows("SELECT receipt_no FROM payment ORDER BY receipt_no")]


def test_a_backup_tells_how_far_it_reaches_and_is_its_owners_alone(open_terminal: TerminalAtWork, backup: Path) -> None:
    answer = open_terminal.ask("backup", str(backup.with_name("second")))
    head = open_terminal.head
    assert head is not None
    assert (answer["entries"], answer["head_hash"]) == (head.seq, head.hash)
    assert backup.stat().st_mode & 0o777 == 0o600
    assert list(backup.parent.glob("*.new")) == []


def test_a_restored_device_goes_on_in_a_new_epoch_under_a_series_of_its_own(
    open_terminal: TerminalAtWork, backup: Path
) -> None:
    again = TerminalAtWork(open_terminal.home.parent / "again", open_terminal.clock, open_terminal.office)
    answer = again.ask("restore", str(backup))
    assert (answer["terminal_id"], answer["entries"]) == ("T001", 5)
    assert answer["epoch"] > 1
    assert answer["series"].startswith("A")
    assert len(answer["series"]) == 6
    assert again.kinds[-1] == "epoch_begun"
    assert again.ask("collect", SOA, exit_code=6)["error"]["code"] == "not_logged_in"
    again.log_in()
    again.ask("download-soa")
    assert again.collect("50")["receipt_no"] == f"{answer['series']}00000001"
    assert again.ask("void", f"{answer['series']}00000001", "--reason", "no")["void_no"] == (
        f"{answer['series']}-V00000001"
    )
    assert again.due() == "1175.50"
    assert again.ask("journal", "verify")["ok"]
    assert again.ask("x-reading")["gross"] == "150.00"


def test_the_key_is_in_its_file_again_and_in_the_store_no_more(open_terminal: TerminalAtWork, backup: Path) -> None:
    again = brought_back(open_terminal, backup)
    key = (open_terminal.home / "terminal.key").read_bytes()
    assert (again.home / "terminal.key").read_bytes() == key
    assert (again.home / "terminal.key").stat().st_mode & 0o777 == 0o600
    assert (again.home / STORE_FILE).stat().st_mode & 0o777 == 0o600
    assert again.rows("SELECT value FROM setting WHERE key = 'key_copy'") == []
    assert key.strip() not in (again.home / STORE_FILE).read_bytes()


def test_both_branches_reach_the_office_and_nothing_of_either_is_lost(
    open_terminal: TerminalAtWork, backup: Path
) -> None:
    office = open_terminal.office
    open_terminal.collect("10")
    open_terminal.ask("upload")
    again = brought_back(open_terminal, backup)
    issued = {"A00000001", "A00000002"}
    for _ in range(3):
        issued |= {again.collect("20")["receipt_no"], open_terminal.collect("30")["receipt_no"]}
        for terminal in (again, open_terminal, again):
            assert terminal.ask("upload")["pending"] == 0
    office.sync()
    assert len(issued) == 8
    assert receipts_at(office) == sorted(issued)
    assert sum(amount for _, amount, _ in office.posted) == 10_000 + 1_000 + 3 * 5_000
    for terminal in (again, open_terminal):
        terminal.ask("download-soa")
        assert terminal.due() == "1015.50"
        assert terminal.ask("journal", "verify")["ok"]


def test_two_devices_from_one_backup_issue_no_number_twice(open_terminal: TerminalAtWork, backup: Path) -> None:
    first, second = (brought_back(open_terminal, backup, name) for name in ("first", "second"))
    for terminal in (first, second, first, second):
        terminal.collect("10")
        assert terminal.ask("upload")["pending"] == 0
        terminal.ask("upload")
    assert len(set(receipts_at(open_terminal.office))) == 5


def test_a_device_may_be_brought_back_again_and_again(open_terminal: TerminalAtWork, backup: Path) -> None:
    """Whatever the dice say: the office takes an epoch only after the ones before it."""
    terminal = open_terminal
    with patch("secrets.randbelow", _falling()):
        for number in range(3):
            terminal = brought_back(open_terminal, backup, f"again{number}")
            terminal.collect("10")
            assert terminal.ask("upload")["pending"] == 0
            backup = backup.with_name(f"backup{number}")
            terminal.ask("backup", str(backup))
    assert len(receipts_at(open_terminal.office)) == 4


def test_a_slip_that_waited_when_the_copy_was_made_is_in_doubt_afterwards(
    open_terminal: TerminalAtWork, tmp_path: Path
) -> None:
    open_terminal.print_to("file:/proc/nowhere")
    open_terminal.ask("collect", SOA, "--cash", "100", exit_code=5)
    open_terminal.ask("backup", str(tmp_path / "backup"))
    again = brought_back(open_terminal, tmp_path / "backup")
    again.print_to(tmp_path / "paper")
    again.collect("50")
    states = again.rows("SELECT receipt_no = 'A00000001', state FROM print_job ORDER BY job_id")
    assert states == [(1, "unknown"), (0, "confirmed")]
    assert again.ask("receipt", "A00000001")["reprints"] == 1


def test_a_device_that_works_is_not_overwritten(open_terminal: TerminalAtWork, backup: Path) -> None:
    before = open_terminal.head
    ran = open_terminal.run("restore", str(backup))
    assert ran.exit_code == 4
    assert_one_line(ran, ["has a store or a key already", "never delete it"])
    assert open_terminal.head == before


def test_a_home_with_the_key_of_another_device_is_left_alone(open_terminal: TerminalAtWork, backup: Path) -> None:
    other = TerminalAtWork(open_terminal.home.parent / "other", open_terminal.clock, open_terminal.office)
    other.home.mkdir()
    (other.home / "terminal.key").write_text("ab" * 32)
    assert_one_line(other.run("restore", str(backup)), ["a key already", "Nothing was changed"])
    assert not (other.home / STORE_FILE).exists()
    assert (other.home / "terminal.key").read_text() == "ab" * 32


@pytest.mark.parametrize(
    ("tampering", "told"),
    [
        ("UPDATE journal SET body = replace(body, '100.00', '10.00') WHERE kind = 'payment_recorded'", "entry 5"),
        ("DELETE FROM journal WHERE seq = 3", "entry 4"),
        ("DELETE FROM identity", "no device"),
        ("DROP TABLE journal", "no such table"),
    ],
)
def test_a_backup_that_was_tampered_with_is_refused(
    open_terminal: TerminalAtWork, backup: Path, tampering: str, told: str
) -> None:
    with closing(sqlite3.connect(backup, isolation_level=None)) as connection:
        for (trigger,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute(tampering)
    again = TerminalAtWork(open_terminal.home.parent / "again", open_terminal.clock, open_terminal.office)
    ran = again.run("restore", str(backup))
    assert ran.exit_code == 4
    assert_one_line(ran, ["not a usable backup", told])
    assert again.head is None


def test_a_restore_that_was_interrupted_is_simply_done_again(open_terminal: TerminalAtWork, backup: Path) -> None:
    again = TerminalAtWork(open_terminal.home.parent / "again", open_terminal.clock, open_terminal.office)
    again.home.mkdir()
    (again.home / f"{STORE_FILE}.restoring").write_bytes(b"half of it")
    again.ask("restore", str(backup))
    assert again.log_in()["collector"] == LOGIN


def test_what_a_killed_restore_has_left_does_not_get_into_the_next(open_terminal: TerminalAtWork, backup: Path) -> None:
    again = TerminalAtWork(open_terminal.home.parent / "again", open_terminal.clock, open_terminal.office)
    again.home.mkdir()
    draft = again.home / f"{STORE_FILE}.restoring"
    shutil.copy(backup, draft)
    with closing(connect(draft)) as connection:
        connection.execute("DELETE FROM tender")
        for ending in ("-wal", "-shm"):
            shutil.copy(f"{draft}{ending}", f"{draft}{ending}.kept")
    for ending in ("-wal", "-shm"):
        draft.with_name(f"{draft.name}{ending}.kept").rename(f"{draft}{ending}")
    again.ask("restore", str(backup))
    assert again.rows("SELECT count(*) FROM tender") == [(1,)]
    assert again.rows("SELECT count(*) FROM journal WHERE kind = 'epoch_begun'") == [(1,)]


def test_a_restored_journal_names_its_parent(open_terminal: TerminalAtWork, backup: Path) -> None:
    parent = open_terminal.head
    again = brought_back(open_terminal, backup)
    body = read_json(again.rows("SELECT body FROM journal WHERE kind = 'epoch_begun'")[0][0])
    assert parent is not None
    assert body["parent"] == parent._asdict()


def _falling() -> Callable[[int], int]:
    """Random numbers that grow smaller each time."""
    divisors = iter((2, 20, 200))
    return lambda upper: upper // next(divisors)
