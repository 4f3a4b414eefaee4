"""Nothing that is done to a file escapes the recording, and a planted fault reaches whoever does it."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from mpos.services.files import write_whole
from scripts.powercuts.disk import AllWritten, Disk
from scripts.powercuts.faults import full_disk, read_error, short_read
from scripts.powercuts.operations import Create, Read, Rename, Sync, SyncDirectory, Visible, Write
from scripts.powercuts.recording import PAPER, image_of, recorded
from scripts.powercuts.sqlite_files import NoSharedSqlite


@pytest.fixture(autouse=True)
def _watchable(tmp_path: Path) -> None:
    try:
        with recorded(tmp_path):
            pass
    except NoSharedSqlite as reason:
        pytest.skip(str(reason.__doc__))


def write_rows(path: Path, mode: str) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA journal_mode={mode}")
        connection.execute("CREATE TABLE IF NOT EXISTS row (content TEXT)")
        connection.execute("INSERT INTO row VALUES (?)", ("r" * 10_000,))
        connection.execute("DELETE FROM row WHERE rowid = 1")
        connection.execute("VACUUM")


def test_the_recording_leads_to_what_is_in_the_folder(tmp_path: Path) -> None:
    write_rows(tmp_path / "a.sqlite3", "WAL")
    before = image_of(tmp_path)
    with recorded(tmp_path) as recorder:
        write_rows(tmp_path / "a.sqlite3", "WAL")
        write_rows(tmp_path / "b.sqlite3", "DELETE")
        write_whole(tmp_path / "whole", b"content")
        (tmp_path / "text").write_text("one line\n")
        with (tmp_path / "text").open("a") as text:
            text.write("another\n")
        (tmp_path / "folder").mkdir()
        (tmp_path / "whole").unlink()
    disk = Disk(before)
    for operation in recorder.log:
        assert not isinstance(operation, Read | Visible)
        disk.take(operation)
    assert disk.after_cut(AllWritten(), folders=()) == image_of(tmp_path)


def test_a_file_that_is_written_whole_is_synced_before_its_name_and_its_name_after(tmp_path: Path) -> None:
    with recorded(tmp_path) as recorder:
        write_whole(tmp_path / "list", b"content")
    draft = recorder.log[0][0]
    assert draft != "list"
    assert recorder.log == [
        Create(draft),
        Write(draft, 0, b"content"),
        Sync(draft),
        Rename(draft, "list"),
        SyncDirectory("."),
    ]


def test_what_goes_to_paper_is_seen_and_on_no_disk(tmp_path: Path) -> None:
    with recorded(tmp_path) as recorder:
        (tmp_path / PAPER).write_bytes(b"A00000001")
    assert recorder.log == [Visible(PAPER, b"A00000001")]


def test_a_full_disk_is_full_for_sqlite_and_for_python(tmp_path: Path) -> None:
    write_rows(tmp_path / "a.sqlite3", "WAL")
    with full_disk(tmp_path, room_for=0) as disk:
        with pytest.raises(OSError, match="planted"):
            (tmp_path / "new").write_bytes(b"content")
        with pytest.raises(sqlite3.OperationalError, match=r"unable to open|full"):
            write_rows(tmp_path / "a.sqlite3", "WAL")
    assert disk.has_struck
    assert sorted(path.name for path in tmp_path.iterdir()) == ["a.sqlite3"]
    write_rows(tmp_path / "a.sqlite3", "WAL")


def test_sqlite_meets_reads_that_fail_or_end_too_soon(tmp_path: Path) -> None:
    write_rows(tmp_path / "a.sqlite3", "DELETE")
    with read_error(tmp_path, after=0), pytest.raises(sqlite3.OperationalError, match="I/O"):
        write_rows(tmp_path / "a.sqlite3", "DELETE")
    with short_read(tmp_path, after=1), pytest.raises(sqlite3.DatabaseError, match=r"not a database|malformed"):
        write_rows(tmp_path / "a.sqlite3", "DELETE")
    write_rows(tmp_path / "a.sqlite3", "DELETE")
