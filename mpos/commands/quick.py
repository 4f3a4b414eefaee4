"""`mpos collect` without Typer: importing it costs a handheld as much as the payment itself.

Reads a command line that is plainly well formed, and leaves every other (help, a mistake) to Typer, which declares
the same options in collect.py. A test holds the two together.
"""

from collections.abc import Sequence
from typing import Any

from mpos.commands.payment_words import PaymentWords

_VALUES = {"--amount": "amount", "--cash": "cash", "--remarks": "remarks"}
_REPEATED = {
    "--check": "check",
    "--card": "card",
    "--ewallet": "ewallet",
    "--bank-transfer": "bank_transfer",
    "--withholding": "withholding",
    "--pay": "pay",
}
_FLAGS = {"--advance": "advance", "--no-print": "no_print", "--copy": "copy"}


def collect_words(argv: Sequence[str]) -> PaymentWords | None:
    """The words of a well-formed `collect`, or None when Typer should look at them."""
    found: dict[str, Any] = {}
    words = iter(argv)
    for word in words:
        option, equals, value = word.partition("=")
        if word in _FLAGS:
            found[_FLAGS[word]] = True
        elif option in _VALUES or option in _REPEATED:
            given = value if equals else next(words, None)
            if given is None or (not equals and given.startswith("-")):
                return None
            _put(found, option, given)
        elif word.startswith("-") or "soa_no" in found:
            return None
        else:
            found["soa_no"] = word
    return PaymentWords(**found) if found.get("soa_no") else None


def _put(found: dict[str, Any], option: str, value: str) -> None:
    if option in _REPEATED:
        found.setdefault(_REPEATED[option], []).append(value)
    else:
        found[_VALUES[option]] = value
