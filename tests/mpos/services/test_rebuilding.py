"""The rebuild: rows come back as the journal has them, and of a damaged store everything that can still be proven."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mpos.contract import kinds
from mpos.store.database import KEY_FILE, REBUILT_FILE, STORE_FILE, WAL_FILE
from mpos.store.fresh_rows import TABLES
from tests.mpos.office_at_work import PIN, SOA
from tests.mpos.terminal_at_work import Homes, NoNetwork, TerminalAtWork, assert_one_line, at_work, copied

PAGE_BYTES = 4096
EXAMPLES = 8
DEEDS = (
    f"collect {SOA} --cash 7.25",
    f"collect {SOA} --cash 20 --check 5:BDO:1:2026-11-22 --amount 12",
    "or-entry --manual-or 7 --customer-no 9 --cash 5",
    "void A00000001 --reason wrong",
    "receipt A00000002",
    "remit --amount 5",
    f"check hold {SOA} 5:BDO:1:2026-11-24",
    "check return A-P00000001 --reason wrong",
    "x-reading",
    "close-registry --count 100x5",
    "z-reading",
    "open-registry --change-fund 0 --business-date 2026-11-23",
)


@pytest.fixture
def busy(open_terminal: TerminalAtWork, tmp_path: Path) -> TerminalAtWork:
    """Nine payments, one of them voided, the first four uploaded, and the slip of the last not on paper."""
    for number in range(8):
        open_terminal.collect(f"{number + 1}")
        if number == 3:
            open_terminal.ask("upload")
    open_terminal.ask("void", "A00000002", "--reason", "wrong customer")
    open_terminal.print_to("lp:/dev/nowhere")
    open_terminal.ask("collect", SOA, "--cash", "9", exit_code=5)
    open_terminal.print_to(tmp_path / "paper")
    return open_terminal


@settings(max_examples=EXAMPLES)
@given(
    deeds=st.lists(st.sampled_from(DEEDS), min_size=3, max_size=12),
    lost=st.lists(st.tuples(st.sampled_from(sorted(TABLES)), st.integers(0, 2)), min_size=1, max_size=5),
)
def test_rows_thrown_away_come_back(
    homes: Homes, tmp_path_factory: pytest.TempPathFactory, deeds: list[str], lost: list[tuple[str, int]]
) -> None:
    place = tmp_path_factory.mktemp("lost")
    with at_work(copied(homes, place)) as terminal:
        terminal.print_to(place / "paper")
        terminal.open_registry()
        for typed in deeds:
            terminal.run(*typed.split())
        rows, reading = _rows(terminal), _reading(terminal)
        terminal.change_store(*(f"DELETE FROM {table} WHERE {TABLES[table]} % 3 = {part}" for table, part in lost))
        thrown_away = _rows(terminal) != rows
        assert bool(terminal.ask("rebuild")["rows"]) == thrown_away
        assert (_rows(terminal), _reading(terminal)) == (rows, reading)
        assert terminal.ask("journal", "verify")["ok"]


def test_a_sound_store_is_left_as_it_is(busy: TerminalAtWork) -> None:
    busy.settle()
    before = (busy.head, (busy.home / STORE_FILE).read_bytes())
    ran = busy.run("rebuild")
    assert ran == (0, f"{_last(busy)} entries hold.\nAll rows follow from them. Nothing was changed.\n", "")
    assert (busy.head, (busy.home / STORE_FILE).read_bytes()) == before


def test_a_row_that_says_another_amount_is_put_right_and_the_office_hears_of_it(busy: TerminalAtWork) -> None:
    busy.change_store("UPDATE payment SET amount_minor = 99999 WHERE number = 3")
    checks = {check["name"]: check for check in busy.ask("doctor", exit_code=8)["checks"]}
    assert "payment" in checks["rows"]["detail"]
    assert busy.ask("rebuild")["rows"] == [{"table": "payment", "missing": 1, "unfounded": 1}]
    assert busy.rows("SELECT amount_minor FROM payment WHERE number = 3") == [(300,)]
    assert busy.kinds[-1] == kinds.STORE_REBUILT
    assert busy.ask("upload")["refused"] == []
    assert busy.ask("rebuild")["rows"] == []


def test_of_a_damaged_journal_all_before_the_damage_is_saved(busy: TerminalAtWork) -> None:
    seq = _damage_entry(busy, "A00000006")
    spoilt = (busy.home / STORE_FILE).read_bytes()
    assert busy.run("x-reading").exit_code in (0, 7)
    (busy.home / STORE_FILE).write_bytes(spoilt)
    known = _last(busy)
    done = busy.ask("rebuild", exit_code=8)
    assert 4 < done["entries"] < seq
    assert done["error"]["code"] == "end_missing"
    assert f"Entries {done['entries'] + 1} to {known}" in done["error"]["message"]
    assert (busy.home / done["kept_as"]).read_bytes() == spoilt
    assert busy.ask("journal", "verify")["entries"] == done["entries"] + 2
    busy.log_in()
    assert busy.collect("1")["receipt_no"] == f"{done['series']}00000001"
    assert busy.ask("upload")["pending"] == 0


def test_a_spoilt_table_of_tables_costs_no_entry(busy: TerminalAtWork) -> None:
    receipts = _receipts(busy)
    busy.settle()
    store = busy.home / STORE_FILE
    store.write_bytes(
        store.read_bytes().replace(b"CREATE INDEX payment_by", b"CREATE INDEX \xff\xff\xff\xff\xff\xff\xff_by")
    )
    for typed in ("status", "doctor", f"collect {SOA}"):
        ran = busy.run(*typed.split())
        assert ran.exit_code == 7
        assert_one_line(ran, ["local store", "mpos rebuild"])
    done = busy.ask("rebuild")
    assert done["kept_as"]
    assert _receipts(busy) == receipts


def test_what_the_journals_copy_has_is_not_lost(busy: TerminalAtWork, tmp_path: Path) -> None:
    _copy_to(busy, tmp_path / "card")
    receipts = _receipts(busy)
    last = _last(busy)
    _damage_entry(busy, "A00000006")
    done = busy.ask("rebuild")
    assert (done["entries"], done["known"]) == (last, last)
    assert 0 < done["from_copy"] < last
    assert _receipts(busy) == receipts
    assert busy.ask("upload")["refused"] == []


@pytest.mark.parametrize("content", [None, b"", b"Dear office,\n" * 500])
def test_a_store_that_is_gone_comes_back_from_the_copy_alone(
    busy: TerminalAtWork, tmp_path: Path, content: bytes | None
) -> None:
    _copy_to(busy, tmp_path / "card")
    receipts = _receipts(busy)
    _spoil(busy, content)
    assert busy.run("status").exit_code == 7
    done = busy.ask("rebuild")
    assert done["from_copy"] == done["entries"]
    assert _receipts(busy) == receipts
    busy.log_in()
    busy.collect("1")
    assert busy.ask("upload")["refused"] == []
    busy.office.sync()
    assert sorted(receipt_no for receipt_no, _, _ in busy.office.posted) == [row[0] for row in _receipts(busy)]


@pytest.mark.parametrize("content", [None, b"", b"Dear office,\n" * 500])
def test_what_is_beyond_repair_is_left_as_it_is(busy: TerminalAtWork, content: bytes | None) -> None:
    _spoil(busy, content)
    before = sorted((path.name, path.read_bytes()) for path in busy.home.iterdir() if path.is_file())
    ran = busy.run("rebuild")
    assert ran.exit_code == 7
    assert_one_line(ran, ["too damaged", "Delete nothing", "backup", "journal copy", "office"])
    assert sorted((path.name, path.read_bytes()) for path in busy.home.iterdir() if path.is_file()) == before


def test_people_fates_and_waiting_slips_are_saved_as_far_as_they_can_be_read(busy: TerminalAtWork) -> None:
    fates = busy.rows("SELECT * FROM fate ORDER BY 1")
    slips = busy.rows("SELECT slip, receipt_no, document FROM print_job WHERE state = 'queued'")
    _damage_root(busy, "payment_by_soa")
    busy.ask("rebuild")
    assert busy.rows("SELECT * FROM fate ORDER BY 1") == fates
    assert fates
    told = busy.rows("SELECT slip, receipt_no, document FROM print_job WHERE state = 'unknown'")
    assert set(slips) <= set(told)
    busy.transport = NoNetwork()
    busy.log_in(pin=PIN)


@pytest.mark.parametrize(("was", "becomes"), [("printed", "confirmed"), ("sending", "unknown")])
def test_slips_of_an_older_version_get_the_states_of_this_one(busy: TerminalAtWork, was: str, becomes: str) -> None:
    busy.change_store(f"UPDATE print_job SET state = '{was}'")
    _damage_root(busy, "payment_by_soa")
    busy.ask("rebuild")
    assert busy.rows("SELECT DISTINCT state FROM print_job") == [(becomes,)]


@pytest.mark.parametrize("moved", [(), (STORE_FILE,), (STORE_FILE, WAL_FILE)])
def test_a_rebuild_that_was_cut_short_is_finished_by_the_next(busy: TerminalAtWork, moved: tuple[str, ...]) -> None:
    _damage_root(busy, "payment_by_soa")
    spoilt = (busy.home / STORE_FILE).read_bytes()
    done = busy.ask("rebuild")
    _as_cut_short(busy, done["kept_as"], moved)
    ran = busy.run("status")
    assert ran.exit_code == 7
    assert_one_line(ran, ["cut short", "mpos rebuild"])
    assert busy.ask("rebuild") == done
    assert (busy.home / done["kept_as"]).read_bytes() == spoilt
    assert (busy.home / f"{done['kept_as']}-wal").read_bytes() == b"of the damaged store"
    assert busy.ask("journal", "verify")["ok"]


def test_nothing_is_rebuilt_while_another_is_at_work(busy: TerminalAtWork) -> None:
    _damage_root(busy, "payment_by_soa")
    before = (busy.home / STORE_FILE).read_bytes()
    with closing(sqlite3.connect(busy.home / STORE_FILE, isolation_level=None)) as neighbour:
        neighbour.execute("BEGIN IMMEDIATE")
        ran = busy.run("rebuild")
    assert ran.exit_code == 4
    assert_one_line(ran, ["Another MPOS is at work"])
    assert (busy.home / STORE_FILE).read_bytes() == before


def test_a_device_that_is_not_enrolled_has_nothing_to_rebuild(terminal: TerminalAtWork, tmp_path: Path) -> None:
    new = TerminalAtWork(tmp_path / "new", terminal.clock, terminal.office)
    assert new.ask("rebuild", exit_code=6)["error"]["code"] == "not_enrolled"
    assert not (tmp_path / "new" / STORE_FILE).exists()


def _last(terminal: TerminalAtWork) -> int:
    return terminal.head.seq if terminal.head else 0


def _receipts(terminal: TerminalAtWork) -> list[tuple[Any, ...]]:
    return terminal.rows("SELECT receipt_no, amount_minor FROM payment ORDER BY seq")


def _rows(terminal: TerminalAtWork) -> dict[str, list[tuple[Any, ...]]]:
    return {table: terminal.rows(f"SELECT * FROM {table} ORDER BY 1, 2") for table in TABLES}


def _reading(terminal: TerminalAtWork) -> dict[str, Any] | None:
    """What an X-reading says of the open day; its own place in the journal left out, and what that does to it."""
    answer = terminal.run("--json", "x-reading", "--no-print")
    passing = ("head_seq", "head_hash", "text", "taken_at", "not_uploaded")
    return {key: value for key, value in answer.document.items() if key not in passing}


def _copy_to(terminal: TerminalAtWork, card: Path) -> None:
    """Sets up the second copy; the next deed writes all of it."""
    card.mkdir()
    terminal.environ["MPOS_JOURNAL_COPY"] = str(card)
    terminal.ask("x-reading")


def _spoil(terminal: TerminalAtWork, content: bytes | None) -> None:
    terminal.settle()
    store = terminal.home / STORE_FILE
    store.unlink()
    if content is not None:
        store.write_bytes(content)


def _damage_entry(terminal: TerminalAtWork, receipt_no: str) -> int:
    """Overwrites the page that holds this payment's journal entry; the entry's place."""
    [(seq, body)] = terminal.rows("SELECT seq, body FROM journal WHERE body LIKE ?", f'%"number":%"{receipt_no}"%')
    terminal.settle()
    at = (terminal.home / STORE_FILE).read_bytes().index(body.encode())
    _damage_page(terminal, at // PAGE_BYTES)
    return int(seq)


def _damage_root(terminal: TerminalAtWork, name: str) -> None:
    [(page,)] = terminal.rows("SELECT rootpage FROM sqlite_schema WHERE name = ?", name)
    _damage_page(terminal, page - 1)


def _damage_page(terminal: TerminalAtWork, page: int) -> None:
    terminal.settle()
    store = terminal.home / STORE_FILE
    content = bytearray(store.read_bytes())
    content[page * PAGE_BYTES : (page + 1) * PAGE_BYTES] = b"\xa5" * PAGE_BYTES
    store.write_bytes(content)


def _as_cut_short(terminal: TerminalAtWork, kept_as: str, moved: tuple[str, ...]) -> None:
    """The home as it is when the power goes while the new store is put in its place, these names moved already."""
    home = terminal.home
    (home / STORE_FILE).rename(home / REBUILT_FILE)
    (home / f"{kept_as}-wal").write_bytes(b"of the damaged store")
    for name in {STORE_FILE, WAL_FILE} - set(moved):
        shutil.move(home / name.replace(STORE_FILE, kept_as), home / name)
    assert (home / KEY_FILE).exists()
