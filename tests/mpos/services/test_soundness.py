"""Looks at the store: a glance at each start that costs the same after years, a longer one before a day begins."""

from contextlib import closing
from pathlib import Path

import pytest

from mpos.contract import kinds
from mpos.contract.problems import StoreDamaged
from mpos.services.soundness import glance
from mpos.store import journal
from mpos.store.database import Connection, open_store, transaction
from mpos.store.identity import Identity, write_identity
from mpos.store.journal import Happening
from tests.mpos.office_at_work import SOA
from tests.mpos.terminal_at_work import TerminalAtWork, assert_one_line

YEARS_OF_ENTRIES = 20_000
GROWTH_ALLOWED = 1.1
"""A deeper tree costs a step or two; anything that looks through the history costs hundreds of times as much."""
STARTS = ("status", f"collect {SOA}", "x-reading", "soa list", "transactions", "upload")


def test_the_glance_costs_the_same_after_years(tmp_path: Path) -> None:
    with closing(open_store(tmp_path)) as store:
        _live_on(store, 10)
        young = _steps(store)
        _live_on(store, YEARS_OF_ENTRIES)
        assert _steps(store) <= GROWTH_ALLOWED * young


@pytest.mark.parametrize(
    ("damage", "told"),
    [
        ("UPDATE journal SET body = replace(body, '50.00', '60.00') WHERE seq = {last}", "content was changed"),
        ("UPDATE journal SET hash = prev_hash WHERE seq = {last}", "content was changed"),
        ("DELETE FROM journal WHERE seq = {last} - 1", "is missing"),
        ("DELETE FROM payment WHERE seq = {last}", "lost its rows"),
    ],
)
def test_a_bad_end_is_noticed_at_each_start(open_terminal: TerminalAtWork, damage: str, told: str) -> None:
    open_terminal.collect("100")
    open_terminal.collect("50")
    _spoil(open_terminal, damage)
    for typed in STARTS:
        ran = open_terminal.run(*typed.split())
        assert ran.exit_code == 7, typed
        assert_one_line(ran, [told, "mpos rebuild"])


def test_those_who_come_to_look_are_let_in(open_terminal: TerminalAtWork) -> None:
    open_terminal.collect("50")
    _spoil(open_terminal, "UPDATE journal SET body = '{{}}' WHERE seq = {last}")
    assert open_terminal.ask("journal", "verify", exit_code=7)["first_bad"] == 5
    checks = {check["name"]: check["ok"] for check in open_terminal.ask("doctor", exit_code=8)["checks"]}
    assert (checks["store"], checks["journal"]) == (True, False)


def test_no_day_begins_on_a_journal_that_was_changed_since_the_last_z(open_terminal: TerminalAtWork) -> None:
    open_terminal.collect("50")
    open_terminal.close_day()
    open_terminal.ask("logout")
    open_terminal.log_in()
    open_terminal.ask("logout")
    open_terminal.log_in()
    open_terminal.clock.move(days=1)
    _spoil(open_terminal, "UPDATE journal SET collector = 'eva' WHERE kind = 'z_reading'")
    assert open_terminal.run("status").exit_code == 0
    ran = open_terminal.run("open-registry", "--change-fund", "500")
    assert ran.exit_code == 7
    assert_one_line(ran, ["content was changed", "mpos rebuild"])
    assert open_terminal.kinds[-1] == kinds.LOGGED_IN


def test_no_day_begins_on_a_file_whose_pages_do_not_fit(terminal: TerminalAtWork) -> None:
    terminal.change_store("PRAGMA writable_schema = ON", "UPDATE sqlite_schema SET rootpage = 3 WHERE name = 'reprint'")
    assert terminal.run("open-registry", "--change-fund", "500").exit_code == 7
    assert kinds.REGISTRY_OPENED not in terminal.kinds


def test_a_store_without_an_entry_is_nothing_to_complain_of(tmp_path: Path) -> None:
    with closing(open_store(tmp_path)) as store:
        glance(store)
        _live_on(store, 1)
        glance(store)
        store.execute("DROP TRIGGER journal_is_append_only_update")
        store.execute("UPDATE journal SET collector = 'eva'")
        with pytest.raises(StoreDamaged, match="entry 1: its content was changed"):
            glance(store)


def _live_on(store: Connection, entries: int) -> None:
    with transaction(store):
        write_identity(store, Identity("T001", "A", 1, "A", "http://127.0.0.1", "b", "00" * 32))
        for _ in range(entries):
            happening = Happening(kinds.LOGGED_IN, "2026-11-22T09:00:00.000+08:00", None, "ana", {})
            journal.append(store, journal.head(store), "T001", 1, happening)


def _steps(store: Connection) -> int:
    """How many steps SQLite's machine takes for a glance."""
    steps = 0

    def count() -> None:
        nonlocal steps
        steps += 1

    store.set_progress_handler(count, 1)
    glance(store)
    store.set_progress_handler(None, 1)
    return steps


def _spoil(terminal: TerminalAtWork, statement: str) -> None:
    triggers = terminal.rows("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
    last = terminal.rows("SELECT max(seq) FROM journal")[0][0]
    terminal.change_store(*(f"DROP TRIGGER {name}" for (name,) in triggers), statement.format(last=last))
