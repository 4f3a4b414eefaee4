"""Files that a command writes: whole, durable, and readable by their owner only."""

from pathlib import Path

from mpos.contract.lasting import write_lasting
from mpos.contract.problems import Refused

FILE_MODE = 0o600


class CannotWrite(Refused):
    """{path} can't be written: {detail}"""

    hint = "Nothing was changed. Choose another place."


def write_file(path: Path, content: bytes) -> None:
    """Writes the file; CannotWrite."""
    try:
        write_lasting(path, content, FILE_MODE)
    except OSError as error:
        raise CannotWrite(path=path, detail=error.strerror) from error
