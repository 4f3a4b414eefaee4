"""Disks that are full or can't be written: what was recorded stays readable, nothing is half recorded, all is told."""

from pathlib import Path

import pytest

from tests.mpos.office_at_work import CODE, SOA, Office
from tests.mpos.services.test_downloading import export, keep, many_soas
from tests.mpos.small_disk import Ended, Step, can_have_disks, on_small_disk
from tests.mpos.terminal_at_work import TerminalAtWork

READERS = ("status", f"soa show {SOA}", "transactions", "journal export", "rebuild")
WRITERS = (f"collect {SOA} --cash 1", "void A00000001 --reason x", "close-registry --count 100x6")
PAGE_BYTES = 4096
BARELY_ROOM = 20 * PAGE_BYTES
"""About where a payment begins to fit: its pages twice, and what neighbours share."""

pytestmark = pytest.mark.skipif(not can_have_disks(), reason="no user namespaces here: a small disk can't be mounted")


@pytest.fixture
def paid_once(open_terminal: TerminalAtWork) -> TerminalAtWork:
    """A00000001 is recorded, and 500.00 change fund."""
    open_terminal.collect("100")
    return open_terminal


def test_on_a_full_disk_all_can_be_read_and_nothing_more_is_taken(paid_once: TerminalAtWork, tmp_path: Path) -> None:
    ended = on_small_disk(paid_once.home, tmp_path / "disk", ("fill", 0), *_runs(*READERS, *WRITERS))
    _assert_read(ended[: len(READERS)])
    for done in ended[len(READERS) :]:
        assert done.exit_code == 7
        _assert_told(done, ["disk of this device is full", "recorded before is safe", "mpos upload", "make room"])


def test_a_disk_with_some_room_takes_a_payment_whole_or_not_at_all(paid_once: TerminalAtWork, tmp_path: Path) -> None:
    tries: list[Step] = []
    for room in range(0, BARELY_ROOM + 1, 5 * PAGE_BYTES):
        tries += [("fill", room), ("run", "collect", SOA, "--cash", "1"), ("run", "transactions")]
    ended = on_small_disk(paid_once.home, tmp_path / "disk", *tries, ("fill", 10**6), *_runs("journal verify"))
    taken = [done.exit_code for done in ended[:-1:2]]
    assert set(taken) == {0, 7}
    for place, listed in enumerate(ended[1:-1:2], 1):
        assert listed.out.count("\nA0000") == 1 + taken[:place].count(0)
    assert ended[-1].exit_code == 0


def test_a_disk_with_some_room_takes_a_list_whole_or_not_at_all(
    terminal: TerminalAtWork, office: Office, tmp_path: Path
) -> None:
    """The draft needs room, and so does what this device adds to it."""
    keep(office, many_soas(10_000))
    (tmp_path / "list").write_bytes(export(office, CODE))
    tries: list[Step] = []
    for room in range(0, 600_001, 100_000):
        tries += [("fill", room), ("run", "download-soa", "--from", str(tmp_path / "list")), ("run", "soa", "list")]
    ended = on_small_disk(terminal.home, tmp_path / "disk", *tries)
    taken = [done.exit_code for done in ended[::2]]
    assert set(taken) == {0, 7}
    for downloaded, listed in zip(ended[::2], ended[1::2], strict=True):
        assert listed.exit_code == 0
        assert "disk of this device is full" in downloaded.err or listed.out.count("SOA-") == 402


def test_once_there_is_room_again_work_goes_on(paid_once: TerminalAtWork, tmp_path: Path) -> None:
    cut = on_small_disk(
        paid_once.home, tmp_path / "disk", ("fill", 0), *_runs(WRITERS[0]), ("fill", 10**6), *_runs(WRITERS[0])
    )
    assert [done.exit_code for done in cut] == [7, 0]
    assert "A00000002" in cut[1].out


def test_on_a_read_only_disk_all_can_be_read_and_nothing_is_taken(paid_once: TerminalAtWork, tmp_path: Path) -> None:
    ended = on_small_disk(paid_once.home, tmp_path / "disk", ("remount", "ro"), *_runs(*READERS, *WRITERS))
    _assert_read(ended[: len(READERS)])
    for done in ended[len(READERS) :]:
        assert done.exit_code == 7
        _assert_told(done, ["can't be written on this disk", "recorded before is safe", "restart the device"])


def test_a_new_device_on_a_read_only_disk_is_told_so(paid_once: TerminalAtWork, tmp_path: Path) -> None:
    steps: list[Step] = [("remove", "terminal.sqlite3"), ("remove", "terminal.key"), ("remount", "ro")]
    [done] = on_small_disk(paid_once.home, tmp_path / "disk", *steps, *_runs("status"))
    assert done.exit_code == 7
    _assert_told(done, ["can't be written on this disk"])


def _runs(*typed: str) -> list[Step]:
    return [("run", *words.split()) for words in typed]


def _assert_read(ended: list[Ended]) -> None:
    for done, typed in zip(ended, READERS, strict=True):
        assert (done.exit_code, done.err) == (0, ""), typed
    assert "A00000001" in ended[READERS.index("transactions")].out


def _assert_told(done: Ended, told: list[str]) -> None:
    assert done.err.count("\n") == 1, done.err
    for fragment in told:
        assert fragment in done.err
