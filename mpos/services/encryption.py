"""Whether what this device keeps is encrypted at rest: what a finder with a screwdriver can read of it.

Looked at from below: does the directory itself carry fscrypt's mark, is its file system one that encrypts, does it lie
on a dm-crypt device, through whatever partitions, volumes and loop files there are between. Only what Linux shows is
seen: a drive that encrypts inside itself looks like any other.
"""

import fcntl
import os
import struct
from collections.abc import Iterable

from mpos.light.paths import Path
from mpos.light.typing import NamedTuple

ENCRYPTED, OPEN, UNKNOWN = "encrypted", "open", "unknown"
_MAX_LAYERS = 8
"""A file on a volume on an encrypted partition in a loop file ...; more is a circle."""
_ENCRYPTING = frozenset({"ecryptfs", "fuse.cryfs", "fuse.encfs", "fuse.gocryptfs", "fuse.securefs"})
_IN_MEMORY = frozenset({"ramfs", "tmpfs"})
_NOT_SECRET = ("CRYPT-VERITY", "CRYPT-INTEGRITY")
"""Devices of cryptsetup's family that check what they hold, and show it to anybody."""
_GET_FLAGS = 0x80006601 | struct.calcsize("l") << 16
"""FS_IOC_GETFLAGS, which lsattr uses; the size of a long is part of its number."""
_ENCRYPTED_FLAG = 0x800
_ESCAPED = {"\\040": " ", "\\011": "\t", "\\012": "\n", "\\134": "\\"}


class Encryption(NamedTuple):
    """What was found: encrypted, open or unknown, and by what that is seen."""

    state: str
    seen: str


class _Mount(NamedTuple):
    device: str
    point: str
    kind: str
    source: str


class Kernel(NamedTuple):
    """Where the kernel tells of mounts and devices. Others than the real places stand in for other machines."""

    mounts: Path = Path("/proc/self/mountinfo")
    devices: Path = Path("/sys/dev/block")


def encryption_of(home: Path, kernel: Kernel = Kernel()) -> Encryption:  # noqa: B008 -- it can't change
    """How this directory lies on its medium."""
    return _of_directory(home, kernel, _MAX_LAYERS)


def _of_directory(place: Path, kernel: Kernel, layers: int) -> Encryption:
    if layers == 0:
        return Encryption(UNKNOWN, "it lies too deep")
    if _has_mark(place):
        return Encryption(ENCRYPTED, "fscrypt")
    mount = _mount_of(place.resolve(), kernel)
    if mount is None:
        return Encryption(UNKNOWN, "the system does not say where it is mounted")
    if mount.kind in _ENCRYPTING:
        return Encryption(ENCRYPTED, mount.kind)
    if mount.kind in _IN_MEMORY:
        return Encryption(UNKNOWN, f"it lies in memory ({mount.kind}) and is gone when the power is")
    device = kernel.devices / mount.device
    if not device.exists() and mount.source.startswith("/dev/"):
        # Btrfs and its like mount under numbers of their own; what they lie on is named beside them.
        device = _named(mount.source, kernel) or device
    return _of_device(device, kernel, layers - 1)


def _of_device(device: Path, kernel: Kernel, layers: int) -> Encryption:
    if layers == 0 or not device.exists():
        return Encryption(UNKNOWN, "the system does not show the device that it lies on")
    device = device.resolve()
    uuid = _text(device / "dm/uuid")
    if uuid.startswith("CRYPT-") and not uuid.startswith(_NOT_SECRET):
        return Encryption(ENCRYPTED, f"{_text(device / 'dm/name') or device.name}, {uuid.split('-')[1]}")
    below = sorted((device / "slaves").glob("*"))
    if below:
        return _weakest(_of_device(each, kernel, layers - 1) for each in below)
    if (device / "partition").exists():
        return _of_device(device.parent, kernel, layers - 1)
    if file := _text(device / "loop/backing_file"):
        return _of_directory(Path(file).parent, kernel, layers - 1)
    return Encryption(OPEN, f"{device.name}, as it is")


def _weakest(found: Iterable[Encryption]) -> Encryption:
    """Of the parts of one volume, the one that protects least."""
    return min(found, key=lambda each: (OPEN, UNKNOWN, ENCRYPTED).index(each.state))


def _mount_of(place: Path, kernel: Kernel) -> _Mount | None:
    """The last mount that covers this place: what was mounted later lies over what was there."""
    covering = [mount for mount in _mounts(kernel) if place.is_relative_to(mount.point)]
    return max(covering, key=lambda mount: len(Path(mount.point).parts), default=None)


def _mounts(kernel: Kernel) -> list[_Mount]:
    """Latest first, so that of two at one point the one on top is found."""
    mounts = []
    for line in reversed(_text(kernel.mounts).splitlines()):
        place, _, kind = line.partition(" - ")
        fields, described = place.split(" "), kind.split(" ")
        if len(fields) > 4 and len(described) > 1:
            mounts.append(_Mount(fields[2], _unescaped(fields[4]), described[0], _unescaped(described[1])))
    return mounts


def _named(source: str, kernel: Kernel) -> Path | None:
    try:
        number = os.stat(source).st_rdev  # noqa: PTH116 -- a device node, and only its number
    except OSError:
        return None
    return kernel.devices / f"{os.major(number)}:{os.minor(number)}"


def _has_mark(place: Path) -> bool:
    try:
        descriptor = os.open(place, os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        answer = fcntl.ioctl(descriptor, _GET_FLAGS, bytes(struct.calcsize("l")))
    except OSError:
        return False
    finally:
        os.close(descriptor)
    return bool(struct.unpack("l", answer)[0] & _ENCRYPTED_FLAG)


def _unescaped(text: str) -> str:
    for escaped, sign in _ESCAPED.items():
        text = text.replace(escaped, sign)
    return text


def _text(path: Path) -> str:
    try:
        return path.read_text(errors="replace").strip()
    except OSError:
        return ""
