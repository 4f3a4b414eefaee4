"""What the first payment and its slip need, loaded while the collector reads the first screen.

Loading takes a handheld seconds. It never holds a key: it runs beside, and a key that needs a part of it waits for
that part alone.
"""

from contextlib import suppress
from importlib import import_module
from threading import Thread

from mpos.contract.paths import Path

_MODULES = (
    "mpos.slips.receipt",
    "mpos.contract.check_code",
    "mpos.contract.slip_seal",
    "mpos.contract.agreement",
    "cryptography.hazmat.primitives.asymmetric.ed25519",
    "cryptography.hazmat.primitives.asymmetric.x25519",
    "cryptography.hazmat.primitives.kdf.hkdf",
)


def load_ahead(printer_cache: Path | None) -> None:
    """Starts loading, and does not wait for it. `printer_cache` is that of the printer's library; None: no printer."""
    Thread(target=_load, args=(printer_cache,), name="loading", daemon=True).start()


def _load(printer_cache: Path | None) -> None:
    # Whoever needs what can't be loaded meets that trouble then, where it can be told.
    with suppress(ImportError):
        for name in _MODULES:
            import_module(name)
        if printer_cache is not None:
            from printers.escpos_library import dummy_printer

            import_module("printers.printing")
            dummy_printer("default", printer_cache)
