"""What a rule is given, and what it finds."""

from dataclasses import dataclass
from typing import Any, NamedTuple

from scripts.world.happening import Happened
from scripts.world.rules.known import KnownAtOffice
from scripts.world.rules.ledger import Ledger
from scripts.world.stage.stage import Stage


class Finding(NamedTuple):
    """A rule that was broken, by its number in the list of what must always hold; 0 for what nobody foresaw."""

    rule: int
    what: str


@dataclass(frozen=True)
class Moment:
    """The stage after a step, what happened in it, and the rules' own books.

    `looked_at` is at which state of a device its dues were looked at last.
    """

    stage: Stage
    happened: Happened
    ledger: Ledger
    known: KnownAtOffice
    looked_at: dict[str, tuple[Any, ...]]
