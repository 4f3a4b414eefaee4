"""How far a terminal's journal has been looked through, and what was found on the way: so that each entry is looked at
once, however long the journal grows.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from mpos.contract.journal import Break, Head


class Gap(NamedTuple):
    """Numbers of a series that no entry has, from the first to the last."""

    series: str
    first: int
    last: int
    width: int

    @property
    def shown(self) -> str:
        """As receipts have them."""
        first, last = (f"{self.series}{number:0{self.width}}" for number in (self.first, self.last))
        return first if self.first == self.last else f"{first} to {last}"

    def without(self, number: int) -> list["Gap"]:
        """What is missing still when this number is found."""
        if not self.first <= number <= self.last:
            return [self]
        parts = (self._replace(last=number - 1), self._replace(first=number + 1))
        return [part for part in parts if part.first <= part.last]


class Mark(NamedTuple):
    """`heads`: the last entry of each epoch that holds. `last`: each series' highest number. `broken`: of an epoch, the
    first entry that does not hold; it is looked at again until it does.
    """

    heads: Mapping[int, Head]
    last: Mapping[str, int]
    gaps: tuple[Gap, ...]
    broken: Mapping[int, Break]


NOTHING_SEEN = Mark({}, {}, (), {})


def note_receipts(mark: Mark, numbers: Iterable[str]) -> Mark:
    """The mark with these receipt numbers seen. A series begins with 1; a number that comes late closes its gap."""
    last, gaps = dict(mark.last), list(mark.gaps)
    for text in numbers:
        series = text.rstrip("0123456789")
        digits = text[len(series) :]
        if not digits:
            continue
        number, highest = int(digits), last.get(series, 0)
        if number <= highest:
            gaps = [part for gap in gaps for part in (gap.without(number) if gap.series == series else [gap])]
            continue
        if number > highest + 1:
            gaps.append(Gap(series, highest + 1, number - 1, len(digits)))
        last[series] = number
    return mark._replace(last=last, gaps=tuple(sorted(gaps)))


def gaps_but(mark: Mark, found: Iterable[str]) -> Iterator[Gap]:
    """The gaps that are left when these numbers are known from elsewhere."""
    yield from note_receipts(mark, found).gaps if mark.gaps else ()


def mark_kept(mark: Mark) -> dict[str, Any]:
    """The mark as JSON."""
    return {
        "heads": [list(head) for head in mark.heads.values()],
        "last": dict(mark.last),
        "gaps": [list(gap) for gap in mark.gaps],
        "broken": [[epoch, *found] for epoch, found in mark.broken.items()],
    }


def mark_read(kept: Mapping[str, Any]) -> Mark:
    """The mark from its JSON."""
    return Mark(
        heads={head[0]: Head(*head) for head in kept["heads"]},
        last=kept["last"],
        gaps=tuple(Gap(*gap) for gap in kept["gaps"]),
        broken={epoch: Break(*found) for epoch, *found in kept["broken"]},
    )
