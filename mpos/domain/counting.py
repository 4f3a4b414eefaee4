"""Counting the cash: notes and coins by denomination, and how the count compares with what should be there."""

from mpos.contract.money import format_money, parse_typed_money
from mpos.light.typing import NamedTuple

DENOMINATIONS_MINOR = (100_000, 50_000, 20_000, 10_000, 5_000, 2_000, 1_000, 500, 100, 25, 10, 5, 1)
"""Notes and coins of the Philippine peso in circulation, largest first."""
MAX_PIECES = 100_000


class Pieces(NamedTuple):
    """So many notes or coins of one denomination."""

    denomination_minor: int
    pieces: int

    @property
    def amount_minor(self) -> int:
        """What they are worth."""
        return self.denomination_minor * self.pieces


def read_pieces(text: str) -> Pieces:
    """The count that "1000x3" or "0.25x4" names; ValueError otherwise."""
    denomination, cross, pieces = text.lower().partition("x")
    if not cross or not (pieces.isascii() and pieces.isdigit()) or len(pieces) > 6 or int(pieces) > MAX_PIECES:
        raise ValueError(f"{text!r} is not a count; write it as 1000x3")
    minor = parse_typed_money(denomination)
    if minor not in DENOMINATIONS_MINOR:
        raise ValueError(f"{denomination!r} is not a note or coin")
    return Pieces(minor, int(pieces))


def total(count: tuple[Pieces, ...]) -> int:
    """What a count is worth, in minor units."""
    return sum(pieces.amount_minor for pieces in count)


def merged(count: tuple[Pieces, ...]) -> tuple[Pieces, ...]:
    """One row a denomination, largest first; a denomination counted in two heaps is added up."""
    pieces = dict.fromkeys(DENOMINATIONS_MINOR, 0)
    for heap in count:
        pieces[heap.denomination_minor] += heap.pieces
    return tuple(Pieces(denomination, number) for denomination, number in pieces.items() if number)


def count_wire(count: tuple[Pieces, ...]) -> list[dict[str, object]]:
    """The count as the journal has it."""
    return [{"denomination": format_money(row.denomination_minor), "pieces": row.pieces} for row in count]
