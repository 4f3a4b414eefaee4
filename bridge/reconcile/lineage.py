"""Which entries an entry builds upon: its own epoch's before it, then its parent's before the fork, and so on."""

from collections.abc import Iterable, Mapping

from bridge.store.epochs import Epoch
from mpos.contract.journal import FIRST_EPOCH


class Lineage:
    """The entries up to one place of a terminal's journal, whatever other branches hold."""

    def __init__(self, epochs: Iterable[Epoch], epoch: int, seq: int) -> None:
        self._spans = _spans({each.epoch: each for each in epochs}, epoch, seq)

    def __contains__(self, place: tuple[int, int]) -> bool:
        """Whether the entry at this epoch and seq is one of them."""
        epoch, seq = place
        return epoch in self._spans and self._spans[epoch][0] <= seq <= self._spans[epoch][1]

    def epoch_at(self, seq: int) -> int:
        """The epoch that has this place's entry in it."""
        return next((epoch for epoch, (first, last) in self._spans.items() if first <= seq <= last), FIRST_EPOCH)


def _spans(epochs: Mapping[int, Epoch], epoch: int, upto: int) -> dict[int, tuple[int, int]]:
    """First and last seq by epoch, the newest epoch first."""
    spans: dict[int, tuple[int, int]] = {}
    present = epochs.get(epoch)
    while present is not None and present.epoch not in spans:
        spans[present.epoch] = (present.first_seq, upto)
        parent = present.parent
        present, upto = (epochs.get(parent.epoch), parent.seq) if parent else (None, 0)
    return spans
