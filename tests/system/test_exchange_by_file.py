"""The exchange by file with everything that can happen to a file on its way: refused in one line, nothing changed."""

import gzip
import json
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.app import init_home
from mpos.contract.journal import read_entry, write_entry
from mpos.contract.seal import Signer
from mpos.contract.sealed_file import JOURNAL, SOA_LIST, describe_sealed, read_sealed, write_sealed
from mpos.store.database import KEY_FILE
from mpos.store.soas import LIST_FILE
from tests.golden.goldens import V1, golden_homes
from tests.mpos.office_at_work import CODE, DUE
from tests.mpos.terminal_at_work import BRIDGE_URL, Homes, Ran, TerminalAtWork, assert_one_line, at_work, copied, set_up
from tests.system.office_desk import told

KEPT = "SELECT (SELECT count(*) FROM journal), (SELECT count(*) FROM payment), (SELECT count(*) FROM seal)"


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Homes]:
    """Ana's day is open, with one payment that the office does not have."""
    with set_up(tmp_path_factory.mktemp("homes")) as homes:
        with at_work(homes) as terminal:
            terminal.open_registry()
            terminal.collect("100")
        yield homes


class Stick:
    """A stick with one list and one journal on it, and both sides that it goes to."""

    def __init__(self, terminal: TerminalAtWork, place: Path) -> None:
        self.terminal = terminal
        self.office = terminal.office
        self.list, self.journal = place / "list", place / "journal"
        assert told(self.office, "export", "--collector-code", CODE, str(self.list)).exit_code == 0
        terminal.ask("upload", "--to", str(self.journal))

    def state(self) -> tuple[object, ...]:
        """All that a refused file must leave as it is."""
        soas = (self.terminal.home / LIST_FILE).read_bytes()
        return self.terminal.head, soas, self.terminal.rows("SELECT * FROM person"), self.office.rows(KEPT)

    def to_terminal(self, path: Path) -> Ran:
        return self.terminal.run("download-soa", "--from", str(path))

    def to_office(self, path: Path) -> Ran:
        return told(self.office, "ingest", str(path))


@pytest.fixture
def stick(terminal: TerminalAtWork, tmp_path: Path) -> Stick:
    (tmp_path / "stick").mkdir()
    return Stick(terminal, tmp_path / "stick")


@pytest.fixture(scope="module")
def worn_stick(homes: Homes, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stick]:
    """One for many examples, none of which changes anything."""
    place = tmp_path_factory.mktemp("worn")
    with at_work(copied(homes, place)) as terminal:
        yield Stick(terminal, place)


@given(data=st.data())
@settings(max_examples=15)
def test_a_file_that_was_altered_or_cut_anywhere_is_refused_by_both_sides(
    worn_stick: Stick, data: st.DataObject
) -> None:
    before = worn_stick.state()
    for path, take in ((worn_stick.list, worn_stick.to_terminal), (worn_stick.journal, worn_stick.to_office)):
        spoiled = path.with_name("spoiled")
        spoiled.write_bytes(data.draw(touched(path.read_bytes())))
        ran = take(spoiled)
        assert ran.exit_code in (2, 4), ran
        assert_one_line(ran, ["Nothing was"])
    assert worn_stick.state() == before


@st.composite
def touched(draw: Any, whole: bytes) -> Any:
    """One part of a sealed file (title, description, signature, payload) with a byte changed, or cut in it."""
    ends = [0]
    for _ in range(3):
        ends.append(whole.index(b"\n", ends[-1]) + 1)
    ends.append(len(whole))
    part = draw(st.integers(0, 3))
    place = draw(st.integers(ends[part], ends[part + 1] - 1))
    if draw(st.booleans()):
        return whole[:place]
    return whole[:place] + bytes([whole[place] ^ draw(st.integers(1, 255))]) + whole[place + 1 :]


def test_what_comes_twice_changes_nothing_more(stick: Stick) -> None:
    for _ in range(2):
        assert stick.to_office(stick.journal).exit_code == 0
        stick.office.sync()
        assert stick.to_terminal(stick.list).exit_code == 0
        assert stick.terminal.due() == "1175.50"
    assert stick.office.posted == [("A00000001", 10_000, "posted")]


