"""The second copy of the journal: it follows each deed, catches up by itself, and keeps nobody from anything."""

import errno
import fcntl
import os
import subprocess
import sys
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from mpos.contract import kinds
from mpos.contract.journal import Entry, Head
from mpos.contract.journal_lines import write_seal
from mpos.contract.seal import Signer
from mpos.services import copy_file
from mpos.services.journal_copy import MAX_ENTRIES_AT_ONCE, MAX_NAMES, copied_entries
from mpos.store.database import KEY_FILE
from tests.mpos.services.test_uploading import record_many
from tests.mpos.terminal_at_work import TerminalAtWork, assert_one_line

COPY = "T001-1.journal"
ROOT = Path(__file__).parents[3]
DEADLINE_S = 60
EMPTY_DIGEST = sha256(b"").hexdigest()


@pytest.fixture
def card(open_terminal: TerminalAtWork, tmp_path: Path) -> Path:
    """A card in the device, four entries after its enrolment."""
    card = tmp_path / "card"
    card.mkdir()
    open_terminal.environ["MPOS_JOURNAL_COPY"] = str(card)
    return card


def copied(card: Path, terminal: TerminalAtWork) -> list[Entry]:
    """What the office would believe of this card."""
    return list(copied_entries(card, "T001", Signer.at(terminal.home / KEY_FILE).public_key))


def seqs(card: Path, terminal: TerminalAtWork) -> list[int]:
    return [entry.seq for entry in copied(card, terminal)]


def test_a_copy_has_all_that_happened_before_it_was_set_up(open_terminal: TerminalAtWork, card: Path) -> None:
    paid = open_terminal.collect("100")
    entries = copied(card, open_terminal)
    assert [entry.kind for entry in entries] == open_terminal.kinds
    assert entries[-1].body["payment_id"] == paid["payment_id"]
    assert [path.name for path in card.iterdir()] == [COPY]
    assert open_terminal.ask("journal", "verify", str(card / COPY))["entries"] == 5


def test_each_deed_adds_what_is_new_and_its_seal(open_terminal: TerminalAtWork, card: Path) -> None:
    open_terminal.collect("100")
    before = (card / COPY).read_bytes()
    open_terminal.collect("50")
    after = (card / COPY).read_bytes()
    assert after.startswith(before)
    assert after[len(before) :].count(b"\n") == 2
    assert open_terminal.ask("status")["journal_copy"] == {"folder": str(card), "behind": 0, "trouble": None}


def test_without_a_setting_there_is_no_copy(open_terminal: TerminalAtWork) -> None:
    open_terminal.collect("100")
    assert open_terminal.ask("status")["journal_copy"] is None


