"""Records, in order, what happens to the files under one folder and what becomes visible meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from .disk import Image
from .operations import Operation, Read, Visible, Write
from .python_files import watched_python
from .sqlite_files import SHARED_MEMORY, watched_sqlite

PAPER = "paper"
"""The file that stands for the printer: what is written to it is seen, and is on no medium."""


class Recorder:
    """The log."""

    def __init__(self) -> None:
        self.log: list[Operation] = []

    def before(self, operation: Operation) -> None:
        """Nothing is told of before it is done."""

    def after(self, operation: Operation) -> None:
        """Keeps an operation that was done."""
        if isinstance(operation, Read):
            return
        if operation[0] != PAPER:
            self.log.append(operation)
        elif isinstance(operation, Write):
            self.see(PAPER, operation.content)

    def see(self, where: str, content: bytes) -> None:
        """Somebody has seen something."""
        self.log.append(Visible(where, content))


@contextmanager
def recorded(folder: Path) -> Iterator[Recorder]:
    """Records what this process does to the files in the folder."""
    recorder = Recorder()
    with watched_sqlite(folder, recorder), watched_python(folder, recorder):
        yield recorder


def image_of(folder: Path) -> Image:
    """What is in the folder now. The paper is no medium, and the index of a WAL does not outlive the power."""
    found = (path for path in sorted(folder.rglob("*")) if not path.name.endswith(SHARED_MEMORY))
    paths = {str(path.relative_to(folder)): path for path in found}
    return Image(
        frozenset(name for name, path in paths.items() if path.is_dir()),
        {name: path.read_bytes() for name, path in paths.items() if path.is_file() and name != PAPER},
    )


def lay_out(image: Image, folder: Path) -> None:
    """Makes the files of an image in an empty folder, readable by their owner only, as the product leaves them."""
    for name in sorted(image.folders):
        (folder / name).mkdir(mode=0o700)
    for name, content in image.files.items():
        path = folder / name
        path.touch(mode=0o600)
        path.write_bytes(content)
