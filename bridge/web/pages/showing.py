"""How values look on pages: amounts with thousands, instants to the minute, codes as words."""

from mpos.contract.console import readable
from mpos.contract.money import print_money


def money(minor: int | None) -> str:
    """An amount in minor units; nothing for None."""
    return "" if minor is None else print_money(minor)


def amount(text: str | None) -> str:
    """A decimal text or an instant as people read it."""
    return "" if text is None else readable(text)


def words(code: str | None) -> str:
    """bank_transfer as bank transfer."""
    return (code or "").replace("_", " ")


def number(count: int) -> str:
    """A count with thousands."""
    return f"{count:,}"


def behind(skew_ms: int | None) -> str:
    """How far a clock is from ours, given how far ours was ahead: "2 min 5 s behind"; nothing for None."""
    if skew_ms is None:
        return ""
    seconds = abs(skew_ms) // 1000
    if not seconds:
        return "right"
    minutes = f"{seconds // 60} min " if seconds >= 60 else ""
    return f"{minutes}{seconds % 60} s {'behind' if skew_ms > 0 else 'ahead'}"
