"""An office that went back: from an older backup it ends up with every payment, and PSCloud with each once."""

from contextlib import closing
from pathlib import Path

from bridge.access.actor import holder_of_the_home
from bridge.keeping.backing_up import back_up
from bridge.keeping.restoring import restore
from bridge.store.engine import writing
from bridge.store.terminals import add_terminal
from tests.mpos.office_at_work import Office
from tests.mpos.terminal_at_work import TerminalAtWork, at_work, set_up

from .office_desk import told


def test_nothing_is_lost_and_nothing_doubled(tmp_path: Path) -> None:
    backup = tmp_path / "office.backup"
    with set_up(tmp_path / "homes") as homes, at_work(homes) as terminal:
        office = terminal.office
        terminal.ask("download-soa")
        terminal.open_registry()
        terminal.collect("100")
        terminal.ask("upload")
        office.sync()
        back_up(office.bridge, holder_of_the_home(None), backup)
        # What the backup does not have: one payment that PSCloud has, one that waits at the office, and a void.
        terminal.collect("200")
        terminal.ask("upload")
        office.sync()
        terminal.collect("300")
        voided = terminal.collect("50")
        terminal.ask("void", voided["receipt_no"], "--reason", "wrong amount")
        terminal.ask("upload")
        before = sorted(office.posted)

        with closing(_from_backup(terminal, backup, tmp_path / "restored")) as returned:
            _goes_on(terminal, returned, before)


def test_what_it_gave_out_since_the_backup_is_not_given_out_again(tmp_path: Path) -> None:
    backup = tmp_path / "office.backup"
    with set_up(tmp_path / "homes") as homes, at_work(homes) as terminal:
        back_up(terminal.office.bridge, holder_of_the_home(None), backup)
        lost = told(terminal.office, "terminals", "enroll", "--json").document["series_prefix"]
        with closing(_from_backup(terminal, backup, tmp_path / "restored")) as returned:
            with writing(returned.bridge.engine) as conn:
                numbers = [add_terminal(conn, f"X{at}", "key", terminal.clock.now()).terminal_id for at in range(3)]
            series = [told(returned, "terminals", "enroll", "--json").document["series_prefix"] for _ in range(2)]
    assert numbers == ["T1002", "T1003", "T1004"]
    assert lost not in series
    assert len(set(series)) == 2


def _goes_on(terminal: TerminalAtWork, returned: Office, before: list[tuple[str, int, str]]) -> None:
    assert returned.rows("SELECT count(*) FROM payment") == [(1,)]
    sent = terminal.ask("upload")
    assert sent["pending"] == 0
    returned.sync()
    terminal.ask("upload")

    since = [("A00000003", 30_000, "posted"), ("A00000004", 5_000, "voided")]
    assert sorted(returned.posted) == sorted([*before, *since])
    assert returned.rows("SELECT count(*), sum(amount_minor) FROM payment") == [(4, 65_000)]
    terminal.close_day()
    terminal.ask("upload")
    proof = told(returned, "audit", "--json")
    assert proof.document["problems"] == []
    assert proof.document["ok"]


def _from_backup(terminal: TerminalAtWork, backup: Path, home: Path) -> Office:
    """The office is lost; another one takes its place, with the same PSCloud behind it."""
    lost = terminal.office
    returned = Office(home, terminal.clock)
    returned.world = lost.world
    restore(returned.environ, backup, "root", terminal.clock, None)
    terminal.office = returned
    return returned
