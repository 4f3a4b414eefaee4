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


def figures(scratch: Path, *, short: bool) -> Iterator[Figure]:
    """Waits for the disk first."""
    with Office(scratch) as office:
        soa_numbers = open_big_office(office)
        office.stop_bridge()
        yield from _of_processes(office, soa_numbers[: SHORT_PROCESSES if short else PROCESSES])
        yield _of_a_session(office, soa_numbers, SHORT_SESSION if short else SESSION)
        yield _rate(office, soa_numbers, SHORT_ROUNDS if short else ROUNDS)


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


def _rate(office: Office, soa_numbers: Sequence[str], rounds: int) -> Figure:
    ratios = []
    for _ in range(rounds):
        ended = subprocess.run(
            [*_session(), str(3 * TURN), *soa_numbers[:TURN]], env=office.environ, capture_output=True, check=True
        )
        paying_s, writing_s = map(float, ended.stdout.split())
        ratios.append(writing_s / paying_s)
    return at_least("payments at the keys, of one-row WAL/FULL transactions", RATE, median(ratios))


def _session() -> Words:
    return sys.executable, "-P", "-m", "scripts.benchmarks.session"


def _count(office: Office, words: Words) -> int:
    return count_syncs(words, office.environ, office.directory / "trace")
