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
