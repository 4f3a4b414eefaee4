"""Receipt numbers of a terminal: each series without gap or repeat, voids included."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple


class Gap(NamedTuple):
    """Numbers of a series that no payment has."""

    first: str
    last: str


class Receipts(NamedTuple):
    """The numbers of a terminal."""

    first: str | None
    last: str | None
    gaps: list[Gap]
    problems: list[str]


def check_receipts(numbers: Sequence[str], astray: Sequence[str] = ()) -> Receipts:
    """Looks through a terminal's numbers, given in the order of its journal; each series begins with 1.

    `astray` are those of payments that are on no list: they are not missing.
    """
    issued = [*numbers, *astray]
    gaps = [gap for series, digits in _by_series(issued).items() for gap in _gaps(series, digits)]
    problems = [f"receipts {gap.first} to {gap.last} are missing" for gap in gaps]
    problems += [f"receipt {number} was issued {times} times" for number, times in Counter(issued).items() if times > 1]
    first, last = (numbers[0], numbers[-1]) if numbers else (None, None)
    return Receipts(first, last, gaps, problems)


def _by_series(numbers: Iterable[str]) -> dict[str, list[str]]:
    """The digits at the end of the numbers, by what stands before them."""
    series: defaultdict[str, list[str]] = defaultdict(list)
    for number in numbers:
        prefix = number.rstrip("0123456789")
        series[prefix].append(number[len(prefix) :])
    return {prefix: [each for each in digits if each] for prefix, digits in series.items()}


def _gaps(series: str, digits: Sequence[str]) -> Iterator[Gap]:
    width = max(map(len, digits), default=0)
    for before, after in pairwise(sorted({0, *(int(each) for each in digits)})):
        if after > before + 1:
            yield Gap(f"{series}{before + 1:0{width}}", f"{series}{after - 1:0{width}}")
