"""What of a SOA or a payment can be found by typing, and how what is typed is read.

A word is a run of letters and digits, folded: Peña is pena. A number with dashes is its parts, and the same without
the dashes from each part on: SOA-2026-17 is found as 2026-17 and as soa202617, too. An amount is a word of its own.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from mpos.contract.money import parse_typed_money
from mpos.contract.plain_words import plain
from mpos.contract.soa import Soa

MAX_ASKED = 8
"""Words of one search; more of them narrow nothing that eight have not."""
MAX_LENGTH = 60
"""Characters of a word that count; numbers are no longer than that."""
MAX_PARTS = 8
_PART = re.compile(r"[^\W_]+")
_AMOUNT = "\u02ac"
"""What the word of an amount begins with: a letter to both databases, and one that nobody types."""


class Asked(NamedTuple):
    """A word that must be there: as it stands when `is_whole`, else as the beginning of one. `or_else` is another that
    does as well, as it stands.
    """

    word: str
    is_whole: bool
    or_else: str = ""


def words_of(soa: Soa) -> str:
    """All words that find a SOA, each once, with a space before and behind every one of them."""
    texts = (soa.soa_no, soa.customer_no, soa.name, soa.address, soa.collector_code, soa.branch)
    return words_in([*texts, *(invoice.invoice_no for invoice in soa.invoices)])


def words_of_payment(texts: Iterable[str | None], amount_minor: int) -> str:
    """Likewise, of a payment: its amount, and the texts that there are of it."""
    return f"{words_in(text for text in texts if text)}{_amount_word(amount_minor)} "


def words_in(texts: Iterable[str]) -> str:
    """The words of these texts, likewise."""
    found = dict.fromkeys(word for text in texts for piece in plain(text).split() for word in _words(piece))
    return f" {' '.join(found)} "


def asked_in(typed: str) -> list[Asked]:
    """What is looked for: the beginnings of words, in any order. Empty for nothing but spaces and signs."""
    found = dict.fromkeys(asked for piece in plain(typed).split() for asked in _asked(piece))
    return list(found)[:MAX_ASKED]


def asked_of_payments(typed: str) -> list[Asked]:
    """The same for payments, where what reads as an amount may be one."""
    found = [each for piece in plain(typed).split() for each in _asked_or_amount(piece)]
    return list(dict.fromkeys(found))[:MAX_ASKED]


def _asked_or_amount(piece: str) -> list[Asked]:
    found = _asked(piece)
    try:
        amount = _amount_word(parse_typed_money(piece))
    except ValueError:
        return found
    return [each._replace(or_else=amount) for each in found]


def _amount_word(minor: int) -> str:
    return f"{_AMOUNT}{minor}"


def _words(piece: str) -> list[str]:
    parts = _parts(piece)
    joined = ["".join(parts[first:]) for first in range(len(parts) - 1)]
    return [word[:MAX_LENGTH] for word in parts + joined]


def _asked(piece: str) -> list[Asked]:
    parts = _parts(piece)
    if any(letter.isdigit() for letter in piece):
        # Part of a number: its parts alone would find other numbers, too.
        return [Asked("".join(parts)[:MAX_LENGTH], is_whole=False)]
    return [Asked(part[:MAX_LENGTH], is_whole=part is not parts[-1]) for part in parts]


def _parts(piece: str) -> list[str]:
    return [piece] if piece.isalnum() else _PART.findall(piece)[:MAX_PARTS]
