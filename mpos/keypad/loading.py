"""What the first payment and its slip need, loaded while the collector reads the first screen.

Loading takes a handheld seconds. It never holds a key: it runs beside, and a key that needs a part of it waits for
that part alone.
"""

from collections.abc import Callable
from contextlib import suppress
from importlib import import_module
from threading import Thread

_MODULES = (
    "mpos.slips.receipt",
    "mpos.contract.check_code",
    "mpos.contract.slip_seal",
    "mpos.contract.agreement",
)


def load_ahead(prepare_paper: Callable[[], None]) -> None:
    """Starts loading, and does not wait for it; paper last."""
    Thread(target=_load, args=(prepare_paper,), name="loading", daemon=True).start()


def _load(prepare_paper: Callable[[], None]) -> None:
    # Whoever needs what can't be loaded meets that trouble then, where it can be told.
    with suppress(ImportError):
        for name in _MODULES:
            import_module(name)
        prepare_paper()
