"""From what is typed to a full-text query over the search indexes (soa_search).

Words that are seldom together cost more than their hits: all SOAs that the rarest of them have are gone through, at
some 10 to 20 ns each, and once more for each further code. No row is left out to save that.
"""

from collections.abc import Sequence
from itertools import pairwise

from mpos.light.typing import NamedTuple

from .soa_search import NUMBER_END, Index
from .sqlite import sqlite3

MAX_TYPED = 60
"""Digits of a search by keys: the longest number. Longer ones find nothing."""
_FEWEST_SORTED, _MOST_SORTED = 3, 30
"""Words that are put in order: two need none, and nobody types more."""
_HITS_AHEAD = 31
_NO_ROW = 1 << 63
_MOST_STEPS = 4
"""Brackets in brackets; FTS5 reads some tens of them."""


class Wanted(NamedTuple):
    """An SOA that has words with all these beginnings, or else one with the other."""

    together: Sequence[str]
    or_else: str = ""


def words_wanted(text: str) -> Wanted | None:
    """Words, each open at its end; None without any."""
    from mpos.contract.plain_words import plain_words

    words = plain_words(text).split()
    return Wanted(words) if words else None


def keys_wanted(digits: str) -> Wanted | None:
    """What was typed: a word that begins so, or words with a zero between them that all do; None when none can.

    A zero at the end may be the space before the next word; two zeros together are always digits of a number.
    """
    if not _can_be_typed(digits):
        return None
    words = digits.removesuffix("0").split("0")
    return Wanted(words, or_else=digits) if all(words) and words != [digits] else Wanted([digits])


def number_wanted(digits: str) -> Wanted | None:
    """A whole number, typed without what stands between its parts; None when it is none."""
    return Wanted([f"{digits}{NUMBER_END}"]) if _can_be_typed(digits) else None


def query_for(connection: sqlite3.Connection, index: Index, wanted: Wanted) -> str:
    """The query for an index that is there. Only letters and digits get into it: nothing typed is read as syntax."""
    together = _together(_rarest_first(connection, index, wanted.together))
    return f"{_open(wanted.or_else)} OR ({together})" if wanted.or_else else together


def _rarest_first(connection: sqlite3.Connection, index: Index, beginnings: Sequence[str]) -> Sequence[str]:
    """The rarer a beginning, the later comes the SOA that is so many hits behind its first."""
    different = _longest(beginnings)
    if not _FEWEST_SORTED <= len(different) <= _MOST_SORTED:
        return different
    look = f"(SELECT rowid FROM {index.table} WHERE {index.table} MATCH ? LIMIT 1 OFFSET {_HITS_AHEAD})"  # noqa: S608
    looks = f"SELECT {', '.join([look] * len(different))}"
    places = connection.execute(looks, [_open(each) for each in different]).fetchone()
    by_place = sorted(zip(places, different, strict=True), key=lambda found: found[0] or _NO_ROW, reverse=True)
    return [each for _, each in by_place]


def _longest(beginnings: Sequence[str]) -> list[str]:
    """Without those that another begins with: who has the longer one has both."""
    different = sorted(set(beginnings))
    return [each for each, following in pairwise([*different, ""]) if not following.startswith(each)]


def _together(beginnings: Sequence[str]) -> str:
    """SOAs that have them all, found in steps: those that have the first two, of these those that have the third.

    FTS5 makes one step of what is all AND, and walks through every SOA of each word before it is sure that none has
    them all. A step that could also be met by nothing (`OR ""`) stays a step, and the search ends where it does.
    """
    query, *others = map(_open, beginnings)
    for place, other in enumerate(others):
        first = f'({query} OR "")' if 0 < place <= _MOST_STEPS else query
        query = f"{first} AND {other}"
    return query


def _open(beginning: str) -> str:
    return f'"{beginning}"*'


def _can_be_typed(digits: str) -> bool:
    return digits.isascii() and digits.isdecimal() and len(digits) <= MAX_TYPED
