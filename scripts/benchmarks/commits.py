"""How often a payment waits for the disk, and how many go through beside transactions of one row."""

import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from statistics import median

from scripts.benchmarks.big_list import open_big_office
from scripts.benchmarks.figures import Figure, at_least, at_most
from scripts.benchmarks.measuring import CannotCount, Words, count_syncs
from scripts.benchmarks.session import NO_ROWS, TURN
from scripts.benchmarks.terminal_commands import COLLECT, collect_words
from scripts.demo_day.office import Office

A_PROCESS, IN_A_SESSION, RATE = 2, 1.0, 0.6
PROCESSES, SHORT_PROCESSES = 61, 7
"""Enough of them that moving commits into the store's file, once in some thirty, is among them."""
SESSION, SHORT_SESSION = 200, 60
ROUNDS, SHORT_ROUNDS = 7, 3
DAY = 120
"""Payments of a collector in a day, each on another SOA."""
SLOWER_MS = 2
"""What a card or eMMC takes for a sync beyond what a good disk does."""


def figures(scratch: Path, *, short: bool) -> Iterator[Figure]:
    """Waits for the disk first."""
    with Office(scratch) as office:
        soa_numbers = open_big_office(office)
        office.stop_bridge()
        yield from _of_processes(office, soa_numbers[: SHORT_PROCESSES if short else PROCESSES])
        yield _of_a_session(office, soa_numbers, SHORT_SESSION if short else SESSION)
        yield from _rate(office, soa_numbers, SHORT_ROUNDS if short else ROUNDS)


def _of_processes(office: Office, soa_numbers: Sequence[str]) -> Iterator[Figure]:
    what = f"syncs of the disk: {COLLECT}"
    try:
        counts = [_count(office, collect_words(soa_no)) for soa_no in soa_numbers]
    except CannotCount as reason:
        yield Figure(what, f"<= {A_PROCESS}", f"not counted: {reason}", "")
        return
    yield at_most(f"{what}, median of {len(counts)}", A_PROCESS, median(counts))
    yield Figure(f"{what}, all together, a payment", "", f"{sum(counts) / len(counts):.2f}", "")


def _of_a_session(office: Office, soa_numbers: Sequence[str], payments: int) -> Figure:
    """What one payment more costs: two sessions of different length, so that opening and closing cancel out."""
    what = "syncs of the disk: a payment at the keys"
    try:
        short, long = (
            _count(office, (*_session(), str(many), *soa_numbers[:TURN], NO_ROWS)) for many in (TURN, TURN + payments)
        )
    except CannotCount as reason:
        return Figure(what, f"<= {IN_A_SESSION:g}", f"not counted: {reason}", "")
    found = (long - short) / payments
    # Commits move into the file once in a hundred payments.
    return at_most(what, IN_A_SESSION, round(found, 1), f"{found:.2f}")


def _rate(office: Office, soa_numbers: Sequence[str], rounds: int) -> Iterator[Figure]:
    """The second figure is reckoned: whatever a sync takes longer, a payment and a row wait for alike."""
    what = "payments at the keys, of one-row WAL/FULL transactions"
    turns = [_beside_rows(office, soa_numbers[at : at + TURN + DAY]) for at in range(0, rounds * DAY, DAY)]
    yield at_least(what, RATE, median(writing_ms / paying_ms for paying_ms, writing_ms in turns))
    slower = median((writing_ms + SLOWER_MS) / (paying_ms + SLOWER_MS) for paying_ms, writing_ms in turns)
    yield Figure(f"{what}, were a sync {SLOWER_MS} ms slower", "", f"{slower:.2f}", "")
    paying_ms, writing_ms = map(median, zip(*turns, strict=True))
    yield Figure("a payment at the keys, and a row, in ms", "", f"{paying_ms:.2f}, {writing_ms:.2f}", "")


def _beside_rows(office: Office, soa_numbers: Sequence[str]) -> tuple[float, float]:
    """Milliseconds of a payment, and of a transaction of one row."""
    words = [*_session(), str(DAY), *soa_numbers]
    ended = subprocess.run(words, env=office.environ, capture_output=True, check=True)
    paying_s, writing_s = map(float, ended.stdout.split())
    return 1000 * paying_s / DAY, 1000 * writing_s / DAY


def _session() -> Words:
    return sys.executable, "-P", "-m", "scripts.benchmarks.session"


def _count(office: Office, words: Words) -> int:
    return count_syncs(words, office.environ, office.directory / "trace")