def test_a_missing_card_is_told_once_and_catches_up_when_it_is_back(
    open_terminal: TerminalAtWork, card: Path, tmp_path: Path
) -> None:
    open_terminal.collect("100")
    card.rename(tmp_path / "out")
    told = open_terminal.run("collect", "SOA-1000", "--cash", "20")
    assert told.exit_code == 0
    assert_one_line(told, ["second copy", "No such file", "Nothing is lost"])
    assert open_terminal.run("collect", "SOA-1000", "--cash", "20").err == ""
    state = open_terminal.ask("status")["journal_copy"]
    assert (state["behind"], state["trouble"]) == (2, "No such file or directory")
    (tmp_path / "out").rename(card)
    assert open_terminal.ask("status")["journal_copy"]["behind"] == 2
    open_terminal.collect("20")
    assert seqs(card, open_terminal) == list(range(1, 9))
    assert open_terminal.ask("journal", "verify", str(card / COPY))["entries"] == 8
    card.rename(tmp_path / "out")
    assert_one_line(open_terminal.run("collect", "SOA-1000", "--cash", "20"), ["second copy"])


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EROFS, errno.EIO])
def test_a_card_that_takes_nothing_delays_nobody(
    open_terminal: TerminalAtWork, card: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(*_: object) -> int:
        raise OSError(number, os.strerror(number))

    with monkeypatch.context() as patch:
        patch.setattr("mpos.services.copy_file.os.pwrite", refuse)
        ran = open_terminal.run("collect", "SOA-1000", "--cash", "100")
    assert ran.exit_code == 0
    assert_one_line(ran, [os.strerror(number)])
    open_terminal.collect("50")
    assert seqs(card, open_terminal) == list(range(1, 7))


def test_a_card_with_room_for_half_a_block_is_full(
    open_terminal: TerminalAtWork, card: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_terminal.collect("100")
    whole = os.pwrite
    with monkeypatch.context() as patch:
        patch.setattr("mpos.services.copy_file.os.pwrite", lambda fd, block, at: whole(fd, block[:90], at))
        assert_one_line(open_terminal.run("collect", "SOA-1000", "--cash", "50"), ["No space left"])
    assert seqs(card, open_terminal) == list(range(1, 6))
    open_terminal.collect("20")
    assert open_terminal.ask("journal", "verify", str(card / COPY))["entries"] == 7


def test_a_torn_tail_of_any_length_is_cut_back_to_the_last_seal(open_terminal: TerminalAtWork, card: Path) -> None:
    open_terminal.collect("1")
    sealed = (card / COPY).read_bytes()
    open_terminal.collect("1")
    block = (card / COPY).read_bytes()[len(sealed) :]
    for length in (1, 2, 100, block.index(b"\n"), block.index(b"\n") + 1, len(block) - 1):
        (card / COPY).write_bytes(sealed + block[:length])
        open_terminal.collect("1")
        assert open_terminal.ask("journal", "verify", str(card / COPY))["ok"]
        assert seqs(card, open_terminal)[-1] == open_terminal.head.seq  # type: ignore[union-attr]


@pytest.mark.parametrize(
    "tail", [b"\0" * 10_000, b"\xff" * 5_000 + b"\n", b"{}\n" * 2_000], ids=["zeros", "ones", "objects"]
)
def test_what_a_dying_card_has_put_behind_the_last_seal_is_cut_off(
    open_terminal: TerminalAtWork, card: Path, tail: bytes
) -> None:
    open_terminal.collect("1")
    with (card / COPY).open("ab") as file:
        file.write(tail)
    open_terminal.collect("1")
    assert open_terminal.ask("journal", "verify", str(card / COPY))["entries"] == 6
    assert [path.name for path in card.iterdir()] == [COPY]


def test_a_hole_in_the_last_block_is_written_anew(open_terminal: TerminalAtWork, card: Path) -> None:
    open_terminal.collect("1")
    sealed = (card / COPY).read_bytes()
    open_terminal.collect("1")
    whole = (card / COPY).read_bytes()
    (card / COPY).write_bytes(sealed + b"\0" * 512 + whole[len(sealed) + 512 :])
    assert open_terminal.ask("status")["journal_copy"]["behind"] == 1
    open_terminal.collect("1")
    assert (card / COPY).read_bytes().startswith(sealed)
    assert open_terminal.ask("journal", "verify", str(card / COPY))["entries"] == 7


def test_a_first_block_that_was_torn_is_written_anew(open_terminal: TerminalAtWork, card: Path) -> None:
    open_terminal.collect("1")
    (card / COPY).write_bytes((card / COPY).read_bytes()[:700])
    open_terminal.collect("1")
    assert open_terminal.ask("journal", "verify", str(card / COPY))["entries"] == 6


def foreign_files(card: Path, terminal: TerminalAtWork) -> Iterator[bytes]:
    """Files that may lie on a card under the copy's name."""
    yield b"holiday photographs"
    yield b"\0" * 9_000_000
    terminal.collect("1")
    own = (card / COPY).read_bytes()
    yield own.replace(b'"T001"', b'"T002"')
    key = Signer.at(terminal.home / KEY_FILE).public_key.encode()
    yield own.replace(key, Signer(b"x" * 32).public_key.encode())
    yield f"{write_seal('T001', Head(1, 99, '0' * 64), Signer.at(terminal.home / KEY_FILE), EMPTY_DIGEST)}\n".encode()


def test_a_file_that_does_not_belong_is_left_alone(open_terminal: TerminalAtWork, card: Path) -> None:
    for number, foreign in enumerate(foreign_files(card, open_terminal), 1):
        for path in card.iterdir():
            path.unlink()
        (card / COPY).write_bytes(foreign)
        open_terminal.collect("1")
        assert (card / COPY).read_bytes() == foreign, number
        assert open_terminal.ask("journal", "verify", str(card / "T001-1-2.journal"))["ok"]
        open_terminal.collect("1")
        assert len(list(card.iterdir())) == 2
        assert open_terminal.ask("status")["journal_copy"]["behind"] == 0


def test_a_folder_in_the_place_of_the_file_is_left_alone(open_terminal: TerminalAtWork, card: Path) -> None:
    (card / COPY).mkdir()
    open_terminal.collect("1")
    assert seqs(card, open_terminal) == [1, 2, 3, 4, 5]


def test_a_card_full_of_foreign_files_is_told_of(open_terminal: TerminalAtWork, card: Path) -> None:
    for number in range(1, MAX_NAMES + 1):
        (card / (COPY if number == 1 else f"T001-1-{number}.journal")).write_text("of another")
    assert_one_line(open_terminal.run("collect", "SOA-1000", "--cash", "1"), ["of another journal"])
    assert len(list(card.iterdir())) == MAX_NAMES


def test_after_weeks_without_a_card_each_deed_adds_so_much_at_most(open_terminal: TerminalAtWork, card: Path) -> None:
    record_many(open_terminal, MAX_ENTRIES_AT_ONCE + 100)
    assert open_terminal.ask("status")["journal_copy"]["behind"] == 104
    assert len(copied(card, open_terminal)) == MAX_ENTRIES_AT_ONCE
    open_terminal.collect("1")
    assert len(copied(card, open_terminal)) == MAX_ENTRIES_AT_ONCE + 105
    assert open_terminal.ask("journal", "verify", str(card / COPY))["ok"]


def test_large_entries_are_taken_a_few_at_once(
    open_terminal: TerminalAtWork, card: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("mpos.services.journal_copy.MAX_BLOCK_BYTES", 1)
    for reached in (1, 2, 3):
        open_terminal.collect("1")
        assert seqs(card, open_terminal)[-1] == reached


def test_a_neighbour_at_the_same_file_is_waited_for_and_then_left_to_it(
    open_terminal: TerminalAtWork, card: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_terminal.collect("1")
    monkeypatch.setattr(copy_file, "LOCK_PAUSE_S", 0)
    with (card / COPY).open("rb") as neighbour:
        fcntl.flock(neighbour, fcntl.LOCK_EX)
        assert_one_line(open_terminal.run("collect", "SOA-1000", "--cash", "1"), ["unavailable"])
    open_terminal.collect("1")
    assert seqs(card, open_terminal) == list(range(1, 8))


def test_payments_taken_at_the_same_time_all_reach_the_card(open_terminal: TerminalAtWork, card: Path) -> None:
    argv = [sys.executable, "-m", "mpos", "collect", "SOA-1000", "--cash", "1"]
    processes = [subprocess.Popen(argv, cwd=ROOT, env=open_terminal.environ, stderr=subprocess.PIPE) for _ in range(4)]
    told = [process.communicate(timeout=DEADLINE_S)[1] for process in processes]
    assert told == [b""] * 4
    assert seqs(card, open_terminal) == list(range(1, 9))
    assert open_terminal.ask("journal", "verify", str(card / COPY))["entries"] == 8


@pytest.mark.usefixtures("card")
def test_what_nobody_foresaw_does_not_make_a_payment_look_as_if_it_were_not(
    open_terminal: TerminalAtWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("of a kind that nobody thought of")

    monkeypatch.setattr("mpos.services.journal_copy.standing", fail)
    ran = open_terminal.run("collect", "SOA-1000", "--cash", "1")
    assert ran.exit_code == 0
    assert_one_line(ran, ["nobody thought of"])


@pytest.mark.usefixtures("card")
def test_the_doctor_wants_the_copy_on_another_medium(open_terminal: TerminalAtWork) -> None:
    open_terminal.collect("1")
    document = open_terminal.ask("doctor", exit_code=8)
    told = {check["name"]: check for check in document["checks"]}["copy"]
    assert not told["ok"]
    assert "same medium" in told["detail"]


@pytest.fixture
def mount_point(open_terminal: TerminalAtWork, tmp_path: Path) -> Iterator[Path]:
    """Where a card on another medium is seen: a link as long as it is in, to be replaced by an empty folder."""
    if not os.access("/dev/shm", os.W_OK) or Path("/dev/shm").stat().st_dev == tmp_path.stat().st_dev:
        pytest.skip("there is no second medium here")
    with TemporaryDirectory(dir="/dev/shm") as card:
        (tmp_path / "mnt").symlink_to(card)
        open_terminal.environ["MPOS_JOURNAL_COPY"] = str(tmp_path / "mnt")
        yield tmp_path / "mnt"


def test_the_doctor_is_content_with_a_copy_elsewhere(open_terminal: TerminalAtWork, mount_point: Path) -> None:
    open_terminal.collect("1")
    told = {check["name"]: check for check in open_terminal.ask("doctor")["checks"]}["copy"]
    assert told["ok"]
    assert "every entry" in told["detail"]
    assert (mount_point / COPY).is_file()


def test_an_empty_mount_point_is_no_card(open_terminal: TerminalAtWork, mount_point: Path) -> None:
    open_terminal.collect("1")
    card = mount_point.readlink()
    mount_point.unlink()
    mount_point.mkdir()
    assert_one_line(open_terminal.run("collect", "SOA-1000", "--cash", "1"), ["no card is in its place"])
    assert list(mount_point.iterdir()) == []
    assert open_terminal.ask("status")["journal_copy"]["trouble"] == "no card is in its place"
    mount_point.rmdir()
    mount_point.symlink_to(card)
    open_terminal.collect("1")
    assert seqs(mount_point, open_terminal) == [1, 2, 3, 4, 5, 6, 7]


def test_a_relative_path_is_refused(open_terminal: TerminalAtWork) -> None:
    open_terminal.environ["MPOS_JOURNAL_COPY"] = "card"
    assert_one_line(open_terminal.run("status"), ["journal_copy", "path from the root"])


def test_a_restored_device_writes_a_file_of_its_own(open_terminal: TerminalAtWork, card: Path, tmp_path: Path) -> None:
    open_terminal.collect("1")
    open_terminal.ask("backup", str(tmp_path / "backup"))
    open_terminal.collect("2")
    known = seqs(card, open_terminal)
    key = Signer.at(open_terminal.home / KEY_FILE).public_key
    open_terminal.home.rename(tmp_path / "broken")
    open_terminal.ask("restore", str(tmp_path / "backup"))
    open_terminal.log_in()
    files = sorted(path.name for path in card.iterdir())
    assert len(files) == 2
    assert [entry.kind for entry in copied_entries(card, "T001", key)][-2:] == [kinds.EPOCH_BEGUN, kinds.LOGGED_IN]
    assert known == [1, 2, 3, 4, 5, 6]
    assert open_terminal.ask("journal", "verify", str(card / COPY))["entries"] == 6
