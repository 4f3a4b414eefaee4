"""PINs that are no secret: those that a finder tries first, before a lock or a slow hash can matter."""

import re
from datetime import date

MIN_DIGITS, MAX_DIGITS = 4, 7
"""From eight digits on, what comes from a keypad is a barcode."""
_RUNS = ("01234567890123456789", "98765432109876543210")
_REPEATED = re.compile(r"(\d{1,3}?)\1+")
_DAY, _MONTH, _SHORT_YEAR, _YEAR = r"(?P<d>\d\d)", r"(?P<m>\d\d)", r"(?P<y>\d\d)", r"(?P<Y>(?:19|20)\d\d)"
_DATES = tuple(
    re.compile("".join(parts))
    for parts in (
        (_YEAR,),
        (_DAY, _MONTH),
        (_MONTH, _DAY),
        (_DAY, _MONTH, _SHORT_YEAR),
        (_MONTH, _DAY, _SHORT_YEAR),
        (_SHORT_YEAR, _MONTH, _DAY),
    )
)
"""How people write birthdays."""
_LEAP_YEAR = 2000


def is_easy(pin: str) -> bool:
    """Whether these digits are one run, a few repeated, a year or a date: one in eleven of all with four digits."""
    runs = any(pin in run for run in _RUNS)
    return runs or _REPEATED.fullmatch(pin) is not None or any(_is_date(pin, written) for written in _DATES)


def _is_date(pin: str, written: re.Pattern[str]) -> bool:
    found = written.fullmatch(pin)
    if found is None:
        return False
    parts = {name: int(digits) for name, digits in found.groupdict().items()}
    try:
        date(parts.get("Y", _LEAP_YEAR), parts.get("m", 1), parts.get("d", 1))
    except ValueError:
        return False
    return True
