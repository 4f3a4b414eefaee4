"""What was found: the costs of all three side by side, and the goals."""

from collections.abc import Iterable, Iterator, Sequence
from statistics import median
from typing import NamedTuple

from scripts.benchmarks.figures import Figure, at_least, at_most
from scripts.peer_runs.rounds import PULL, STEPS, Cost, Round

OURS, DATASETTE, POUCHDB = NAMES = ("MPOS", "datasette", "PouchDB")
FASTER_THAN_DATASETTE, FASTER_THAN_POUCHDB = 4, 8
MOST_OF_POUCHDBS_BYTES = 0.35


class Line(NamedTuple):
    """One line of the table."""

    what: str
    ours: str
    datasette: str
    pouchdb: str


def lines(found: Sequence[Round]) -> Iterator[Line]:
    """Medians of the rounds, those of the others also as multiples of ours; how far apart the rounds were in times."""
    yield Line("what", *NAMES)
    for step in STEPS:
        costs = [[each.costs[name, step] for each in found] for name in NAMES]
        yield Line(f"{step}: seconds", *map(_seconds, costs, [costs[0]] * len(NAMES)))
        yield Line(f"{step}: bytes both ways", *map(_bytes, costs, [costs[0]] * len(NAMES)))
        yield Line(f"{step}: requests", *(f"{median(cost.requests for cost in some):.0f}" for some in costs))
    yield Line("payments twice, or lost, after both pushes", *(_wrong(found, name) for name in NAMES))


def goals(found: Sequence[Round]) -> Iterator[Figure]:
    """What issue and table ask of us."""
    for name, goal in ((DATASETTE, FASTER_THAN_DATASETTE), (POUCHDB, FASTER_THAN_POUCHDB)):
        ratio = _median(found, name, "took_s") / _median(found, OURS, "took_s")
        yield at_least(f"pull: time of {name}, in times of ours", goal, ratio)
    ratio = _median(found, OURS, "bytes") / _median(found, POUCHDB, "bytes")
    yield at_most(f"pull: our bytes, of those of {POUCHDB}", MOST_OF_POUCHDBS_BYTES, ratio)
    wrong = max(abs(each.wrong[OURS]) for each in found)
    yield at_most("retry: payments that are there twice, or not at all", 0, wrong, str(wrong))


def as_text(rows: Iterable[Line]) -> str:
    """Aligned columns."""
    rows = list(rows)
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(f"{cell:{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def as_markdown(rows: Iterable[Line]) -> str:
    """The same, for docs/."""
    heading, *rest = rows
    ruled = [heading, Line("---", "---:", "---:", "---:"), *rest]
    return "\n".join(f"| {' | '.join(row)} |" for row in ruled)


def _median(found: Sequence[Round], name: str, what: str) -> float:
    return float(median(getattr(each.costs[name, PULL], what) for each in found))


def _seconds(costs: Sequence[Cost], ours: Sequence[Cost]) -> str:
    times = [cost.took_s for cost in costs]
    spread = f", {min(times):.2f} to {max(times):.2f}" if len(times) > 1 else ""
    return f"{median(times):.2f} ({_times(median(times), median(cost.took_s for cost in ours))}{spread})"


def _bytes(costs: Sequence[Cost], ours: Sequence[Cost]) -> str:
    middle = median(cost.bytes for cost in costs)
    return f"{middle:,.0f} ({_times(middle, median(cost.bytes for cost in ours))})"


def _times(found: float, ours: float) -> str:
    return f"{found / ours:.1f}x"


def _wrong(found: Sequence[Round], name: str) -> str:
    # A round counts all payments so far, so the last one tells of all.
    return str(found[-1].wrong[name])
