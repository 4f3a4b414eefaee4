"""Which commands are measured, what they may cost, and the figures that come of it."""

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from scripts.benchmarks.measuring import CannotCount, Cost, NextWords, count_syncs

BARE = "python -c pass"
COLLECT = "mpos collect SOA --cash 1 --no-print"
COLLECT_TO_PAPER = "mpos collect SOA --cash 1, to a file printer"
LIST = "mpos soa list, 5,000 SOAs, piped"
LIST_AS_JSON = "mpos soa list --json, 5,000 SOAs"
GOALS = {COLLECT: 10.0, LIST: 12.0, LIST_AS_JSON: 12.0}
"""Multiples of the start of a bare interpreter, as a process that starts cold and exits."""


class Figure(NamedTuple):
    """One line of the table."""

    what: str
    goal: str
    figure: str
    met: str


def subjects(soa_numbers: list[str]) -> dict[str, NextWords]:
    """What is run, in this order each round. Each payment is for an SOA of its own."""
    unpaid = iter(soa_numbers)
    return {
        BARE: lambda: (sys.executable, "-c", "pass"),
        COLLECT: lambda: collect_words(next(unpaid)),
        COLLECT_TO_PAPER: lambda: ("mpos", "collect", next(unpaid), "--cash", "1"),
        LIST: lambda: ("mpos", "soa", "list"),
        LIST_AS_JSON: lambda: ("mpos", "soa", "list", "--json"),
        "mpos x-reading --no-print": lambda: ("mpos", "x-reading", "--no-print"),
        "mpos status": lambda: ("mpos", "status"),
        "mpos --help": lambda: ("mpos", "--help"),
    }


def collect_words(soa_no: str) -> tuple[str, ...]:
    """The payment that a collector waits for all day long."""
    return "mpos", "collect", soa_no, "--cash", "1", "--no-print"


def figures(costs: Mapping[str, Cost], syncs: Figure) -> Iterator[Figure]:
    """Times and memory as multiples of the bare interpreter's in the same run, and the waits for the disk."""
    bare = costs[BARE]
    for name, cost in costs.items():
        if name != BARE:
            yield _judged(f"time: {name}", cost.time_s / bare.time_s, GOALS.get(name))
    for name in (COLLECT, COLLECT_TO_PAPER, LIST):
        megabytes = costs[name].memory_kib / 1024
        ratio = costs[name].memory_kib / bare.memory_kib
        yield Figure(f"memory: {name}", "", f"{ratio:.1f} ({megabytes:.0f} MiB)", "")
    yield syncs


def syncs_figure(soa_no: str, environ: Mapping[str, str], trace: Path) -> Figure:
    """How often one payment waits for the disk; says so where that can't be counted."""
    what = f"fsyncs: {COLLECT}"
    try:
        syncs = count_syncs(collect_words(soa_no), environ, trace)
    except CannotCount as reason:
        return Figure(what, "", f"not counted: {reason}", "")
    return Figure(what, "", f"{syncs}", "")


def _judged(what: str, ratio: float, goal: float | None) -> Figure:
    if goal is None:
        return Figure(what, "", f"{ratio:.1f}", "")
    return Figure(what, f"<= {goal:g}", f"{ratio:.1f}", "yes" if ratio <= goal else "NO")
