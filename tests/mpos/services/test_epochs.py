"""Epochs: a copied home goes on under numbers of its own by itself, and the device it was copied from is left alone."""

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpos.contract.canonical import read_json
from mpos.store.database import STORE_FILE
from mpos.store.home_mark import WITNESS_FILE, is_another, mark_of
from tests.mpos.office_at_work import SOA
from tests.mpos.terminal_at_work import TerminalAtWork, assert_one_line


def cloned(terminal: TerminalAtWork, name: str = "clone") -> TerminalAtWork:
    """Another device with a copy of this one's home."""
    home = terminal.home.parent / name
    shutil.copytree(terminal.home, home)
    return TerminalAtWork(home, terminal.clock, terminal.office)


def receipts_of(terminal: TerminalAtWork) -> list[str]:
    return [str(row[0]) for row in terminal.rows("SELECT receipt_no FROM payment ORDER BY seq")]


def test_a_copied_home_says_so_once_and_wants_its_collector_to_log_in_again(open_terminal: TerminalAtWork) -> None:
    clone = cloned(open_terminal)
    ran = clone.run("status")
    assert ran.exit_code == 0
    assert_one_line(ran, ["copy of another device's store", "log in again"])
    assert clone.run("status").err == ""
    assert clone.ask("collect", SOA, exit_code=6)["error"]["code"] == "not_logged_in"


def test_a_clone_and_its_original_issue_no_number_twice_and_the_office_has_all_of_both(
    open_terminal: TerminalAtWork,
) -> None:
    open_terminal.collect("100")
    clone = cloned(open_terminal)
    clone.log_in()
    clone.collect("20")
    open_terminal.collect("30")
    ours, theirs = receipts_of(open_terminal), receipts_of(clone)
    assert ours == ["A00000001", "A00000002"]
    assert theirs[0] == "A00000001"
    assert theirs[1].endswith("00000001")
    assert theirs[1] not in ours
    for terminal in (clone, open_terminal):
        assert terminal.ask("upload")["pending"] == 0
        assert terminal.ask("journal", "verify")["ok"]
    kept = [row[0] for row in open_terminal.office.rows("SELECT receipt_no FROM payment")]
    assert sorted(kept) == sorted({*ours, *theirs})


def test_the_new_epoch_names_its_parent_and_why_it_began(open_terminal: TerminalAtWork) -> None:
    head = open_terminal.head
    assert head is not None
    clone = cloned(open_terminal)
    clone.ask("status")
    [(text,)] = clone.rows("SELECT body FROM journal WHERE kind = 'epoch_begun'")
    body = read_json(str(text))
    assert isinstance(body, dict)
    assert (body["reason"], body["parent"]) == ("copied", head._asdict())


def test_a_home_that_only_moved_is_the_same_device(open_terminal: TerminalAtWork) -> None:
    open_terminal.collect("100")
    moved = open_terminal.home.with_name("moved")
    open_terminal.home.rename(moved)
    terminal = TerminalAtWork(moved, open_terminal.clock, open_terminal.office)
    assert terminal.collect("50")["receipt_no"] == "A00000002"


def test_a_copy_of_the_home_that_was_put_back_is_a_copy(open_terminal: TerminalAtWork) -> None:
    kept = cloned(open_terminal, "kept")
    open_terminal.collect("100")
    shutil.rmtree(open_terminal.home)
    shutil.copytree(kept.home, open_terminal.home)
    assert_one_line(open_terminal.run("status"), ["copy of another device's store"])
    open_terminal.log_in()
    assert open_terminal.collect("50")["receipt_no"] != "A00000001"


def test_an_older_store_that_was_written_over_the_newer_one_is_told_by_its_witness(
    open_terminal: TerminalAtWork,
) -> None:
    open_terminal.settle()
    older = (open_terminal.home / STORE_FILE).read_bytes()
    open_terminal.collect("100")
    open_terminal.settle()
    (open_terminal.home / STORE_FILE).write_bytes(older)
    ran = open_terminal.run("status")
    assert_one_line(ran, ["set back to an earlier state", "log in again"])
    open_terminal.log_in()
    assert open_terminal.collect("50")["receipt_no"] != "A00000001"
    assert open_terminal.ask("journal", "verify")["ok"]


def test_a_store_from_before_there_were_marks_is_taken_for_the_device_itself(open_terminal: TerminalAtWork) -> None:
    open_terminal.change_store("DELETE FROM setting WHERE key = 'home_mark'")
    assert open_terminal.collect("50")["receipt_no"] == "A00000001"
    assert open_terminal.rows("SELECT count(*) FROM setting WHERE key = 'home_mark'") == [(1,)]


MARKS = st.dictionaries(st.sampled_from(("machine", "medium", "file")), st.sampled_from("abc"))


@given(MARKS, MARKS)
def test_only_a_mark_that_both_have_can_tell_a_copy(kept: dict[str, str], found: dict[str, str]) -> None:
    assert is_another(kept, found) == any(found.get(name, mark) != mark for name, mark in kept.items())
    assert not is_another(kept, {**kept, **{name: found[name] for name in found.keys() - kept.keys()}})


def test_a_copied_home_has_another_mark_and_a_renamed_one_the_same(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    mark = mark_of(home)
    shutil.copytree(home, tmp_path / "copy")
    assert is_another(mark, mark_of(tmp_path / "copy"))
    home.rename(tmp_path / "renamed")
    assert mark_of(tmp_path / "renamed") == mark


def test_a_partition_is_known_by_the_serial_number_of_its_card(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    partition = tmp_path / "sys" / "mmcblk0" / "mmcblk0p1"
    partition.mkdir(parents=True)
    (partition / "partition").write_text("1\n")
    (partition.parent / "device").mkdir()
    (partition.parent / "device" / "cid").write_text("1b534d45423151543000f3a7\n")
    volume = tmp_path / "sys" / "dm-0"
    (volume / "slaves").mkdir(parents=True)
    (volume / "slaves" / "mmcblk0p1").symlink_to(partition)
    numbers = tmp_path / "numbers"
    numbers.mkdir()
    device = tmp_path.stat().st_dev
    (numbers / f"{os.major(device)}:{os.minor(device)}").symlink_to(volume)
    monkeypatch.setattr("mpos.store.home_mark.DEVICES", numbers)
    assert mark_of(tmp_path)["medium"] == "1b534d45423151543000f3a7"


def test_a_witness_that_can_not_be_read_or_written_stops_nobody(open_terminal: TerminalAtWork) -> None:
    witness = open_terminal.home / WITNESS_FILE
    witness.write_bytes(b"\x00" * 200)
    assert open_terminal.collect("50")["receipt_no"] == "A00000001"
    witness.unlink()
    witness.mkdir()
    assert open_terminal.collect("50")["receipt_no"] == "A00000002"
