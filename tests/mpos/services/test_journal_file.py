"""The journal outside its device: whatever is done to an export or a copy, verifying names it."""

import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mpos.app import opened
from mpos.contract import kinds
from mpos.contract.journal import Head
from mpos.contract.seal import Signer, countersign_text
from mpos.services.deed import deed
from mpos.services.journal_file import verify_file
from mpos.store.database import KEY_FILE
from tests.golden.goldens import V1, golden_homes
from tests.mpos.terminal_at_work import Homes, TerminalAtWork, assert_one_line, at_work, copied

COPY = "T001-1.journal"
STEPS = ("collect", "void", "upload", "z-reading", "logout", "status")
WITHOUT_GUARDS = tuple(
    f"DROP TRIGGER {table}_{verb}"
    for table in ("journal_is_append_only", "countersign_is_kept")
    for verb in ("update", "delete", "replace")
)


@pytest.fixture
def busy(open_terminal: TerminalAtWork) -> TerminalAtWork:
    """Two uploads, the first up to entry 5, the second up to 7; a Z-reading, entry 9, that the office has not."""
    open_terminal.collect("100")
    open_terminal.ask("upload")
    open_terminal.collect("50")
    open_terminal.ask("void", "A00000002", "--reason", "wrong amount")
    open_terminal.ask("upload")
    open_terminal.close_day()
    return open_terminal


@pytest.fixture
def export(busy: TerminalAtWork, tmp_path: Path) -> Path:
    return exported(busy, tmp_path / "export")


def exported(terminal: TerminalAtWork, path: Path, *words: str) -> Path:
    path.write_text(terminal.run("journal", "export", *words).out)
    return path


def played(terminal: TerminalAtWork, steps: list[str]) -> None:
    """A day of these steps; one that is refused is one more thing that may happen."""
    terminal.open_registry()
    for step in steps:
        match step:
            case "collect":
                terminal.run("collect", "SOA-1000", "--cash", "1")
            case "void":
                terminal.run("void", "A00000001", "--reason", "wrong")
            case "z-reading":
                terminal.run("close-registry", "--count", "100x5")
                terminal.run("z-reading")
            case _:
                terminal.run(step)


def spoiled(whole: bytes, data: st.DataObject) -> Iterator[bytes]:
    """The same with one byte changed, with one line removed, each line once, and with its tail cut off."""
    for _ in range(30):
        place, bits = data.draw(st.integers(0, len(whole) - 1)), data.draw(st.integers(1, 255))
        yield whole[:place] + bytes([whole[place] ^ bits]) + whole[place + 1 :]
    lines = whole.splitlines(keepends=True)
    for number in range(len(lines)):
        yield b"".join(lines[:number] + lines[number + 1 :])
    for _ in range(20):
        yield whole[: data.draw(st.integers(0, len(whole) - 1))]
    yield whole[:-1]


@given(steps=st.lists(st.sampled_from(STEPS), max_size=8), data=st.data())
@settings(max_examples=8)
def test_a_byte_changed_a_line_less_or_a_tail_cut_of_any_journal_is_named(
    homes: Homes, steps: list[str], data: st.DataObject
) -> None:
    with TemporaryDirectory() as folder:
        place = Path(folder)
        card = place / "card"
        card.mkdir()
        with at_work(copied(homes, place / "homes")) as terminal:
            terminal.environ["MPOS_JOURNAL_COPY"] = str(card)
            played(terminal, steps)
            files = [exported(terminal, place / "export"), card / COPY]
        for file in files:
            whole = file.read_bytes()
            assert verify_file(file).first_bad is None
            for touched in spoiled(whole, data):
                file.write_bytes(touched)
                is_shorter_copy = file.name == COPY and whole.startswith(touched) and _ends_sealed(touched)
                assert (verify_file(file).first_bad is None) == is_shorter_copy, touched


def test_an_export_has_its_countersigned_heads_behind_their_entries(busy: TerminalAtWork, export: Path) -> None:
    lines = [json.loads(line) for line in export.read_text().splitlines()]
    signed = {place: line for place, line in enumerate(lines) if "countersignature" in line}
    assert [line["head"]["seq"] for line in signed.values()] == [5, 7]
    assert [lines[place - 1]["seq"] for place in signed] == [5, 7]
    found = busy.ask("journal", "verify", str(export))
    wanted = {"entries": 9, "ok": True, "countersigned": 2, "countersigned_to": 7}
    assert wanted.items() <= found.items()
    document = busy.ask("journal", "export")
    assert (len(document["entries"]), len(document["countersigned"])) == (9, 2)
    assert document["seal"]["head"]["seq"] == 9


