"""Files that a command writes: whole, durable, and readable by their owner only."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

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


@contextmanager
def written_to(path: Path) -> Iterator[IO[bytes]]:
    """A file to be written piece by piece, which stands at its place once it is whole. CannotWrite."""
    draft = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with open(draft, "xb", opener=_private) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        raise CannotWrite(path=path, detail=error.strerror) from error
    finally:
        draft.unlink(missing_ok=True)


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, FILE_MODE)
