"""One file of a second copy: whether it is this journal's, where it stands, and what is appended to it."""

import errno
import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import sha256

from mpos.contract.canonical import BadContent
from mpos.contract.journal_lines import MAX_LINE_BYTES, Seal, read_line
from mpos.light.paths import Path
from mpos.light.typing import NamedTuple

MAX_BLOCK_BYTES = 2_000_000
"""What is written at once, if its first entry isn't larger; the last seal is never further from the file's end."""
SHORT_TAIL_BYTES = 8_192
"""Holds a payment's block of a file that was not torn, and the seal before it."""
LONG_TAIL_BYTES = 2 * (MAX_BLOCK_BYTES + MAX_LINE_BYTES)
"""Holds the last block, and the torn one behind it."""
LOCK_TRIES, LOCK_PAUSE_S = 40, 0.05
"""A neighbour process that appends is done within a sync of the card."""
FILE_MODE = 0o600


class Journal(NamedTuple):
    """By what a journal knows its own copy: its name, its key, the hashes at its places, and its first line."""

    terminal_id: str
    public_key: str
    hash_at: Callable[[int], str | None]
    first_line: bytes


class Standing(NamedTuple):
    """Up to which entry a file reaches, and where in the file that is."""

    seq: int
    end: int


class _Sealed(NamedTuple):
    """A seal, and where its line is in what was read."""

    seal: Seal
    start: int
    end: int


@contextmanager
def opened_alone(path: Path) -> Iterator[int]:
    """The file, made when there is none, for one process at a time; OSError when it can't be had."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, FILE_MODE)
    try:
        _lock(descriptor)
        yield descriptor
    finally:
        os.close(descriptor)


def standing(descriptor: int, own: Journal) -> Standing | None:
    """Where the last whole block of this journal ends; what lies behind was torn. None for a file of another."""
    size = os.fstat(descriptor).st_size
    for length in (SHORT_TAIL_BYTES, LONG_TAIL_BYTES):
        start = max(0, size - length)
        found = _last_block(os.pread(descriptor, size - start, start), is_whole=start == 0)
        if found:
            return Standing(found.seal.head.seq, start + found.end) if _is_own(found.seal, own) else None
        if start == 0:
            break
    begun = os.pread(descriptor, len(own.first_line), 0)
    return Standing(0, 0) if size <= LONG_TAIL_BYTES and own.first_line.startswith(begun) else None


def append(descriptor: int, after: Standing, block: bytes) -> None:
    """Puts a block in the place of whatever lies behind the last seal; on the medium when this returns."""
    if os.fstat(descriptor).st_size > after.end:
        os.ftruncate(descriptor, after.end)
    if os.pwrite(descriptor, block, after.end) < len(block):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    os.fsync(descriptor)


def _lock(descriptor: int) -> None:
    for tries_left in reversed(range(LOCK_TRIES)):
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if not tries_left:
                raise
            time.sleep(LOCK_PAUSE_S)


def _last_block(tail: bytes, *, is_whole: bool) -> _Sealed | None:
    """The last block of this tail that is there to its last byte: a write that a power cut stopped may have holes."""
    later = None
    for sealed in _seals_backwards(tail, is_whole=is_whole):
        if later and sha256(tail[sealed.end : later.start]).hexdigest() == later.seal.sha256:
            return later
        later = sealed
    if later and is_whole and sha256(tail[: later.start]).hexdigest() == later.seal.sha256:
        return later
    return None


def _seals_backwards(tail: bytes, *, is_whole: bool) -> Iterator[_Sealed]:
    """The lines that are seals, from the last; a beginning in the middle of a line is no line."""
    end = tail.rfind(b"\n") + 1
    while end:
        start = tail.rfind(b"\n", 0, end - 1) + 1
        if start == 0 and not is_whole:
            return
        try:
            line = read_line(tail[start:end])
        except BadContent:
            line = None
        if isinstance(line, Seal):
            yield _Sealed(line, start, end)
        end = start


def _is_own(seal: Seal, own: Journal) -> bool:
    is_known = seal.terminal_id == own.terminal_id and own.hash_at(seal.head.seq) == seal.head.hash
    return is_known and seal.holds(own.public_key)
