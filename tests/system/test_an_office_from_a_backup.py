"""An office that went back: from an older backup it ends up with every payment, and PSCloud with each once."""

from contextlib import closing
from pathlib import Path

from bridge.access.actor import holder_of_the_home
from bridge.keeping.backing_up import back_up
from bridge.keeping.restoring import restore
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
