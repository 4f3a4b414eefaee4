"""A medium that loses power: what may be on it, when only what was synced is sure to be.

The model is harsh but fair. What POSIX promises holds; what file systems merely tend to do does not:

- A write that no sync of its file has followed is there, is not there, or is there in some of its sectors.
- Names made, changed or removed are there up to some point in their order within a folder, unless the folder was synced
  afterwards. So a file that was renamed before its content was synced may be empty or torn under its new name.
- A folder whose own name is not on the medium is gone with all that is in it.
- What was synced stays, and no byte outside of what was written changes.
"""

import random
from collections.abc import Iterator, Sequence
from hashlib import blake2b
from pathlib import PurePosixPath
from typing import NamedTuple, Protocol

from .operations import Change, Create, MakeDirectory, Remove, Rename, Sync, SyncDirectory, Truncate, Write

SECTOR = 512
"""The smallest piece that a medium writes whole."""
FOLDER = -1
"""Stands for a folder where another name has the number of a file."""


class Image(NamedTuple):
    """What is on a medium: folders, and files with their content."""

    folders: frozenset[str]
    files: dict[str, bytes]

    @property
    def digest(self) -> bytes:
        """Two images with the same digest are the same."""
        whole = blake2b(repr(sorted(self.folders)).encode())
        for path, content in sorted(self.files.items()):
            whole.update(f"\n{path}\n{len(content)}\n".encode())
            whole.update(content)
        return whole.digest()


class Fate(Protocol):
    """Decides what a power cut leaves of what was not synced."""

    def reached(self, waiting: int) -> int:
        """How many of the waiting changes of a folder's names are on the medium: the first so many."""
        ...

    def sectors(self, first: int, last: int) -> Sequence[int]:
        """Which of these sectors of one write are on the medium."""
        ...


class OnlySynced:
    """Nothing but what was synced."""

    def reached(self, waiting: int) -> int:  # noqa: ARG002
        return 0

    def sectors(self, first: int, last: int) -> Sequence[int]:  # noqa: ARG002
        return ()


class AllWritten:
    """All that was written, as after a crash of the program alone."""

    def reached(self, waiting: int) -> int:
        return waiting

    def sectors(self, first: int, last: int) -> Sequence[int]:
        return range(first, last + 1)


class Chance:
    """Each write whole, torn or lost. A cut is a gentle or a rough one, so that single losses come about, too."""

    def __init__(self, seed: str) -> None:
        self._random = random.Random(seed)
        self._keeps = self._random.choice((0.1, 0.5, 0.9))

    def reached(self, waiting: int) -> int:
        return self._random.choice((0, waiting, self._random.randint(0, waiting)))

    def sectors(self, first: int, last: int) -> Sequence[int]:
        draw = self._random.random()
        if draw < self._keeps:
            return range(first, last + 1)
        if self._random.random() < 0.5:
            return ()
        return [sector for sector in range(first, last + 1) if self._random.random() < 0.5]


class _Naming(NamedTuple):
    """One step in a folder: these names now stand for these files; None for a name that is gone."""

    names: dict[str, int | None]


class _File:
    def __init__(self, content: bytes) -> None:
        self.kept = content
        self.waiting: list[Write | Truncate] = []

    def content(self, fate: Fate) -> bytes:
        if not self.waiting:
            return self.kept
        content = bytearray(self.kept)
        for change in self.waiting:
            if isinstance(change, Truncate):
                _truncate(content, change.size, fate)
            else:
                _write(content, change, fate)
        return bytes(content)


class Disk:
    """The medium of one recording, taken forward operation by operation."""

    def __init__(self, image: Image) -> None:
        self._files = {number: _File(content) for number, content in enumerate(image.files.values())}
        self._live: dict[str, int] = dict(zip(image.files, range(len(image.files)), strict=True))
        self._live |= dict.fromkeys(image.folders, FOLDER)
        self._kept = dict(self._live)
        self._waiting: dict[str, list[_Naming]] = {}

    def take(self, change: Change) -> None:
        """One operation more has been done."""
        match change:
            case Create(path):
                number = len(self._files)
                self._files[number] = _File(b"")
                self._name({path: number})
            case MakeDirectory(path):
                self._name({path: FOLDER})
            case Remove(path):
                self._name({path: None})
            case Rename(path, new_path):
                self._name({path: None, new_path: self._live[path]})
            case Write() | Truncate():
                self._files[self._live[change.path]].waiting.append(change)
            case Sync(path):
                file = self._files[self._live[path]]
                file.kept, file.waiting = file.content(AllWritten()), []
            case SyncDirectory(path):
                for naming in self._waiting.pop(path, ()):
                    _rename(self._kept, naming)

    def after_cut(self, fate: Fate, *, folders: Sequence[str]) -> Image:
        """What is left when these folders lose power; all others only see their programs end."""
        names = dict(self._kept)
        for _, namings in sorted(self._waiting.items()):
            reached = fate.reached(len(namings))
            for place, naming in enumerate(namings):
                if place < reached or not any(_is_within(path, folders) for path in naming.names):
                    _rename(names, naming)
        left = {path: number for path, number in sorted(names.items()) if _has_parents(path, names)}
        return Image(
            frozenset(path for path, number in left.items() if number == FOLDER),
            {
                path: self._files[number].content(fate if _is_within(path, folders) else AllWritten())
                for path, number in left.items()
                if number != FOLDER
            },
        )

    def _name(self, names: dict[str, int | None]) -> None:
        naming = _Naming(names)
        _rename(self._live, naming)
        parents = {str(PurePosixPath(path).parent) for path in names}
        if len(parents) > 1:
            raise NotImplementedError("a file was moved to another folder, for which the model has no rule")
        self._waiting.setdefault(parents.pop(), []).append(naming)


def _rename(names: dict[str, int], naming: _Naming) -> None:
    for path, number in naming.names.items():
        if number is None:
            names.pop(path, None)
        else:
            names[path] = number


def _is_within(path: str, folders: Sequence[str]) -> bool:
    return PurePosixPath(path).parts[0] in folders


def _has_parents(path: str, names: dict[str, int]) -> bool:
    return all(str(parent) in names for parent in PurePosixPath(path).parents if str(parent) != ".")


def _write(content: bytearray, write: Write, fate: Fate) -> None:
    for start, end in _pieces(write, fate):
        _lengthen(content, end)
        content[start:end] = write.content[start - write.offset : end - write.offset]


def _pieces(write: Write, fate: Fate) -> Iterator[tuple[int, int]]:
    """The bytes of a write that are on the medium, sector by sector."""
    if not write.content:
        return
    end = write.offset + len(write.content)
    first, last = write.offset // SECTOR, (end - 1) // SECTOR
    sectors = fate.sectors(first, last)
    if len(sectors) == last - first + 1:
        yield write.offset, end
        return
    for sector in sectors:
        yield max(write.offset, sector * SECTOR), min(end, (sector + 1) * SECTOR)


def _truncate(content: bytearray, size: int, fate: Fate) -> None:
    if fate.sectors(0, 0):
        _lengthen(content, size)
        del content[size:]


def _lengthen(content: bytearray, size: int) -> None:
    content.extend(bytes(max(0, size - len(content))))
