"""Amounts in words, as they stand on checks and receipts: 298514 -> "TWO THOUSAND NINE HUNDRED EIGHTY-FIVE AND 14/100".

Exact for every amount: in minor units, and without a limit but that of the names of great numbers.
"""

from mpos.contract.money import MINOR_PER_MAJOR

# fmt: off
_ONES = (
    "ZERO", "ONE", "TWO", "THREE", "FOUR", "FIVE", "SIX", "SEVEN", "EIGHT", "NINE", "TEN", "ELEVEN", "TWELVE",
    "THIRTEEN", "FOURTEEN", "FIFTEEN", "SIXTEEN", "SEVENTEEN", "EIGHTEEN", "NINETEEN",
)
# fmt: on
_TENS = ("TWENTY", "THIRTY", "FORTY", "FIFTY", "SIXTY", "SEVENTY", "EIGHTY", "NINETY")
_GREAT = ("", " THOUSAND", " MILLION", " BILLION", " TRILLION")
MAX_IN_WORDS_MINOR = 10 ** (3 * len(_GREAT) + 2) - 1
"""A hundred times what the wire carries."""


def in_words(minor: int, one: str = "PESO", many: str = "PESOS") -> str:
    """The amount in words, minor units as a fraction: "ONE PESO AND 05/100". Negative ones begin with MINUS.

    Raises ValueError beyond MAX_IN_WORDS_MINOR.
    """
    if abs(minor) > MAX_IN_WORDS_MINOR:
        raise ValueError(f"{minor} is too large to be put in words")
    major, rest = divmod(abs(minor), MINOR_PER_MAJOR)
    sign = "MINUS " if minor < 0 else ""
    return f"{sign}{_number(major)} {one if major == 1 else many} AND {rest:02d}/100"


def _number(number: int) -> str:
    if number == 0:
        return _ONES[0]
    groups = [(number // 1000**place % 1000, great) for place, great in enumerate(_GREAT)]
    return " ".join(f"{_below_thousand(group)}{great}" for group, great in reversed(groups) if group)


def _below_thousand(number: int) -> str:
    hundreds, rest = divmod(number, 100)
    words = [f"{_ONES[hundreds]} HUNDRED"] if hundreds else []
    if rest:
        words.append(_below_hundred(rest))
    return " ".join(words)


def _below_hundred(number: int) -> str:
    if number < len(_ONES):
        return _ONES[number]
    tens, ones = divmod(number, 10)
    return f"{_TENS[tens - 2]}-{_ONES[ones]}" if ones else _TENS[tens - 2]
