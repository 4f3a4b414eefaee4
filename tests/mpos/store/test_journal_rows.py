"""The journal in the store: appended to and never changed, and whatever was changed all the same is named."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mpos.contract.journal import Entry, find_break
from mpos.services.soundness import NEWEST
from mpos.store.database import open_store, transaction
from mpos.store.derive import derive
from mpos.store.journal import all_entries, insert
from tests.mpos.signing import sign
from tests.mpos.terminal_at_work import Homes, TerminalAtWork, at_work, copied

DERIVED = ("business_day", "cash_count", "z_reading", "payment", "tender", "allocation", "void", "reprint", "signature")
FIELDS = ("epoch", "kind", "recorded_at", "business_date", "collector", "body", "prev_hash", "hash")


@pytest.fixture(scope="module")
def busy(homes: Homes, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TerminalAtWork]:
    """A device after a day on which everything happened that has rows, and in the morning of the next."""
    place = tmp_path_factory.mktemp("busy")
    with at_work(copied(homes, place)) as terminal:
        terminal.print_to(place / "paper")
        terminal.open_registry()
        terminal.collect("100")
        words = ("--check", "200:BDO:1:2026-11-22", "--ewallet", "50:GC", "--pay", "A2=30", "--remarks", "Ñ ₱")
        terminal.ask("collect", "SOA-1000", *words)
        terminal.ask("or-entry", "--manual-or", "7", "--customer-no", "9", "--cash", "5")
        terminal.ask("void", "A00000001", "--reason", "wrong customer")
        terminal.ask("receipt", "A00000002")
        sign(terminal, "A00000002")
        terminal.clock.move(minutes=-30)
        terminal.close_day()
        terminal.clock.move(days=1)
        terminal.open_registry("0")
        yield terminal


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE journal SET body = '{}' WHERE seq = 3",
        "UPDATE journal SET seq = seq + 100",
        "DELETE FROM journal WHERE seq = 3",
        "DELETE FROM journal",
        "INSERT OR REPLACE INTO journal SELECT * FROM journal WHERE seq = 3",
        "REPLACE INTO journal SELECT seq, epoch, 'none', recorded_at, NULL, NULL, '{}', '', '' FROM journal",
        "INSERT INTO journal SELECT * FROM journal WHERE seq = 3",
    ],
)
def test_no_statement_changes_an_entry(terminal: TerminalAtWork, statement: str) -> None:
    before = terminal.rows("SELECT * FROM journal")
    with pytest.raises(sqlite3.IntegrityError):
        terminal.change_store(statement)
    assert terminal.rows("SELECT * FROM journal") == before


def test_all_rows_follow_from_the_journal(busy: TerminalAtWork, tmp_path: Path) -> None:
    with closing(open_store(busy.home)) as store, closing(open_store(tmp_path / "rebuilt")) as rebuilt:
        entries = list(all_entries(store, "T001"))
        with transaction(rebuilt):
            insert(rebuilt, entries)
            for entry in entries:
                derive(rebuilt, entry)
        for table in (*DERIVED, "journal"):
            query = f"SELECT * FROM {table} ORDER BY 1, 2"
            rows = store.execute(query).fetchall()
            assert rows, table
            assert rebuilt.execute(query).fetchall() == rows, table


@settings(max_examples=60)
@given(choice=st.data())
def test_one_changed_field_is_named_with_its_entry(busy: TerminalAtWork, choice: st.DataObject) -> None:
    with closing(open_store(busy.home)) as store:
        entries = list(all_entries(store, "T001"))
    place = choice.draw(st.integers(0, len(entries) - 1))
    field = choice.draw(st.sampled_from(FIELDS))
    content = entries[place]._asdict()
    content[field] = _other(content[field])
    entries[place] = Entry(**content)
    found = find_break(entries)
    assert found is not None
    assert found.seq == entries[place].seq


@pytest.mark.parametrize("seq", [1, 4, 7])
def test_verify_names_the_entry_whose_byte_was_changed(open_terminal: TerminalAtWork, seq: int) -> None:
    open_terminal.collect("100")
    open_terminal.collect("50")
    open_terminal.ask("x-reading")
    _drop_triggers(open_terminal)
    open_terminal.change_store(
        f"UPDATE journal SET recorded_at = replace(recorded_at, '09:00', '09:01') WHERE seq = {seq}"
    )
    found = open_terminal.ask("journal", "verify", exit_code=7)
    assert (found["ok"], found["first_bad"], found["entries"]) == (False, seq, seq - 1)
    assert found["error"]["code"] == "journal_broken"
    checks = open_terminal.ask("doctor", exit_code=8)["checks"]
    assert f"Entry {seq}" in next(check["detail"] for check in checks if check["name"] == "journal")


def test_verify_names_the_place_where_an_entry_is_missing(open_terminal: TerminalAtWork) -> None:
    _drop_triggers(open_terminal)
    open_terminal.change_store("PRAGMA foreign_keys = OFF", "DELETE FROM journal WHERE seq = 2")
    assert open_terminal.ask("journal", "verify", exit_code=7)["first_bad"] == 3


def test_the_office_does_not_take_a_changed_journal(open_terminal: TerminalAtWork) -> None:
    open_terminal.collect("100")
    for _ in range(NEWEST):
        open_terminal.collect("1")
    _drop_triggers(open_terminal)
    open_terminal.change_store("UPDATE journal SET body = replace(body, '100.00', '10.00') WHERE seq = 5")
    told = open_terminal.ask("upload", exit_code=4)["error"]
    assert told["code"] == "journal_refused"
    assert "entry 5" in told["message"]


@pytest.mark.parametrize("since", [1, 3])
def test_an_export_can_be_verified_anywhere(open_terminal: TerminalAtWork, tmp_path: Path, since: int) -> None:
    file = _exported(open_terminal, tmp_path, since)
    elsewhere = TerminalAtWork(tmp_path / "none", open_terminal.clock, open_terminal.office)
    found = elsewhere.ask("journal", "verify", str(file))
    assert (found["ok"], found["entries"], found["first_bad"]) == (True, 5 - since, None)
    assert not elsewhere.home.exists()


def test_an_export_tells_what_was_changed_taken_out_or_cut_off(open_terminal: TerminalAtWork, tmp_path: Path) -> None:
    file = _exported(open_terminal, tmp_path, 1)
    lines = file.read_text().splitlines()
    spoilt = {
        "changed": (2, [lines[0], lines[1].replace("ana", "eva", 1), *lines[2:]]),
        "taken out": (3, [lines[0], *lines[2:]]),
        "put in": (2, [lines[0], lines[1], *lines[1:]]),
        "its order changed": (3, [lines[0], lines[2], lines[1], *lines[3:]]),
        "its tail cut off": (4, [*lines[:3], lines[4]]),
        "its seal cut off": (5, lines[:4]),
        "its seal changed": (4, [*lines[:4], json.dumps(json.loads(lines[4]) | {"seal": "00" * 64})]),
        "only its seal left": (1, lines[4:]),
        "something added": (5, [*lines, "{}"]),
        "nothing left": (1, []),
        "no JSON": (3, [*lines[:2], "what?", *lines[2:]]),
    }
    for fault, (first_bad, left) in spoilt.items():
        file.write_text("".join(f"{line}\n" for line in left))
        ran = open_terminal.run("--json", "journal", "verify", str(file))
        assert ran.exit_code == 7, fault
        assert ran.document["first_bad"] == first_bad, (fault, ran.document)


def test_verify_says_that_all_is_well_in_one_line(open_terminal: TerminalAtWork) -> None:
    assert open_terminal.run("journal", "verify") == (0, "4 entries hold.\n", "")


def _exported(terminal: TerminalAtWork, place: Path, since: int) -> Path:
    file = place / "journal.jsonl"
    file.write_text(terminal.run("journal", "export", "--since", str(since)).out)
    return file


def _drop_triggers(terminal: TerminalAtWork) -> None:
    names = terminal.rows("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
    terminal.change_store(*(f"DROP TRIGGER {name}" for (name,) in names))


def _other(value: Any) -> Any:
    """A value that is nearly the same."""
    match value:
        case int():
            return value + 1
        case str():
            return value[:-1] + ("1" if value[-1:] == "0" else "0")
        case None:
            return "ana"
        case _:
            return {**value, "more": 1}