def test_an_export_is_verified_without_a_store(export: Path, tmp_path: Path) -> None:
    with at_work(Homes(tmp_path / "none", tmp_path / "elsewhere")) as elsewhere:
        ran = elsewhere.run("journal", "verify", str(export))
    assert ran.exit_code == 0
    assert "9 entries hold" in ran.out
    assert "taken from the file" in ran.out
    assert not (tmp_path / "elsewhere").exists()


def test_with_the_offices_key_nobody_elses_signature_counts(busy: TerminalAtWork, export: Path) -> None:
    key = busy.office.bridge.signer.public_key
    ran = busy.run("journal", "verify", str(export), "--bridge-key", key)
    assert "up to entry 7" in ran.out
    assert "taken from the file" not in ran.out
    other = Signer(b"x" * 32).public_key
    assert_one_line(
        busy.run("journal", "verify", str(export), "--bridge-key", other), ["entry 5", "not that of the office"]
    )


def test_an_export_from_the_middle_holds_and_its_first_line_is_missed(busy: TerminalAtWork, tmp_path: Path) -> None:
    part = exported(busy, tmp_path / "part", "--since", "6")
    assert busy.ask("journal", "verify", str(part))["entries"] == 4
    part.write_bytes(b"".join(part.read_bytes().splitlines(keepends=True)[1:]))
    assert busy.ask("journal", "verify", str(part), exit_code=7)["first_bad"]


def test_a_tail_cut_out_of_the_store_is_named_by_what_the_office_has_signed(
    busy: TerminalAtWork, tmp_path: Path
) -> None:
    rows = ("payment", "void", "tender", "cash_count", "z_reading", "reprint", "allocation")
    busy.change_store("PRAGMA foreign_keys=OFF", *(f"DELETE FROM {row}" for row in rows))
    busy.change_store(*WITHOUT_GUARDS, "DELETE FROM journal WHERE seq > 6")
    found = busy.ask("journal", "verify", exit_code=7)
    assert (found["entries"], found["first_bad"]) == (6, 7)
    assert "countersigned entries up to 7" in found["reason"]
    export = exported(busy, tmp_path / "export")
    assert busy.ask("journal", "verify", str(export), exit_code=7)["first_bad"] == 7


def test_a_journal_written_anew_is_not_the_one_that_the_office_has_signed(busy: TerminalAtWork, tmp_path: Path) -> None:
    busy.change_store(*WITHOUT_GUARDS, "UPDATE countersign SET hash = replace(hash, 'a', 'b') WHERE seq = 5")
    found = busy.ask("journal", "verify", exit_code=7)
    assert (found["first_bad"], "not that of the office" in found["reason"]) == (5, True)
    with at_work(copied(Homes(busy.office.home, busy.home), tmp_path / "again")) as other:
        signed = other.office.bridge.signer.sign(countersign_text("T001", Head(1, 4, "0" * 64)))
        other.change_store(
            "DELETE FROM countersign",
            f"INSERT INTO countersign VALUES (1, 4, '{'0' * 64}', '{signed}', '2026-11-22T01:00:00.000Z')",
        )
        assert "not the entry that the office" in other.ask("journal", "verify", exit_code=7)["reason"]


def test_a_z_reading_that_does_not_fit_is_named(open_terminal: TerminalAtWork) -> None:
    body = open_terminal.close_day()
    with opened(open_terminal.environ, open_terminal.clock) as device, deed(device) as doing:
        doing.connection.execute("DELETE FROM z_reading")
        doing.record(kinds.Z_READING, body, body["business_date"])
    found = open_terminal.ask("journal", "verify", exit_code=7)
    assert (found["first_bad"], "Z-reading does not fit" in found["reason"]) == (7, True)


def test_a_paper_reading_is_held_against_an_export(busy: TerminalAtWork, export: Path, tmp_path: Path) -> None:
    seq, digits = busy.rows("SELECT seq, hash FROM journal WHERE seq = 8")[0]
    on_paper = f"{seq}:{digits[:16]}"
    assert busy.ask("journal", "verify", str(export), "--head", on_paper)["ok"]
    assert busy.ask("journal", "verify", "--head", on_paper.upper())["ok"]
    part = exported(busy, tmp_path / "part", "--since", "9")
    assert busy.ask("journal", "verify", str(part), "--head", on_paper)["ok"]
    late = exported(busy, tmp_path / "late", "--since", "9")
    assert "is not here" in busy.ask("journal", "verify", str(late), "--head", "7:00000000", exit_code=7)["reason"]


