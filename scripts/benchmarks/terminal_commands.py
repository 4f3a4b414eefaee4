"""What cold commands cost, as multiples of what starting Python costs in the same run."""

import sys
from collections.abc import Iterator, Mapping
from itertools import cycle
from pathlib import Path

from scripts.benchmarks.big_list import open_big_office
from scripts.benchmarks.figures import Figure, at_most
from scripts.benchmarks.first_screen import first_screen_s
from scripts.benchmarks.measuring import Cost, NextWords, measure
from scripts.demo_day.office import Office

ROUNDS, SHORT_ROUNDS = 21, 3
BARE = "python -c pass"
COLLECT = "mpos collect SOA --cash 1 --no-print"
COLLECT_UNPRINTED = "mpos collect SOA --cash 1, no printer set up"
COLLECT_TO_PAPER = "mpos collect SOA --cash 1, to a file printer"
REPRINT = "mpos receipt, to a file printer"
X_READING = "mpos x-reading, to a file printer"
LIST = "mpos soa list, 5,000 SOAs, piped"
LIST_AS_JSON = "mpos soa list --json, 5,000 SOAs"
KEYPAD = "mpos, to the keypad's first screen"
PAYMENT, OTHERS, FIRST_SCREEN, PAYMENT_MEMORY = 3.0, 10.0, 8.0, 2.5
"""Goals of issue 6, as multiples of a bare interpreter that starts cold and exits."""
GOALS = {COLLECT: PAYMENT, COLLECT_UNPRINTED: PAYMENT, COLLECT_TO_PAPER: PAYMENT, KEYPAD: FIRST_SCREEN}


def figures(scratch: Path, *, short: bool) -> Iterator[Figure]:
    """Times, then memory."""
    with Office(scratch) as office:
        # An installed program is compiled once, not at each start.
        office.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        soa_numbers = open_big_office(office)
        # The bridge's rounds would take time from what is measured.
        office.stop_bridge()
        # A home's first slip asks the printer's library for its words, and is no measure of the others.
        office.run("mpos", "collect", soa_numbers[-1], "--cash", "1")
        rounds = SHORT_ROUNDS if short else ROUNDS
        costs = measure(subjects(soa_numbers), rounds, office.environ, {KEYPAD: first_screen_s})
    yield from judged(costs)


def subjects(soa_numbers: list[str]) -> dict[str, NextWords]:
    """What is run, in this order each round. Each payment is for an SOA of its own, as long as there are any."""
    unpaid = cycle(soa_numbers)
    return {
        BARE: lambda: (sys.executable, "-c", "pass"),
        COLLECT: lambda: collect_words(next(unpaid)),
        COLLECT_UNPRINTED: lambda: ("env", "MPOS_PRINTER=none", "mpos", "collect", next(unpaid), "--cash", "1"),
        COLLECT_TO_PAPER: lambda: ("mpos", "collect", next(unpaid), "--cash", "1"),
        REPRINT: lambda: ("mpos", "receipt"),
        X_READING: lambda: ("mpos", "x-reading"),
        KEYPAD: lambda: ("mpos",),
        LIST: lambda: ("mpos", "soa", "list"),
        LIST_AS_JSON: lambda: ("mpos", "soa", "list", "--json"),
        "mpos soa show SOA": lambda: ("mpos", "soa", "show", soa_numbers[0]),
        "mpos x-reading --no-print": lambda: ("mpos", "x-reading", "--no-print"),
        "mpos transactions": lambda: ("mpos", "transactions"),
        "mpos collection-report": lambda: ("mpos", "collection-report", "--no-print"),
        "mpos receipt --preview": lambda: ("mpos", "receipt", "--preview"),
        "mpos journal verify": lambda: ("mpos", "journal", "verify"),
        "mpos status": lambda: ("mpos", "status"),
        "mpos --help": lambda: ("mpos", "--help"),
        "mpos collect --help": lambda: ("mpos", "collect", "--help"),
    }


def collect_words(soa_no: str) -> tuple[str, ...]:
    """The payment that a collector waits for all day long."""
    return "mpos", "collect", soa_no, "--cash", "1", "--no-print"


def judged(costs: Mapping[str, Cost]) -> Iterator[Figure]:
    """Times and memory as multiples of the bare interpreter's in the same run."""
    bare = costs[BARE]
    yield Figure(f"time: {BARE}", "", f"{bare.time_s * 1000:.0f} ms", "")
    for name, cost in costs.items():
        if name != BARE:
            yield at_most(f"time: {name}", GOALS.get(name, OTHERS), cost.time_s / bare.time_s)
    goals = {COLLECT: PAYMENT_MEMORY, COLLECT_TO_PAPER: PAYMENT_MEMORY, REPRINT: None, X_READING: None, LIST: None}
    for name, goal in goals.items():
        if name in costs:
            ratio, megabytes = costs[name].memory_kib / bare.memory_kib, costs[name].memory_kib / 1024
            yield at_most(f"memory: {name}", goal, ratio, f"{ratio:.1f} ({megabytes:.0f} MiB)")
