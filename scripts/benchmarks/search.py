"""Search as it is typed in 100,000 SOAs, beside looking numbers up; in this process, so that no start covers it."""

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from functools import partial
from io import BytesIO
from itertools import combinations, islice
from pathlib import Path
from statistics import median

from mpos.contract.plain_words import plain_words
from mpos.store.list_draft import drafted
from mpos.store.soas import SoaList, open_list
from scripts.benchmarks.figures import Figure, at_most
from scripts.benchmarks.soa_list_bytes import CODE, list_of, soas_of

SOAS, SHORT_SOAS = 100_000, 20_000
LOOKUPS = 50
"""Exact look-ups: what a search may cost at most."""
FIRST_HITS = 5
ROUNDS, PAIR_ROUNDS = 15, 3
"""There are too many pairs for a median of many."""
Find = Callable[[str], object]
KEYS = ("2", "26", "262", "7268", "72686", "726867062", "1000", "100001", "0", "76200", "762000", "20000", "103")
"""Keys as they are pressed, from one on; most lead to thousands of SOAs."""
WORDS = (
    "s", "sa", "santos", "maria s", "soa", "soa-1", "soa-0000", "c0000", "cruz ju", "maria santos rizal",
    "rizal st santiago isabela", "zz", "santos zz", "soa 099999", "maria juan",
)  # fmt: skip
"""Most SOAs have them; or have each of them, and hardly one has all."""
NEVER_TOGETHER = ("1 2 3", "maria juan st isabela", "maria juan st isabela santiago rizal")
"""No SOA has them all. Each is the beginning of a number at a seventh to nearly half of them, or a word of all; two are
of an eleventh."""
KEYS_NEVER_TOGETHER = ("10203", "204050608", "20304050607", "405060708")
"""The same by keys: words that begin with a 4, a 5 and so on. No others of up to seven words were slower."""
FREQUENT = 60
"""Beginnings of words that most SOAs have: each pair of them is searched for."""
OTHER_CODE, ONE_IN = "C002", 100
"""A code with few SOAs on the list: they are given to it after the list has come."""
MONTH_END = "2026-02-01"


def figures(scratch: Path, *, short: bool) -> Iterator[Figure]:
    """The slowest of each kind, in exact look-ups."""
    count = SHORT_SOAS if short else SOAS
    with drafted(scratch, BytesIO(list_of(count))):
        pass
    soas = open_list(scratch)
    assert soas is not None
    with closing(soas):
        _make_ready(soas, count)

        def look_up() -> object:
            return [soas.find(f"SOA-{number:06d}") for number in range(0, count, count // LOOKUPS)]

        def words(typed: str) -> object:
            return soas.search(typed, (CODE,), FIRST_HITS)

        def keys(typed: str) -> object:
            return soas.by_keys(typed, (CODE,), FIRST_HITS)

        def of_few(typed: str) -> object:
            return soas.search(typed, (OTHER_CODE,), FIRST_HITS)

        def overdue(typed: str) -> object:
            return soas.search(typed, (CODE,), FIRST_HITS, MONTH_END)

        def slowest(find: Find, texts: Sequence[str], *, rounds: int = ROUNDS) -> float:
            return max(_in_lookups(partial(find, text), look_up, rounds) for text in texts)

        found = {
            "a key": slowest(keys, KEYS),
            "words as typed": slowest(words, WORDS),
            "beginnings in pairs": slowest(words, _pairs(count), rounds=PAIR_ROUNDS),
            "words never together": slowest(words, NEVER_TOGETHER),
            "keys of words never together": slowest(keys, KEYS_NEVER_TOGETHER),
            "a code with few SOAs": slowest(of_few, WORDS),
            "overdue": slowest(overdue, WORDS),
            "opening": _in_lookups(lambda: _open_and_close(scratch), look_up, ROUNDS),
        }
    for name, lookups in found.items():
        yield at_most(f"{name}, the slowest, {count:,} SOAs, in exact look-ups", LOOKUPS, lookups)


def _make_ready(soas: SoaList, count: int) -> None:
    """Both indexes are made at the first search; a hundredth of the list then changes hands."""
    soas.search("s", (CODE,), FIRST_HITS), soas.by_keys("2", (CODE,), FIRST_HITS)
    moved = (soa._replace(collector_code=OTHER_CODE) for soa in islice(soas_of(count), 0, None, ONE_IN))
    soas.apply(((soa, ()) for soa in moved), (), {})


def _pairs(count: int) -> list[str]:
    beginnings: Counter[str] = Counter()
    for soa in islice(soas_of(count), 0, None, ONE_IN + 1):
        words = plain_words(" ".join([soa.soa_no, soa.customer_no, soa.name, soa.address])).split()
        beginnings.update({word[:length] for word in words for length in range(1, len(word) + 1)})
    return list(map(" ".join, combinations([beginning for beginning, _ in beginnings.most_common(FREQUENT)], 2)))


def _open_and_close(home: Path) -> None:
    soas = open_list(home)
    assert soas is not None
    soas.close()


def _in_lookups(call: Callable[[], object], look_up: Callable[[], object], rounds: int) -> float:
    """They take turns: this machine may be slower the next moment."""
    call()
    return LOOKUPS * median(_seconds(call) / _seconds(look_up) for _ in range(rounds))


def _seconds(call: Callable[[], object]) -> float:
    began = time.perf_counter()
    call()
    return time.perf_counter() - began
