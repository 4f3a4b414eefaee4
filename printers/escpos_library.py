"""Loading python-escpos, which takes several times as long as starting the interpreter, and is not a quiet guest.

On import it reads its capabilities from a cache of its own, crashes when a power cut has truncated that, leaves a
temporary directory behind each time and configures the root logger. Nothing of this may reach the program around it.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

_CACHE_VARIABLE = "ESCPOS_CAPABILITIES_PICKLE_DIR"
_CACHE_FILES = "*.capabilities.pickle"
_ONE_AT_A_TIME = Lock()
"""What is set for the length of the import is set for the whole program."""


def dummy_printer(escpos_name: str, cache_dir: Path | None = None) -> Any:
    """A python-escpos printer that keeps in memory what it is told to print.

    With `cache_dir` the first import leaves its digest of the capabilities there, and later ones take less than
    half the time. A bad or unwritable cache costs that time and nothing else.
    """
    with _ONE_AT_A_TIME:
        if "escpos.printer" not in sys.modules:
            _load(cache_dir)
    from escpos.printer import Dummy

    return Dummy(profile=escpos_name)


def _load(cache_dir: Path | None) -> None:
    with _quiet_logging(), _scratch_dir() as scratch:
        if cache_dir is None or not _loaded_from(cache_dir):
            _import_with_cache(scratch)


def _loaded_from(cache_dir: Path) -> bool:
    try:
        cache_dir.mkdir(parents=True, exist_ok=True)
        _import_with_cache(cache_dir)
    except Exception:  # noqa: BLE001 - unpickling a damaged file may raise anything at all
        _discard_cache(cache_dir)
        return False
    return True


def _import_with_cache(cache_dir: Path) -> None:
    before = os.environ.get(_CACHE_VARIABLE)
    os.environ[_CACHE_VARIABLE] = str(cache_dir)
    try:
        import escpos.printer  # noqa: F401
    finally:
        if before is None:
            del os.environ[_CACHE_VARIABLE]
        else:
            os.environ[_CACHE_VARIABLE] = before


def _discard_cache(cache_dir: Path) -> None:
    try:
        for file in cache_dir.glob(_CACHE_FILES):
            file.unlink()
    except OSError:
        # What cannot be deleted is not used either; the import that follows has a directory of its own.
        return


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
def _scratch_dir() -> Iterator[Path]:
    import tempfile

    # The directory that the import would leak is made inside this one, and goes with it.
    before = tempfile.tempdir
    with tempfile.TemporaryDirectory(prefix="escpos-") as scratch:
        tempfile.tempdir = scratch
        try:
            yield Path(scratch)
        finally:
            tempfile.tempdir = before
