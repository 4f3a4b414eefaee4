"""Search as it is typed in 100,000 SOAs, beside looking numbers up; in this process, so that no start covers it."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
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
ROUNDS = 15
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
"""The same by keys: words that begin with a 4, a 5 and so on. No others of up to seven keys were found slower."""
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
        lookup_s = _seconds(lambda: [soas.find(f"SOA-{number:06d}") for number in range(0, count, count // LOOKUPS)])
        slowest = {
            "a key": max(_seconds(partial(soas.by_keys, typed, (CODE,), FIRST_HITS)) for typed in KEYS),
            "words as typed": max(_seconds(partial(soas.search, typed, (CODE,), FIRST_HITS)) for typed in WORDS),
            "beginnings in pairs": max(_pairs(soas, count)),
            "words never together": max(
                _seconds(partial(soas.search, typed, (CODE,), FIRST_HITS)) for typed in NEVER_TOGETHER
            ),
            "keys of words never together": max(
                _seconds(partial(soas.by_keys, typed, (CODE,), FIRST_HITS)) for typed in KEYS_NEVER_TOGETHER
            ),
            "a code with few SOAs": max(
                _seconds(partial(soas.search, typed, (OTHER_CODE,), FIRST_HITS)) for typed in WORDS
            ),
            "overdue": max(_seconds(partial(soas.search, typed, (CODE,), FIRST_HITS, MONTH_END)) for typed in WORDS),
            "opening": _seconds(lambda: _open_and_close(scratch)),
        }
    for name, found_s in slowest.items():
        yield at_most(f"{name}, the slowest, {count:,} SOAs, in exact look-ups", LOOKUPS, LOOKUPS * found_s / lookup_s)


def _make_ready(soas: SoaList, count: int) -> None:
    """Both indexes are made at the first search; a hundredth of the list then changes hands."""
    soas.search("s", (CODE,), FIRST_HITS), soas.by_keys("2", (CODE,), FIRST_HITS)
    moved = (soa._replace(collector_code=OTHER_CODE) for soa in islice(soas_of(count), 0, None, ONE_IN))
    soas.apply(((soa, ()) for soa in moved), (), {})


def _pairs(soas: SoaList, count: int) -> Iterator[float]:
    """The best of three: there are too many for a median of many."""
    beginnings: Counter[str] = Counter()
    for soa in islice(soas_of(count), 0, None, ONE_IN + 1):
        words = plain_words(" ".join([soa.soa_no, soa.customer_no, soa.name, soa.address])).split()
        beginnings.update({word[:length] for word in words for length in range(1, len(word) + 1)})
    for pair in combinations([beginning for beginning, _ in beginnings.most_common(FREQUENT)], 2):
        yield min(_times(partial(soas.search, " ".join(pair), (CODE,), FIRST_HITS), 3))


def _open_and_close(home: Path) -> None:
    soas = open_list(home)
    assert soas is not None
    soas.close()


def _seconds(call: Callable[[], object]) -> float:
    call()
    return median(_times(call, ROUNDS))


def _times(call: Callable[[], object], rounds: int) -> list[float]:
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        call()
        times.append(time.perf_counter() - began)
    return times
