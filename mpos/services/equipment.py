"""How the device's battery and printer are, as far as it is known without asking either."""

from pathlib import Path

from mpos.store import prints
from mpos.store.database import Connection

POWER_SUPPLIES = Path("/sys/class/power_supply")
"""Where Linux tells of batteries and chargers."""
FULL_PERCENT = 100
NO_PRINTER, OK, PAPER_OUT, COVER_OPEN, FAILED, UNKNOWN = "none", "ok", "paper_out", "cover_open", "failed", "unknown"
_TOLD = {"out of paper": PAPER_OUT, "cover is open": COVER_OPEN}
"""What the sentence says that was kept with a slip which did not come out."""


def battery_percent(supplies: Path = POWER_SUPPLIES) -> int | None:
    """How full the device's own battery is, the emptiest of several; None where none can be read."""
    try:
        found = [_percent(each) for each in sorted(supplies.iterdir())]
    except OSError:
        return None
    return min((percent for percent in found if percent is not None), default=None)


def printer_word(connection: Connection, *, connected: bool) -> str:
    """How the printer was when it was last sent a slip: none, ok, paper_out, cover_open, failed or unknown."""
    if not connected:
        return NO_PRINTER
    tried = prints.last_tried(connection)
    if tried is None:
        return UNKNOWN
    if tried.state == prints.CONFIRMED:
        return OK
    said = tried.detail or ""
    named = next((word for part, word in _TOLD.items() if part in said), None)
    return named or (UNKNOWN if tried.state in (prints.SENT, prints.UNKNOWN) else FAILED)


def _percent(supply: Path) -> int | None:
    """Of a battery of the device; not that of a mouse or a scanner, nor of a charger."""
    if _read(supply / "type") != "Battery" or _read(supply / "scope") == "Device":
        return None
    text = _read(supply / "capacity")
    return min(int(text), FULL_PERCENT) if text and text.isascii() and text.isdigit() else None


def _read(path: Path) -> str | None:
    try:
        return path.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return None
