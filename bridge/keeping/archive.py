"""The file that a backup is: a gzipped tar with a list of contents first, then each file, held against that list.

Readable with any tar when it is not locked with a passphrase.
"""

import json
import tarfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from gzip import GzipFile
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import IO, Any, NamedTuple

from mpos.contract.canonical import BadContent, read_json
from mpos.contract.fields import Fields

from .locked_file import Locking, Opening, is_locked

CONTENTS = "contents.json"
FORMAT = 1
MAX_CONTENTS = 100_000
_PIECE = 1 << 20
_LEVEL = 1
"""Of gzip: the fastest makes a database a third of its size, the slowest hardly smaller in ten times the time."""


class NoArchive(Exception):
    """The file is no whole backup."""


class Contents(NamedTuple):
    """What a backup has: when and from which bridge it was made, its files with their SHA-256, and rows by table.

    `rows` is empty when the database is not in it, because it lies on a server of its own.
    """

    made_at: str
    bridge_id: str
    schema: str
    files: dict[str, str]
    rows: dict[str, int]


def write_archive(file: IO[bytes], contents: Contents, files: Mapping[str, Path], passphrase: str | None) -> None:
    """Writes it to an open file, locked when there is a passphrase."""
    sink: Any = Locking(file, passphrase) if passphrase else file
    listed = json.dumps({"format": FORMAT, **contents._asdict()}, indent=1).encode()
    with (
        GzipFile(filename="", fileobj=sink, mode="wb", compresslevel=_LEVEL, mtime=0) as packed,
        tarfile.open(fileobj=packed, mode="w|") as tar,
    ):
        _add(tar, CONTENTS, len(listed), BytesIO(listed))
        for name, path in files.items():
            with path.open("rb") as content:
                _add(tar, name, path.stat().st_size, content)
    if isinstance(sink, Locking):
        sink.close()


def hash_of(path: Path) -> str:
    """The SHA-256 of a file, in hex."""
    found = sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            found.update(piece)
    return found.hexdigest()


def check_archive(path: Path, passphrase: str | None) -> Contents:
    """Reads it from end to end; what it says that it has. NoArchive, WrongPassphrase."""
    with _opened(path, passphrase) as (contents, files):
        for name, file in files:
            _take(contents, name, file, None)
    return contents


def unpack_archive(path: Path, passphrase: str | None, folder: Path) -> Contents:
    """Puts its files into an empty folder, readable by their owner only. NoArchive, WrongPassphrase."""
    with _opened(path, passphrase) as (contents, files):
        for name, file in files:
            place = folder / name
            place.touch(mode=0o600)
            with place.open("wb") as target:
                _take(contents, name, file, target)
    return contents


def needs_passphrase(path: Path) -> bool:
    """Whether it is locked."""
    with path.open("rb") as file:
        return is_locked(file.read(100))


def _add(tar: tarfile.TarFile, name: str, size: int, content: IO[bytes]) -> None:
    member = tarfile.TarInfo(name)
    member.size, member.mode = size, 0o600
    tar.addfile(member, content)


@contextmanager
def _opened(path: Path, passphrase: str | None) -> Iterator[tuple[Contents, Iterator[tuple[str, IO[bytes]]]]]:
    try:
        with path.open("rb") as file:
            source: Any = Opening(file, passphrase) if passphrase else file
            with tarfile.open(fileobj=source, mode="r|gz") as tar:
                members = _members(tar)
                name, first = next(members)
                if name != CONTENTS:
                    raise NoArchive("its list of contents is missing")
                contents = _contents(first.read(MAX_CONTENTS))
                seen: list[str] = []
                yield contents, _listed(members, contents, seen)
                if sorted(seen) != sorted(contents.files):
                    raise NoArchive("files are missing at its end")
    except (tarfile.TarError, OSError, EOFError, StopIteration, BadContent) as error:
        raise NoArchive(str(error) or "it ends early") from error


def _members(tar: tarfile.TarFile) -> Iterator[tuple[str, IO[bytes]]]:
    for member in tar:
        content = tar.extractfile(member)
        if not member.isreg() or content is None:
            raise NoArchive(f"{member.name!r} in it is no file")
        yield member.name, content


def _listed(
    members: Iterator[tuple[str, IO[bytes]]], contents: Contents, seen: list[str]
) -> Iterator[tuple[str, IO[bytes]]]:
    for name, content in members:
        if name not in contents.files or name in seen:
            raise NoArchive(f"{name!r} is in it and not on its list")
        seen.append(name)
        yield name, content


def _take(contents: Contents, name: str, file: IO[bytes], target: IO[bytes] | None) -> None:
    found = sha256()
    while piece := file.read(_PIECE):
        found.update(piece)
        if target is not None:
            target.write(piece)
    if found.hexdigest() != contents.files[name]:
        raise NoArchive(f"{name} in it was changed")


def _contents(text: bytes) -> Contents:
    fields = Fields(read_json(text), "contents")
    if fields.integer("format") != FORMAT:
        raise NoArchive("another version of this program has made it")
    files, rows = fields.object("files"), fields.object("rows")
    for name, listed in files.items():
        if not isinstance(listed, str) or Path(name).name != name or name.startswith("."):
            raise NoArchive(f"{name!r} is no name of a file")
    made_at, bridge_id, schema = (fields.text(name) for name in ("made_at", "bridge_id", "schema"))
    return Contents(made_at, bridge_id, schema, dict(files), {name: int(count) for name, count in rows.items()})
