"""Which commands are measured, what they may cost, and the table that comes of it."""

import sys
from collections.abc import Iterator, Mapping
from itertools import count
from pathlib import Path
from typing import NamedTuple

from scripts.benchmarks.measuring import CannotCount, NextWords, count_syncs, measure

BARE = "python -c pass"
COLLECT, COLLECT_PRINTED = "mpos collect SOA --cash 1 --no-print", "mpos collect SOA --cash 1 (to a file printer)"
GOALS = {
    COLLECT: 10,
    "mpos soa list (5,000 SOAs, piped)": 12,
    "mpos soa list --json (5,000 SOAs)": 12,
}
"""Multiples of the start of a bare interpreter."""


class Figure(NamedTuple):
    """One line of the table."""

    name: str
    goal: str
    figure: str
    met: str


def subjects(soa_numbers: list[str]) -> dict[str, NextWords]:
    """What is run, in this order each round. Each payment is for an SOA of its own."""
    next_soa = iter(soa_numbers)
    return {
        BARE: lambda: (sys.executable, "-c", "pass"),
        COLLECT: lambda: ("mpos", "collect", next(next_soa), "--cash", "1", "--no-print"),
        COLLECT_PRINTED: lambda: ("mpos", "collect", next(next_soa), "--cash", "1"),
        "mpos soa list (5,000 SOAs, piped)": lambda: ("mpos", "soa", "list"),
        "mpos soa list --json (5,000 SOAs)": lambda: ("mpos", "soa", "list", "--json"),
        "mpos x-reading --no-print": lambda: ("mpos", "x-reading", "--no-print"),
        "mpos status": lambda: ("mpos", "status"),
        "mpos --help": lambda: ("mpos", "--help"),
    }
