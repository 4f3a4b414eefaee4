"""Commits stay in the -wal when a command ends: two waits for the disk a payment. They must never meet another file."""

from pathlib import Path

import pytest

from mpos.store.database import MAX_LEFT_BYTES, STORE_FILE, WAL_FILE
from tests.mpos.terminal_at_work import TerminalAtWork, assert_one_line


def test_a_payment_stays_where_it_was_committed(open_terminal: TerminalAtWork) -> None:
    open_terminal.settle()
    before = (open_terminal.home / STORE_FILE).read_bytes()
    open_terminal.collect("100")
    assert (open_terminal.home / STORE_FILE).read_bytes() == before
    assert (open_terminal.home / WAL_FILE).stat().st_size > 0
    assert open_terminal.ask("journal", "verify")["ok"]


def test_what_is_left_has_a_bound(open_terminal: TerminalAtWork, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("mpos.store.database.MAX_LEFT_BYTES", MAX_LEFT_BYTES // 4)
    sizes = []
    for _ in range(12):
        open_terminal.collect("1")
        wal = open_terminal.home / WAL_FILE
        sizes.append(wal.stat().st_size if wal.exists() else 0)
    assert 0 in sizes
    assert max(sizes) < MAX_LEFT_BYTES // 4


def test_an_older_file_beside_commits_that_hold_everything_costs_nothing(open_terminal: TerminalAtWork) -> None:
    open_terminal.settle()
    older = (open_terminal.home / STORE_FILE).read_bytes()
    receipts = [open_terminal.collect("1")["receipt_no"] for _ in range(3)]
    (open_terminal.home / STORE_FILE).write_bytes(older)
    assert open_terminal.collect("1")["receipt_no"] > receipts[-1]
    assert open_terminal.ask("journal", "verify")["ok"]


@pytest.mark.parametrize("between", [1, 4, 6, 30])
def test_an_older_file_beside_commits_to_a_newer_one_is_told(open_terminal: TerminalAtWork, between: int) -> None:
    store: Path = open_terminal.home / STORE_FILE
    open_terminal.settle()
    older = store.read_bytes()
    for _ in range(between):
        open_terminal.collect("1")
    open_terminal.settle()
    receipt_no = open_terminal.collect("1")["receipt_no"]
    store.write_bytes(older)
    ran = open_terminal.run("status")
    if ran.exit_code == 7:
        assert_one_line(ran, ["local store", "Delete nothing", "mpos rebuild"])
        open_terminal.run("rebuild")
        open_terminal.log_in()
        assert open_terminal.collect("1")["receipt_no"][:5] != receipt_no[:5]
        return
    # All that the older file lacks was still in the commits.
    assert open_terminal.ask("journal", "verify")["ok"]
    assert open_terminal.collect("1")["receipt_no"] > receipt_no


def test_an_older_file_with_the_commits_of_its_own_time_is_a_store_that_was_set_back(
    open_terminal: TerminalAtWork,
) -> None:
    open_terminal.settle()
    open_terminal.collect("1")
    older = {name: (open_terminal.home / name).read_bytes() for name in (STORE_FILE, WAL_FILE)}
    receipt_no = open_terminal.collect("1")["receipt_no"]
    for name, content in older.items():
        (open_terminal.home / name).write_bytes(content)
    open_terminal.log_in()
    assert open_terminal.collect("1")["receipt_no"][:5] != receipt_no[:5]
    assert open_terminal.ask("journal", "verify")["ok"]
