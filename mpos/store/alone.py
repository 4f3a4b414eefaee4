"""One process at a time, by a lock of the kernel: it ends with whoever holds it, however that ends."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from mpos.light.paths import Path

from .database import translated


@contextmanager
def alone(lock_file: Path) -> Iterator[bool]:
    """Whether no other process is within such a block."""
    with translated(), lock_file.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
            return
        yield True
