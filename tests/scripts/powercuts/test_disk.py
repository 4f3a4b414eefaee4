"""The model of a disk that loses power: what it must keep, and what it may lose."""

from hypothesis import given
from hypothesis import strategies as st

from scripts.powercuts.disk import SECTOR, AllWritten, Chance, Disk, Image, OnlySynced
from scripts.powercuts.operations import (
    Change,
    Create,
    MakeDirectory,
    Remove,
    Rename,
    Sync,
    SyncDirectory,
    Truncate,
    Write,
)

FOLDER, FILE, DRAFT = "home", "home/file", "home/file.new"
KEPT = Image(frozenset({FOLDER}), {FILE: b"old"})
SEEDS = st.integers(0, 1000).map(str)
changes = st.one_of(
    st.builds(Write, st.just(FILE), st.integers(0, 3000), st.binary(min_size=1, max_size=2000)),
    st.builds(Truncate, st.just(FILE), st.integers(0, 3000)),
)


def disk_after(*done: Change, image: Image = KEPT) -> Disk:
    disk = Disk(image)
    for change in done:
        disk.take(change)
    return disk


def after_chance(disk: Disk, seed: str) -> Image:
    return disk.after_cut(Chance(seed), folders=[FOLDER])


def outcomes(disk: Disk) -> set[tuple[tuple[str, bytes], ...]]:
    """All that a hundred power cuts leave."""
    return {tuple(sorted(after_chance(disk, str(seed)).files.items())) for seed in range(100)}


@given(st.lists(changes, max_size=6), SEEDS)
def test_what_was_synced_is_never_lost(done: list[Change], seed: str) -> None:
    disk = disk_after(*done, Sync(FILE))
    whole = disk.after_cut(AllWritten(), folders=[FOLDER])
    assert disk.after_cut(OnlySynced(), folders=[FOLDER]) == whole
    assert after_chance(disk, seed) == whole


@given(st.integers(0, 3000), st.binary(min_size=1, max_size=4000), SEEDS)
def test_a_torn_write_changes_whole_sectors_of_what_was_written_and_no_byte_beside(
    offset: int, content: bytes, seed: str
) -> None:
    old = bytes(8000)
    disk = disk_after(Write(FILE, offset, content), image=KEPT._replace(files={FILE: old}))
    [left] = after_chance(disk, seed).files.values()
    new = old[:offset] + content + old[offset + len(content) :]
    for start in range(0, len(old), SECTOR):
        piece = slice(start, start + SECTOR)
        assert left[piece] in (old[piece], new[piece])


def test_a_file_renamed_before_its_content_was_synced_may_be_old_new_empty_or_torn() -> None:
    long = b"n" * 3 * SECTOR
    left = outcomes(disk_after(Create(DRAFT), Write(DRAFT, 0, long), Rename(DRAFT, FILE)))
    assert {((FILE, b"old"),), ((FILE, long),), ((FILE, b""),)} < left
    assert any(name == FILE and b"n" in content and bytes(SECTOR) in content for ((name, content), *_) in left)


def test_a_synced_draft_is_there_whole_or_not_at_all() -> None:
    done = (Create(DRAFT), Write(DRAFT, 0, b"new"), Sync(DRAFT), Rename(DRAFT, FILE))
    assert outcomes(disk_after(*done)) == {
        ((FILE, b"old"),),
        ((FILE, b"old"), (DRAFT, b"new")),
        ((FILE, b"new"),),
    }
    assert outcomes(disk_after(*done, SyncDirectory(FOLDER))) == {((FILE, b"new"),)}


def test_names_of_a_folder_change_in_their_order() -> None:
    left = outcomes(disk_after(Create("home/a"), Create("home/b"), Remove("home/a")))
    shown = {tuple(name for name, _ in files if name != FILE) for files in left}
    assert shown == {(), ("home/a",), ("home/a", "home/b"), ("home/b",)}


def test_a_folder_that_was_not_synced_takes_its_files_with_it() -> None:
    nothing = Image(frozenset(), {})
    done = (MakeDirectory(FOLDER), Create(FILE), Write(FILE, 0, b"new"), Sync(FILE), SyncDirectory(FOLDER))
    assert disk_after(*done, image=nothing).after_cut(OnlySynced(), folders=[FOLDER]) == nothing
    lasting = disk_after(*done, SyncDirectory("."), image=nothing)
    assert lasting.after_cut(OnlySynced(), folders=[FOLDER]).files == {FILE: b"new"}


def test_who_keeps_power_keeps_what_was_written() -> None:
    disk = disk_after(Write(FILE, 0, b"new"), Create(DRAFT))
    assert disk.after_cut(OnlySynced(), folders=["elsewhere"]).files == {FILE: b"new", DRAFT: b""}
