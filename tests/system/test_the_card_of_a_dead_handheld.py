"""A handheld dies with a day that was never uploaded: its card goes to the office, and each payment is posted once."""

import json
import shutil
from pathlib import Path

import pytest

from bridge.reconcile.audit import audit
from tests.mpos.office_at_work import Office
from tests.mpos.terminal_at_work import TerminalAtWork
from tests.system.office_desk import told

COPY = "T001-1.journal"


@pytest.fixture
def terminal(terminal: TerminalAtWork, tmp_path: Path) -> TerminalAtWork:
    """Ana's day is open, and a card is in her device."""
    (tmp_path / "card").mkdir()
    terminal.environ["MPOS_JOURNAL_COPY"] = str(tmp_path / "card")
    terminal.open_registry()
    return terminal


@pytest.fixture
def office(terminal: TerminalAtWork) -> Office:
    return terminal.office


@pytest.fixture
def card(terminal: TerminalAtWork) -> Path:
    return Path(terminal.environ["MPOS_JOURNAL_COPY"])


def posted(office: Office) -> list[int]:
    """What stands in PSCloud, each payment's amount in minor units."""
    return sorted(amount for _, amount, _ in office.posted)


def test_a_day_that_was_never_uploaded_is_posted_from_the_card(
    terminal: TerminalAtWork, office: Office, card: Path
) -> None:
    for amount in ("100", "50", "20"):
        terminal.collect(amount)
    terminal.ask("void", "A00000002", "--reason", "wrong amount")
    shutil.rmtree(terminal.home)
    for _ in range(2):
        ran = told(office, "--json", "ingest", str(card / COPY))
        assert (ran.exit_code, json.loads(ran.out)["entries"]) == (0, 8)
        office.sync()
    assert sorted(office.posted) == [
        ("A00000001", 10_000, "posted"),
        ("A00000002", 5_000, "voided"),
        ("A00000003", 2_000, "posted"),
    ]
    assert audit(office.bridge).ok


@pytest.mark.parametrize("revoked", [False, True])
def test_what_was_uploaded_before_is_not_posted_again(
    terminal: TerminalAtWork, office: Office, card: Path, revoked: bool
) -> None:
    terminal.collect("100")
    terminal.ask("upload")
    office.sync()
    terminal.collect("50")
    shutil.rmtree(terminal.home)
    if revoked:
        office.revoke("T001")
    assert told(office, "ingest", str(card / COPY)).exit_code == 0
    office.sync()
    assert sorted(office.posted) == [("A00000001", 10_000, "posted"), ("A00000002", 5_000, "posted")]
    assert audit(office.bridge).ok


def test_an_upload_of_which_the_answer_was_lost_changes_nothing(
    terminal: TerminalAtWork, office: Office, card: Path
) -> None:
    terminal.collect("100")
    assert told(office, "ingest", str(card / COPY)).exit_code == 0
    terminal.collect("50")
    terminal.ask("upload")
    assert told(office, "ingest", str(card / COPY)).exit_code == 0
    office.sync()
    assert posted(office) == [5_000, 10_000]


def test_a_card_that_was_torn_out_gives_all_that_was_sealed(
    terminal: TerminalAtWork, office: Office, card: Path
) -> None:
    terminal.collect("100")
    sealed = (card / COPY).stat().st_size
    terminal.collect("50")
    whole = (card / COPY).read_bytes()
    (card / COPY).write_bytes(whole[: sealed + 100])
    ran = told(office, "ingest", str(card / COPY))
    assert ran.exit_code == 8
    assert ran.out == "T001: 5 entries, up to 5\n"
    assert ran.err.startswith("1 line after the last seal was not usable.")
    office.sync()
    assert posted(office) == [10_000]
    (card / COPY).write_bytes(whole)
    assert told(office, "ingest", str(card / COPY)).exit_code == 0
    office.sync()
    assert posted(office) == [5_000, 10_000]


def test_a_card_that_is_damaged_where_the_office_has_everything_gives_the_rest(
    terminal: TerminalAtWork, office: Office, card: Path
) -> None:
    terminal.collect("100")
    terminal.ask("upload")
    before = (card / COPY).stat().st_size
    terminal.collect("50")
    whole = bytearray((card / COPY).read_bytes())
    whole[before - 1_000] ^= 1
    (card / COPY).write_bytes(whole)
    ran = told(office, "ingest", str(card / COPY))
    assert ran.exit_code == 8
    assert "not usable" in ran.err
    office.sync()
    assert posted(office) == [5_000, 10_000]


def test_the_card_of_a_restored_device_brings_both_epochs(
    terminal: TerminalAtWork, office: Office, card: Path, tmp_path: Path
) -> None:
    terminal.collect("100")
    terminal.ask("backup", str(tmp_path / "backup"))
    terminal.collect("50")
    shutil.rmtree(terminal.home)
    terminal.ask("restore", str(tmp_path / "backup"))
    terminal.log_in()
    terminal.ask("download-soa")
    terminal.collect("20")
    shutil.rmtree(terminal.home)
    for file in sorted(card.iterdir(), reverse=True):
        assert told(office, "ingest", str(file)).exit_code == 0
    office.sync()
    assert posted(office) == [2_000, 5_000, 10_000]


def test_an_export_is_taken_in_as_well(terminal: TerminalAtWork, office: Office, tmp_path: Path) -> None:
    terminal.collect("100")
    terminal.ask("upload")
    terminal.collect("50")
    (tmp_path / "export").write_text(terminal.run("journal", "export").out)
    assert told(office, "ingest", str(tmp_path / "export")).out == "T001: 6 entries, up to 6\n"
    office.sync()
    assert posted(office) == [5_000, 10_000]