def test_a_tail_cut_off_and_sealed_anew_does_not_fit_the_paper(busy: TerminalAtWork, tmp_path: Path) -> None:
    seq, digits = busy.rows("SELECT seq, hash FROM journal WHERE seq = 9")[0]
    key = Signer.at(busy.home / KEY_FILE)
    busy.change_store(*WITHOUT_GUARDS, "PRAGMA foreign_keys=OFF", "DELETE FROM journal WHERE seq > 8")
    export = exported(busy, tmp_path / "export")
    assert busy.ask("journal", "verify", str(export))["ok"]
    assert key.public_key in export.read_text()
    found = busy.ask("journal", "verify", str(export), "--head", f"{seq}:{digits[:16]}", exit_code=7)
    assert (found["first_bad"], "named on paper" in found["reason"]) == (9, True)


def test_a_paper_of_another_device_does_not_fit(busy: TerminalAtWork, export: Path) -> None:
    found = busy.ask("journal", "verify", str(export), "--head", "8:0123456789abcdef", exit_code=7)
    assert (found["first_bad"], "paper says 0123456789abcdef" in found["reason"]) == (8, True)


@pytest.mark.parametrize("head", ["8", "8:", ":abcdef0123", "8:abc", "8:xyzxyzxyz", "-1:abcdef0123", "8:" + "a" * 65])
def test_a_head_that_is_none_is_bad_usage(terminal: TerminalAtWork, head: str) -> None:
    assert_one_line(terminal.run("journal", "verify", f"--head={head}"), ["--head"])


@pytest.mark.parametrize("key", ["", "12", "x" * 64])
def test_a_key_that_is_none_is_bad_usage(terminal: TerminalAtWork, key: str) -> None:
    ran = terminal.run("journal", "verify", "file", f"--bridge-key={key}")
    assert ran.exit_code == 2
    assert_one_line(ran, ["--bridge-key"])


def test_the_device_itself_trusts_no_key_but_that_of_its_enrolment(terminal: TerminalAtWork) -> None:
    assert terminal.run("journal", "verify", "--bridge-key", "0" * 64).exit_code == 2


def test_two_journals_in_one_file_are_not_one(busy: TerminalAtWork, export: Path) -> None:
    whole = export.read_bytes()
    export.write_bytes(whole + whole)
    assert busy.ask("journal", "verify", str(export), exit_code=7)["first_bad"] == 1
    export.write_bytes(whole + whole.replace(b'"T001"', b'"T002"'))
    assert "another terminal" in busy.ask("journal", "verify", str(export), exit_code=7)["reason"]


def test_what_is_no_text_is_named(terminal: TerminalAtWork, tmp_path: Path) -> None:
    (tmp_path / "bytes").write_bytes(b"\xff\xfe\x00")
    assert "UTF-8" in terminal.ask("journal", "verify", str(tmp_path / "bytes"), exit_code=7)["reason"]


def test_an_export_of_the_first_version_holds(terminal: TerminalAtWork) -> None:
    found = terminal.ask("journal", "verify", str(V1 / "journal.jsonl"))
    assert (found["entries"], found["countersigned"], found["bridge_key"]) == (25, 0, None)


def test_a_store_of_the_first_version_keeps_working_without_signatures(tmp_path: Path) -> None:
    with at_work(golden_homes(tmp_path)) as terminal:
        terminal.clock.move(days=1)
        assert terminal.ask("journal", "verify")["countersigned"] == 0
        terminal.ask("upload")
        found = terminal.ask("journal", "verify")
        assert found["countersigned"] == 1
        export = exported(terminal, tmp_path / "export")
        assert terminal.ask("journal", "verify", str(export))["countersigned_to"] == found["countersigned_to"]


def test_each_countersigned_line_is_a_seal_for_a_verifier_of_the_first_version(export: Path) -> None:
    lines = [json.loads(line) for line in export.read_text().splitlines()]
    for before, line in pairwise(lines):
        if "countersignature" in line:
            assert {"terminal_id", "head", "seal", "public_key"} <= set(line)
            assert line["head"]["hash"] == before["hash"]


def _ends_sealed(text: bytes) -> bool:
    """A copy cut behind a seal is an older copy: only what names a later head can tell."""
    return text.endswith(b"\n") and b'"sha256": ' in text.splitlines()[-1]
