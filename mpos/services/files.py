"""Files that leave this device, or come back to it."""

from stat import S_ISREG

from mpos.contract.lasting import write_lasting
from mpos.contract.problems import BadUsage
from mpos.light.paths import Path

FILE_MODE = 0o600
MAX_FILE_BYTES = 1_000_000_000
"""Larger than any list or journal; a wrong file must not fill the memory."""


class UnreadableFile(BadUsage):
    """{path} can't be read: {detail}"""

    hint = "Nothing was changed. Check the name and the medium."


class UnwritableFile(BadUsage):
    """{path} can't be written: {detail}"""

    hint = "Nothing is lost; everything stays on this device. Check the medium."


def read_whole(path: Path, limit: int = MAX_FILE_BYTES) -> bytes:
    """The file's bytes; UnreadableFile when there is none, it is too large, or a device, which may have no end."""
    try:
        status = path.stat()
        if not S_ISREG(status.st_mode):
            raise UnreadableFile(path=path, detail="it is not a file")
        if status.st_size > limit:
            raise UnreadableFile(path=path, detail="it is too large")
        return path.read_bytes()
    except OSError as error:
        raise UnreadableFile(path=path, detail=error.strerror) from error


def write_whole(path: Path, blob: bytes) -> None:
    """Writes a file so that after a power cut it is there whole or not at all; UnwritableFile when it can't be."""
    try:
        write_lasting(path, blob, FILE_MODE)
    except OSError as error:
        raise UnwritableFile(path=path, detail=error.strerror) from error
