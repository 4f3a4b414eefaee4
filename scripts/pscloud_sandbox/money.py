"""Money: integer centavos inside, a decimal string with two decimals on the wire. Never a float."""

import re

MINOR_PER_MAJOR = 100
BASIS_POINTS = 10_000

_WIRE_MONEY = re.compile(r"(-?)([0-9]{1,13})\.([0-9]{2})")
_LISTED_MONEY = re.compile(r"([0-9]{1,13})(?:\.([0-9]{1,2}))?")


def format_money(minor: int) -> str:
    """The wire form: 125000 -> "1250.00"."""
    major, centavos = divmod(abs(minor), MINOR_PER_MAJOR)
    return f"{'-' if minor < 0 else ''}{major}.{centavos:02d}"


def parse_money(text: str) -> int:
    """Centavos of an amount on the wire; ValueError unless it matches the contract's Money."""
    match = _WIRE_MONEY.fullmatch(text)
    if match is None:
        raise ValueError("not an amount with two decimals, such as 1250.00")
    sign, major, centavos = match.groups()
    minor = int(major) * MINOR_PER_MAJOR + int(centavos)
    return -minor if sign else minor


def parse_listed_money(text: str) -> int:
    """Centavos of an amount in a CSV, where 55, 55.9 and 55.94 all occur; ValueError otherwise."""
    match = _LISTED_MONEY.fullmatch(text)
    if match is None:
        raise ValueError(f"{text!r} is not an amount, such as 55.94")
    major, decimals = match.groups(default="")
    return int(major) * MINOR_PER_MAJOR + int(decimals.ljust(2, "0"))


def penalty_on(balance_minor: int, basis_points: int) -> int:
    """One month's penalty on an unpaid balance, rounded half up to the centavo."""
    return (2 * balance_minor * basis_points + BASIS_POINTS) // (2 * BASIS_POINTS)
