"""Files that last: whole or not at all, and never in the place of something that is no file."""

import os
import stat
from pathlib import Path

import pytest

from mpos.contract.lasting import write_lasting


def test_a_file_that_is_there_is_replaced_whole(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_bytes(b"a longer content before")
    write_lasting(file, b"after", 0o600)
    assert (file.read_bytes(), [each.name for each in tmp_path.iterdir()]) == (b"after", ["file"])


def test_a_device_is_not_replaced_by_a_file(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    with pytest.raises(OSError, match="not a file"):
        write_lasting(pipe, b"content", 0o600)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_a_link_to_a_device_is_not_replaced_either(tmp_path: Path) -> None:
    link = tmp_path / "link"
    link.symlink_to("/dev/null")
    with pytest.raises(OSError, match="not a file"):
        write_lasting(link, b"content", 0o600)
    assert link.is_symlink()


@pytest.mark.parametrize("name", ["", ".", "..", "/"])
def test_a_name_that_is_no_files_is_an_error_of_the_system(name: str) -> None:
    with pytest.raises(OSError, match="not a file"):
        write_lasting(Path(name), b"content", 0o600)
