"""Loading python-escpos, which takes dozens of times as long as starting the interpreter, and is not a quiet guest.

On import it keeps a digest of its capabilities, crashes when a power cut has truncated that, leaves a temporary
directory behind each time and configures the root logger. Nothing of this may reach the program around it.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Lock
from typing import Any

_CACHE_VARIABLE = "ESCPOS_CAPABILITIES_PICKLE_DIR"
_ONE_AT_A_TIME = Lock()
"""What is set for the length of the import is set for the whole program."""


def dummy_printer(escpos_name: str) -> Any:
    """A python-escpos printer that keeps in memory what it is told to print."""
    with _ONE_AT_A_TIME:
        if "escpos.printer" not in sys.modules:
            _load()
    from escpos.printer import Dummy

    return Dummy(profile=escpos_name)


def _load() -> None:
    before = os.environ.get(_CACHE_VARIABLE)
    with _quiet_logging(), _scratch_dir() as scratch:
        os.environ[_CACHE_VARIABLE] = scratch
        try:
            import escpos.printer  # noqa: F401
        finally:
            if before is None:
                del os.environ[_CACHE_VARIABLE]
            else:
                os.environ[_CACHE_VARIABLE] = before


@contextmanager
def _quiet_logging() -> Iterator[None]:
    import logging

    # basicConfig() leaves a root logger that already has a handler as it is.
    root, silence = logging.getLogger(), logging.NullHandler()
    root.addHandler(silence)
    try:
        yield
    finally:
        root.removeHandler(silence)


@contextmanager
def _scratch_dir() -> Iterator[str]:
    import tempfile

    # The directory that the import would leak is made inside this one, and goes with it.
    before = tempfile.tempdir
    with tempfile.TemporaryDirectory(prefix="escpos-") as scratch:
        tempfile.tempdir = scratch
        try:
            yield scratch
        finally:
            tempfile.tempdir = before
