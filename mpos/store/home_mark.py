"""What tells this home from a copy of it, and a store that was set back from one that went on.

Beside the store lies a small file, the witness. Its own birth, the machine and the medium are the home's mark: a copied
file is another file, a copied card has another serial number, an image on a sister device another machine. Its content
is how far the journal had come: a store that an older copy was put over does not reach that far any more.

The witness is written after the commit and not synced: it may lag behind after a power cut, and is never ahead.
"""

import fcntl
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from mpos.contract.canonical import BadContent
from mpos.contract.journal import Head, read_head
from mpos.contract.lasting import sync_names
from mpos.light.paths import Path
from mpos.light.plain_json import dumps, loads

from .database import Connection
from .journal import hash_at

WITNESS_FILE = "terminal.witness"
MACHINE_ID = Path("/etc/machine-id")
DEVICES = Path("/sys/dev/block")
_SERIALS = ("device/cid", "wwid", "device/wwid", "serial", "device/serial")
"""Where the kernel tells of a card's, a disk's or a virtual disk's own number."""
_MAX_LAYERS = 5
"""An encrypted volume on a logical volume on a partition; more is a mistake of ours."""
_GET_GENERATION = 0x80087601
"""FS_IOC_GETVERSION: tells apart files that had one inode number after another."""
_LONG = 8 if sys.maxsize > 2**32 else 4
"""Bytes of a C long, which the kernel is shown room for."""
_WITNESS_BYTES = 200
"""A head fits, and each is written over the one before it, never in two pieces."""

HomeMark = dict[str, str]


def mark_of(home: Path) -> HomeMark:
    """The marks of this home that can be read; a home without a witness gets one."""
    marks = {"machine": _text(MACHINE_ID)}
    with suppress(OSError), _witness(home) as descriptor:
        found = os.fstat(descriptor)
        marks |= {"medium": _serial_of(found.st_dev), "witness": f"{found.st_ino}.{_generation(descriptor)}"}
    return {name: text for name, text in marks.items() if text}


def is_another(kept: HomeMark, found: HomeMark) -> bool:
    """Whether a mark that is known of both differs: then this is a copy of the home that was marked."""
    return any(kept[name] != found[name] for name in kept.keys() & found.keys())


def bear_witness(home: Path, head: Head) -> None:
    """Notes how far the journal has come. A witness that can't be written is no reason to fail: it only tells more."""
    with suppress(OSError), _witness(home) as descriptor:
        os.pwrite(descriptor, dumps(head).encode().ljust(_WITNESS_BYTES), 0)


def forget_witness(home: Path) -> None:
    """Unsays what was noted: another store is about to take the place of the one that it was noted of."""
    with suppress(OSError), _witness(home) as descriptor:
        os.pwrite(descriptor, b" " * _WITNESS_BYTES, 0)


def witnessed(home: Path) -> Head | None:
    """How far the journal had come at the least, or None when nothing readable was noted."""
    try:
        with _witness(home) as descriptor:
            noted = os.pread(descriptor, _WITNESS_BYTES, 0).decode().rstrip()
            return read_head(dict(zip(Head._fields, loads(noted), strict=True)))
    except (OSError, ValueError, TypeError, BadContent):
        return None


def is_set_back(connection: Connection, home: Path) -> bool:
    """Whether the journal does not reach as far as it had come at the least."""
    last = witnessed(home)
    return last is not None and last.seq > 0 and hash_at(connection, last.seq) != last.hash


@contextmanager
def _witness(home: Path) -> Iterator[int]:
    path = home / WITNESS_FILE
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        # The mark is going to name it: a power cut must not take it away.
        sync_names(home)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _generation(descriptor: int) -> int:
    with suppress(OSError):
        return int.from_bytes(fcntl.ioctl(descriptor, _GET_GENERATION, bytes(_LONG)), sys.byteorder, signed=True)
    return 0


def _serial_of(device: int) -> str:
    place = DEVICES / f"{os.major(device)}:{os.minor(device)}"
    for _ in range(_MAX_LAYERS):
        place = place.resolve()
        below = _first_in(place / "slaves")
        if not below:
            break
        place = place / "slaves" / below
    disk = place.parent if (place / "partition").exists() else place
    return next((text for name in _SERIALS if (text := _text(disk / name))), "")


def _first_in(folder: Path) -> str:
    with suppress(OSError), os.scandir(folder) as entries:
        return next((entry.name for entry in entries), "")
    return ""


def _text(path: Path) -> str:
    try:
        return path.read_text(errors="replace").strip()
    except OSError:
        return ""
