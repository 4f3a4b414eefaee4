"""mpos-bridge export and ingest: the exchange by file."""

import gzip
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

from mpos.contract import kinds
from mpos.contract.journal import Entry, write_entry
from mpos.contract.sealed_file import JOURNAL, SOA_LIST, read_sealed, write_sealed
from tests.bridge.office_core import Core, Hand, a_soa, open_core

from .conftest import Tell


@pytest.fixture
def core(home: Path) -> Iterator[Core]:
    with open_core(home) as core:
        yield core


@pytest.fixture
def hand(core: Core) -> Hand:
    return core.terminal()


def test_an_exported_list_is_the_one_that_travels_by_network(
    core: Core, hand: Hand, tell: Tell, tmp_path: Path
) -> None:
    core.keep(a_soa("SOA-1"), a_soa("SOA-2", "MNL-02"))
    core.collector("juan", "MNL-01", "MNL-02")
    hand.log_in("juan")
    hand.collect("SOA-1")
    hand.upload()
    file = tmp_path / "list.mpos"
    said = tell("export", "--collector-code", "MNL-02", "--collector-code", "MNL-01", str(file), "--json").json
    assert (said["count"], said["amount_due"], said["failed"], said["as_of"]) == (2, "2000.00", 0, None)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    by_file = read_sealed(file.read_bytes(), SOA_LIST, core.bridge.signer.public_key).description
    by_network = read_sealed(hand.soa_list("juan").content, SOA_LIST, core.bridge.signer.public_key).description
    for name in ("list_id", "codes", "count", "amount_due", "office", "revision", "bridge_id"):
        assert by_file[name] == by_network[name]
    # By network it comes with the changes, for each terminal its own.
    assert (by_file["taken"], by_network["taken"]) == ([[hand.terminal_id, 1, 1]], [])


@pytest.mark.usefixtures("core")
def test_an_unknown_code_can_not_be_exported(tell: Tell, tmp_path: Path) -> None:
    assert tell("export", "--collector-code", "XX", str(tmp_path / "list.mpos")).exit_code == 4
    assert not list(tmp_path.glob("*list*"))


def test_a_place_that_can_not_be_written_is_named(core: Core, tell: Tell, tmp_path: Path) -> None:
    core.collector("juan", "MNL-01")
    said = tell("export", "--collector-code", "MNL-01", str(tmp_path / "nowhere" / "list.mpos"))
    assert (said.exit_code, said.err.count("\n")) == (4, 1)


def test_a_journal_file_goes_through_the_same_door(core: Core, hand: Hand, tell: Tell, tmp_path: Path) -> None:
    for _ in range(501):
        hand.record(kinds.LOGGED_IN)
    hand.collect()
    file = journal_file(hand, tmp_path)
    for _ in range(2):
        said = tell("ingest", str(file), "--json")
        assert said.exit_code == 0
        whole = {"terminal_id": "T001", "entries": 502, "acknowledged": 502, "set_aside": [], "unusable_lines": 0}
        assert said.json == whole
    assert core.value("SELECT count(*) FROM journal") == 502
    assert core.value("SELECT count(*) FROM payment") == 1
    assert core.value("SELECT seq FROM seal") == 502


def test_what_is_set_aside_is_named(hand: Hand, tell: Tell, tmp_path: Path) -> None:
    hand.record("later_visit")
    said = tell("ingest", str(journal_file(hand, tmp_path)), "--json")
    assert (said.exit_code, said.json["set_aside"][0]["code"]) == (8, "unknown_kind")
    assert "later_visit" in said.err


def test_an_empty_journal_file_is_taken(hand: Hand, tell: Tell, tmp_path: Path) -> None:
    assert tell("ingest", str(journal_file(hand, tmp_path)), "--json").json["entries"] == 0


def test_a_file_with_a_gap_brings_nothing(core: Core, hand: Hand, tell: Tell, tmp_path: Path) -> None:
    hand.record(kinds.LOGGED_IN)
    hand.collect()
    said = tell("ingest", str(journal_file(hand, tmp_path, hand.entries[1:])), "--json")
    assert (said.exit_code, said.json["error"]["code"]) == (4, "journal_gap")
    assert core.value("SELECT count(*) FROM journal") == 0


def test_a_run_that_breaks_after_many_entries_brings_nothing(
    core: Core, hand: Hand, tell: Tell, tmp_path: Path
) -> None:
    for _ in range(600):
        hand.record(kinds.LOGGED_IN)
    broken = [*hand.entries[:550], hand.entries[550]._replace(collector="maria"), *hand.entries[551:]]
    assert tell("ingest", str(journal_file(hand, tmp_path, broken)), "--json").json["error"]["code"] == "journal_broken"
    assert core.value("SELECT count(*) FROM journal") == 0


def test_any_changed_byte_of_a_file_is_noticed(core: Core, hand: Hand, tell: Tell, tmp_path: Path) -> None:
    hand.collect()
    file = journal_file(hand, tmp_path)
    blob = file.read_bytes()
    for place in range(0, len(blob), len(blob) // 40):
        file.write_bytes(blob[:place] + bytes([blob[place] ^ 1]) + blob[place + 1 :])
        assert tell("ingest", str(file)).exit_code == 4
    file.write_bytes(blob[:-1])
    assert tell("ingest", str(file)).exit_code == 4
    assert core.value("SELECT count(*) FROM journal") == 0


def test_a_file_of_an_unknown_terminal_is_refused(hand: Hand, tell: Tell, tmp_path: Path) -> None:
    hand.terminal_id = "T999"
    hand.collect()
    assert tell("ingest", str(journal_file(hand, tmp_path)), "--json").json["error"]["code"] == "not_found"


@pytest.mark.usefixtures("core")
def test_a_missing_file_is_a_usage_error(tell: Tell, tmp_path: Path) -> None:
    assert tell("ingest", str(tmp_path / "nothing")).exit_code == 2


def journal_file(hand: Hand, place: Path, entries: list[Entry] | None = None) -> Path:
    run = hand.entries if entries is None else entries
    description = {
        "terminal_id": hand.terminal_id,
        "series_prefix": hand.series,
        "head": hand.head._asdict(),
        "seal": hand.seal(hand.head),
        "entries": len(run),
    }
    payload = gzip.compress("".join(f"{write_entry(entry)}\n" for entry in run).encode(), mtime=0)
    path = place / "journal.mpos"
    path.write_bytes(write_sealed(JOURNAL, description, payload, hand.signer))
    return path
