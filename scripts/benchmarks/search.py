"""Search as it is typed in 100,000 SOAs, beside looking numbers up; in this process, so that no start covers it."""

import time
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import partial
from io import BytesIO
from pathlib import Path
from statistics import median

from mpos.store.list_draft import drafted
from mpos.store.soas import open_list
from scripts.benchmarks.figures import Figure, at_most
from scripts.benchmarks.soa_list_bytes import CODE, list_of

SOAS, SHORT_SOAS = 100_000, 20_000
LOOKUPS = 50
"""Exact look-ups: what a search may cost at most."""
FIRST_HITS = 5
ROUNDS = 15
KEYS = ("2", "26", "262", "7268", "72686", "726867062", "1000", "100001", "0")
"""Keys as they are pressed, from one on; most lead to thousands of SOAs."""
WORDS = ("s", "sa", "santos", "maria s", "soa", "soa-1", "cruz ju")


def figures(scratch: Path, *, short: bool) -> Iterator[Figure]:
    """The slowest of each kind, in exact look-ups."""
    count = SHORT_SOAS if short else SOAS
    with drafted(scratch, BytesIO(list_of(count))):
        pass
    soas = open_list(scratch)
    assert soas is not None
    with closing(soas):
        lookup_s = _seconds(lambda: [soas.find(f"SOA-{number:06d}") for number in range(0, count, count // LOOKUPS)])
        keys_s = max(_seconds(partial(soas.by_keys, typed, (CODE,), FIRST_HITS)) for typed in KEYS)
        words_s = max(_seconds(partial(soas.search, typed, (CODE,), FIRST_HITS)) for typed in WORDS)
        opening_s = _seconds(lambda: _open_and_close(scratch))
    what = f"{count:,} SOAs, in exact look-ups"
    for name, found_s in (("a key", keys_s), ("a word as typed", words_s), ("opening", opening_s)):
        yield at_most(f"{name}, the slowest, {what}", LOOKUPS, LOOKUPS * found_s / lookup_s)


def _open_and_close(home: Path) -> None:
    soas = open_list(home)
    assert soas is not None
    soas.close()


def _seconds(call: Callable[[], object]) -> float:
    call()
    times = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        call()
        times.append(time.perf_counter() - began)
    return median(times)