def test_a_file_for_the_other_side_is_named(stick: Stick, tmp_path: Path) -> None:
    before = stick.state()
    (tmp_path / "export").write_text(stick.terminal.run("journal", "export").out)
    for wrong in (stick.journal, tmp_path / "export"):
        ran = stick.to_terminal(wrong)
        assert ran.exit_code == 4
        assert_one_line(ran, ["not a", "still in use"])
    ran = stick.to_office(stick.list)
    assert ran.exit_code == 4
    assert_one_line(ran, ["not a journal file", "Nothing was taken in"])
    assert stick.state() == before


def test_files_of_another_office_are_refused(stick: Stick, tmp_path: Path) -> None:
    with ExitStack() as stack:
        elsewhere = stack.enter_context(at_work(Homes(tmp_path / "bridge-2", tmp_path / "terminal-2")))
        init_home(elsewhere.office.environ, "admin", "a-password-for-tests", elsewhere.clock)
        elsewhere.office.sync()
        elsewhere.office.add_collector("ana", CODE)
        elsewhere.ask("enroll", "--bridge", BRIDGE_URL, "--code", elsewhere.office.enrolment_code("A"))
        elsewhere.log_in()
        other = Stick(elsewhere, _made(tmp_path / "other"))
        (tmp_path / "lines").write_text(elsewhere.run("journal", "export").out)
    before = stick.state()
    assert_one_line(stick.to_terminal(other.list), ["signature is not that of the sender"])
    assert_one_line(stick.to_office(other.journal), ["signature is not that of the sender"])
    assert_one_line(stick.to_office(tmp_path / "lines"), ["no line of it is under a seal of T001"])
    assert stick.state() == before


def test_a_journal_in_the_name_of_another_terminal_is_refused(stick: Stick, tmp_path: Path) -> None:
    """Rightly signed by T001, whose key its thief has, for the payments of T002."""
    office, key = stick.office, Signer.at(stick.terminal.home / KEY_FILE)
    with at_work(Homes(office.home, tmp_path / "terminal-2")) as second:
        second.office = office
        second.ask("enroll", "--bridge", BRIDGE_URL, "--code", office.enrolment_code("B"))
        second.ask("upload", "--to", str(tmp_path / "second"))
        sealed = read_sealed((tmp_path / "second").read_bytes(), JOURNAL, Signer.at(second.home / KEY_FILE).public_key)
    before = stick.state()
    for claimed in ("T001", "T002", "T003"):
        forged = {**sealed.description, "terminal_id": claimed}
        (tmp_path / "forged").write_bytes(write_sealed(JOURNAL, forged, sealed.payload, key))
        ran = stick.to_office(tmp_path / "forged")
        assert ran.exit_code == 4
        assert_one_line(ran, [])
    assert stick.state() == before


@pytest.mark.parametrize("version", ["0", "2", "10", "x"])
def test_a_file_of_another_version_says_to_update(stick: Stick, version: str) -> None:
    before = stick.state()
    for path, kind, take in (
        (stick.list, SOA_LIST, stick.to_terminal),
        (stick.journal, JOURNAL, stick.to_office),
    ):
        path.write_bytes(path.read_bytes().replace(f"MPOS {kind} 1\n".encode(), f"MPOS {kind} {version}\n".encode()))
        ran = take(path)
        assert ran.exit_code == 4
        assert_one_line(ran, ["another version of MPOS"])
    assert stick.state() == before


def test_files_of_the_first_version_are_taken_by_this_one(tmp_path: Path) -> None:
    with at_work(golden_homes(tmp_path)) as terminal:
        terminal.clock.move(days=1)
        office = terminal.office
        assert told(office, "ingest", str(V1 / "journal.mpos")).exit_code == 0
        assert told(office, "ingest", str(V1 / "journal.jsonl")).exit_code == 0
        assert office.rows("SELECT max(seq) FROM journal") == [(25,)]
        assert terminal.run("download-soa", "--from", str(V1 / "list.mpos")).exit_code == 0


