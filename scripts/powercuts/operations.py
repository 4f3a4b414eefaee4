"""What is done to files, one record each. Paths are relative to the folder that is watched."""

from typing import NamedTuple, Protocol


class Create(NamedTuple):
    """A new, empty file gets its name."""

    path: str


class Write(NamedTuple):
    """Bytes go to a place in a file."""

    path: str
    offset: int
    content: bytes


class Truncate(NamedTuple):
    """A file is cut, or lengthened with zeros."""

    path: str
    size: int


class Sync(NamedTuple):
    """The content of a file is on the medium when this has been done; its name need not be."""

    path: str


class Rename(NamedTuple):
    """A file gets another name, whose former file is gone."""

    path: str
    new_path: str


class Remove(NamedTuple):
    """A file loses its name."""

    path: str


class MakeDirectory(NamedTuple):
    """A new, empty folder."""

    path: str


class SyncDirectory(NamedTuple):
    """The names in a folder are on the medium when this has been done."""

    path: str


class Read(NamedTuple):
    """SQLite reads from a file. Only faults care; it leaves no trace on a medium."""

    path: str


class Visible(NamedTuple):
    """Somebody has seen something: on the screen, on paper, or at the other end of a line."""

    where: str
    content: bytes


Change = Create | Write | Truncate | Sync | Rename | Remove | MakeDirectory | SyncDirectory
Operation = Change | Read | Visible


class Watch(Protocol):
    """Is told of each operation. What `before` raises, an OSError, happens instead of the operation."""

    def before(self, operation: Operation) -> None: ...
    def after(self, operation: Operation) -> None: ...
