"""A handheld in the hands of a finder: what lies on it, byte for byte, and what the office still gets."""

import json
import re
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bridge.reconcile.audit import audit
from mpos.contract import kinds
from mpos.store.soas import LIST_FILE
from tests.mpos.office_at_work import CODE, PIN, SOA, Office
from tests.mpos.terminal_at_work import NoNetwork, TerminalAtWork

PAID, NEVER_VISITED = "SOA-1000", "SOA-2000"


@pytest.fixture
def terminal(terminal: TerminalAtWork) -> TerminalAtWork:
    """The day is open, one customer has paid, and the slip waits for a printer that is away."""
    terminal.print_to("file:/proc/nowhere")
    terminal.open_registry()
    terminal.ask("collect", PAID, "--cash", "100", exit_code=5)
    return terminal


def places_of(terminal: TerminalAtWork, text: str) -> set[str]:
    """Which files of the home have this text in them."""
    files = [path for path in terminal.home.rglob("*") if path.is_file()]
    return {path.name for path in files if text.encode() in path.read_bytes()}


def customer(terminal: TerminalAtWork, soa_no: str) -> tuple[str, str]:
    """The name and the address behind a SOA."""
    soa = terminal.ask("soa", "show", soa_no)
    return soa["name"], soa["address"]


def test_once_it_is_revoked_no_byte_tells_of_customers_who_did_not_pay_here(
    terminal: TerminalAtWork, office: Office
) -> None:
    name, address = customer(terminal, NEVER_VISITED)
    assert places_of(terminal, name) == {LIST_FILE}
    office.revoke("T001")
    terminal.ask("upload")
    for text in (name, address, NEVER_VISITED):
        assert places_of(terminal, text) == set()


def test_so_it_is_after_a_month_out_of_reach(terminal: TerminalAtWork) -> None:
    name, address = customer(terminal, NEVER_VISITED)
    terminal.transport = NoNetwork()
    for days in (31, 1):
        terminal.clock.move(days=days)
        terminal.run("upload")
    for text in (name, address, NEVER_VISITED):
        assert places_of(terminal, text) == set()


def test_those_who_paid_stay_in_the_journal_and_on_slips_that_wait(terminal: TerminalAtWork, office: Office) -> None:
    name, _ = customer(terminal, PAID)
    office.revoke("T001")
    terminal.ask("upload")
    assert any(place.startswith("terminal.sqlite3") for place in places_of(terminal, name))


def test_a_customer_who_left_the_list_leaves_its_rows(terminal: TerminalAtWork, office: Office) -> None:
    """In the search index single words may stay until SQLite merges it; what is owed, and where, does not."""
    _, address = customer(terminal, NEVER_VISITED)
    assert places_of(terminal, address) == {LIST_FILE}
    office.world.cancel_soa(NEVER_VISITED)
    office.state_next_day()
    assert terminal.ask("download-soa")["dropped"] == 1
    assert places_of(terminal, address) == set()


def test_only_the_owner_of_the_home_reads_what_is_in_it(terminal: TerminalAtWork) -> None:
    terminal.ask("upload")
    open_to_others = {path.name for path in terminal.home.iterdir() if path.stat().st_mode & 0o077}
    assert terminal.home.stat().st_mode & 0o077 == 0
    assert open_to_others <= {"download.lock", "printer.lock"}
    assert not any((terminal.home / name).read_bytes() for name in open_to_others)


def test_pins_lie_there_as_slow_hashes_of_those_who_logged_in(terminal: TerminalAtWork, office: Office) -> None:
    office.add_collector("maria", "C406", pin="4711")
    assert places_of(terminal, "maria") == set()
    terminal.log_in("maria", "4711")
    hashes = [row[0] for row in terminal.rows("SELECT pin_hash FROM person")]
    assert len(hashes) == 2
    assert all(kept.startswith("$argon2id$") for kept in hashes)


def test_the_key_lies_in_its_file_and_in_backups_alone(terminal: TerminalAtWork, tmp_path: Path) -> None:
    key = (terminal.home / "terminal.key").read_text()
    assert places_of(terminal, key) == {"terminal.key"}
    terminal.ask("backup", str(tmp_path / "copy"))
    assert key.encode() in (tmp_path / "copy").read_bytes()
    assert (tmp_path / "copy").stat().st_mode & 0o077 == 0


def test_a_backup_carries_no_list(terminal: TerminalAtWork, tmp_path: Path) -> None:
    name, _ = customer(terminal, NEVER_VISITED)
    terminal.ask("backup", str(tmp_path / "copy"))
    assert name.encode() not in (tmp_path / "copy").read_bytes()


def test_a_token_serves_its_finder_no_longer_than_the_office_wants(terminal: TerminalAtWork, office: Office) -> None:
    """With everything that lies there, a finder gets nothing from the office once it has revoked the device."""
    office.add_collector("maria", CODE)
    office.revoke("T001")
    for argv in (["download-soa"], ["login", "maria", "--pin", "-"]):
        terminal.change_store("DELETE FROM setting WHERE key = 'revoked'")  # whoever has the storage can do that
        assert terminal.ask(*argv, stdin=PIN, exit_code=6)["error"]["code"] == "terminal_revoked"
    assert not (terminal.home / LIST_FILE).exists()
    assert terminal.rows("SELECT login FROM person") == [("ana",)]


def test_what_a_lost_handheld_had_uploaded_is_safe_and_the_rest_is_known_to_be_missing(
    terminal: TerminalAtWork, office: Office
) -> None:
    terminal.ask("upload")
    terminal.ask("collect", PAID, "--cash", "50", exit_code=5)
    terminal.ask("download-soa")  # a contact that brings no entries, but tells of them
    shutil.rmtree(terminal.home)
    office.revoke("T001")
    office.sync()

    assert office.posted == [("A00000001", 10_000, "posted")]
    (contact,) = office.rows("SELECT contact FROM terminal")
    said = json.loads(contact[0])
    assert (said["last_receipt_no"], said["cash_in_hand"]) == ("A00000002", "650.00")
    assert said["pending_entries"] > 0
    (proof,) = audit(office.bridge).terminals
    assert proof.on_device.place == (1, 5_000)


def test_forgetting_is_part_of_the_journal_that_the_office_reads(terminal: TerminalAtWork, office: Office) -> None:
    office.revoke("T001")
    terminal.ask("upload")
    terminal.ask("upload")
    with closing(sqlite3.connect(office.home / "bridge.sqlite3")) as database:
        rows = database.execute("SELECT body FROM journal WHERE kind = ?", (kinds.SOAS_FORGOTTEN,)).fetchall()
    assert len(rows) == 1
    assert re.search(r'"reason": ?"revoked"', str(rows[0][0]))
    assert SOA == PAID
