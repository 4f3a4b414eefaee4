"""Files that leave this device, or come back to it."""

import os
from pathlib import Path

from mpos.contract.problems import BadUsage

MAX_FILE_BYTES = 1_000_000_000
"""Larger than any list or journal; a wrong file must not fill the memory."""


class UnreadableFile(BadUsage):
    """{path} can't be read: {detail}"""

    hint = "Nothing was changed. Check the name and the medium."


class UnwritableFile(BadUsage):
    """{path} can't be written: {detail}"""

    hint = "Nothing is lost; everything stays on this device. Check the medium."


def read_whole(path: Path) -> bytes:
    """The file's bytes; UnreadableFile when there is none or it is too large."""
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise UnreadableFile(path=path, detail="it is too large")
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFile(path=path, detail=error.strerror) from error


def write_whole(path: Path, blob: bytes) -> None:
    """Writes a file so that after a power cut it is there whole or not at all; UnwritableFile when it can't be."""
    draft = path.with_name(f"{path.name}.new")
    try:
        with draft.open("wb") as file:
            file.write(blob)
            file.flush()
            os.fsync(file.fileno())
        put_in_place(draft, path)
    except OSError as error:
        raise UnwritableFile(path=path, detail=error.strerror) from error


def put_in_place(draft: Path, path: Path) -> None:
    """Renames a finished file to its name, durably: the directory is written out, too."""
    draft.replace(path)
    directory = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
