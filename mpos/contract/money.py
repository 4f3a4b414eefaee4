"""Money: integer minor units (centavos) inside, a decimal string with two decimals on the wire. Never a float."""

MINOR_PER_MAJOR = 100
MAX_MINOR = 10**15 - 1
"""Thirteen digits before the point: the widest amount that PSCloud's Money takes."""
BASIS_POINTS = 10_000


def format_money(minor: int) -> str:
    """The wire form: 125000 -> "1250.00"."""
    sign = "-" if minor < 0 else ""
    major, rest = divmod(abs(minor), MINOR_PER_MAJOR)
    return f"{sign}{major}.{rest:02d}"


def print_money(minor: int) -> str:
    """The form for people: 125000 -> "1,250.00"."""
    sign = "-" if minor < 0 else ""
    major, rest = divmod(abs(minor), MINOR_PER_MAJOR)
    return f"{sign}{major:,}.{rest:02d}"


def parse_money(text: str) -> int:
    """Minor units of a wire amount: exactly two decimals, an optional minus; ValueError otherwise."""
    major, point, rest = text.removeprefix("-").partition(".")
    if not (point and len(rest) == 2 and 1 <= len(major) <= 13 and _is_number(major + rest)):
        raise ValueError(f"{text!r} is not an amount with two decimals, such as 1250.00")
    minor = int(major + rest)
    return -minor if text.startswith("-") else minor


def parse_typed_money(text: str) -> int:
    """Minor units of an amount as a person types it ("1250", "1,250.5"), never negative; ValueError otherwise."""
    major, point, rest = text.strip().partition(".")
    major = _without_thousands(major)
    if not _is_number(major) or len(major) > 13 or (point and not (_is_number(rest) and len(rest) <= 2)):
        raise ValueError(f"{text!r} is not an amount; type it as 1250 or 1250.50")
    return int(major) * MINOR_PER_MAJOR + int(rest.ljust(2, "0") if rest else 0)


def vat_within(amount_minor: int, rate_basis_points: int) -> int:
    """The VAT contained in an amount that includes it, rounded half up: 11200 at 1200 (12 %) -> 1200."""
    whole = BASIS_POINTS + rate_basis_points
    return (2 * amount_minor * rate_basis_points + whole) // (2 * whole)


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _without_thousands(major: str) -> str:
    groups = major.split(",")
    well_grouped = 1 <= len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])
    return "".join(groups) if len(groups) > 1 and well_grouped else major