def test_the_second_file_before_the_first_is_told_and_loses_nothing(stick: Stick, tmp_path: Path) -> None:
    first, second = stick.journal, tmp_path / "second"
    whole = read_sealed(first.read_bytes(), JOURNAL, _key_of(stick).public_key)
    stick.terminal.collect("50")
    late = _part(stick, tmp_path / "whole", second, since=5)
    before = stick.office.rows(KEPT)
    ran = stick.to_office(second)
    assert ran.exit_code == 4
    assert_one_line(ran, ["Entries before 5 are missing"])
    assert stick.office.rows(KEPT) == before
    for path in (first, second, first):
        assert stick.to_office(path).exit_code == 0
    stick.office.sync()
    assert sorted(amount for _, amount, _ in stick.office.posted) == [5_000, 10_000]
    assert (late, whole.description["entries"]) == (2, 5)


def test_an_office_that_was_restored_gets_what_it_lost_from_an_export(stick: Stick, tmp_path: Path) -> None:
    """The terminal, which meets its office only by file, can't know what it has lost; an export has everything."""
    with at_work(copied(Homes(stick.office.home, stick.terminal.home), tmp_path / "before")) as before:
        restored = before.office
        assert stick.to_office(stick.journal).exit_code == 0
        told(stick.office, "export", "--collector-code", CODE, str(stick.list))
        assert stick.to_terminal(stick.list).exit_code == 0
        stick.terminal.collect("50")
        stick.terminal.ask("upload", "--to", str(stick.journal))
        ran = told(restored, "ingest", str(stick.journal))
        assert ran.exit_code == 4
        assert_one_line(ran, ["Entries before 6 are missing", "mpos journal export"])
        (tmp_path / "export").write_text(stick.terminal.run("journal", "export").out)
        for path in (tmp_path / "export", stick.journal):
            assert told(restored, "ingest", str(path)).exit_code == 0
        restored.sync()
        assert sorted(amount for _, amount, _ in restored.posted) == [5_000, 10_000]


def test_files_that_overlap_are_taken_once(stick: Stick, tmp_path: Path) -> None:
    stick.terminal.collect("50")
    stick.terminal.ask("upload", "--to", str(tmp_path / "longer"))
    for path in (stick.journal, tmp_path / "longer", stick.journal):
        assert stick.to_office(path).exit_code == 0
    stick.terminal.ask("upload")
    stick.office.sync()
    assert sorted(amount for _, amount, _ in stick.office.posted) == [5_000, 10_000]


def test_a_list_that_was_carried_about_does_not_bring_back_what_was_due(stick: Stick, tmp_path: Path) -> None:
    stick.office.state_next_day()
    newer = tmp_path / "newer"
    told(stick.office, "export", "--collector-code", CODE, str(newer))
    assert stick.to_terminal(newer).exit_code == 0
    before = stick.state()
    ran = stick.to_terminal(stick.list)
    assert ran.exit_code == 4
    assert_one_line(ran, ["older", "as of", "still in use"])
    assert stick.state() == before
    assert stick.terminal.due() == "1185.50"


def test_a_file_says_what_it_is_before_anybody_trusts_it(stick: Stick) -> None:
    listed, sent = (
        describe_sealed(stick.list.read_bytes(), SOA_LIST),
        describe_sealed(stick.journal.read_bytes(), JOURNAL),
    )
    assert (listed["codes"], listed["amount_due"]) == ([CODE], "1355.58")
    assert (sent["terminal_id"], sent["entries"], sent["head"]["seq"]) == ("T001", 5, 5)
    assert stick.terminal.due() != DUE


def _part(stick: Stick, whole: Path, path: Path, since: int) -> int:
    """A journal file that begins later than the office has got; how many entries it has."""
    stick.terminal.ask("upload", "--to", str(whole))
    sealed = read_sealed(whole.read_bytes(), JOURNAL, _key_of(stick).public_key)
    entries = [read_entry(json.loads(line)) for line in gzip.decompress(sealed.payload).splitlines()]
    late = [entry for entry in entries if entry.seq >= since]
    payload = gzip.compress("".join(f"{write_entry(entry)}\n" for entry in late).encode(), mtime=0)
    path.write_bytes(write_sealed(JOURNAL, {**sealed.description, "entries": len(late)}, payload, _key_of(stick)))
    return len(late)


def _key_of(stick: Stick) -> Signer:
    return Signer.at(stick.terminal.home / KEY_FILE)


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder
