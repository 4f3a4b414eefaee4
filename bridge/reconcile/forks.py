"""The tree of a terminal's epochs: where each branched off, and whether what it left went on."""

from collections.abc import Iterator
from typing import NamedTuple

from bridge.store.engine import Connection
from bridge.store.epochs import Epoch, Later, Sum, epochs_of, later_than, paid_in
from mpos.contract.money import print_money

REASONS = {
    "restored": "restored from a backup",
    "copied": "the device's home was copied",
    "rebuilt": "rebuilt after damage",
    "set_back": "the device's home was set back to an earlier state",
}
"""Why an epoch begins, in the words of an epoch_begun entry and in ours."""
UNSAID = "restored or copied: the device does not say"
TWO_AT_WORK = "Two devices are at work, or the old one was found again."


class Branch(NamedTuple):
    """One epoch in its place of the tree. `went_on` is what its parent has after the entry that it follows."""

    epoch: Epoch
    depth: int
    paid: Sum
    went_on: Later | None

    @property
    def is_beside_another(self) -> bool:
        """Whether its parent went on after it had begun: two devices are at work under one name."""
        last = self.went_on.received_at if self.went_on else None
        return last is not None and last > self.epoch.received_at

    @property
    def why(self) -> str:
        """Why it begins, for people."""
        if self.epoch.parent is None:
            return "the device was enrolled"
        return REASONS.get(self.epoch.reason or "", UNSAID)

    @property
    def origin(self) -> str:
        """Where it comes from and what became of that, in one sentence."""
        parent, went_on = self.epoch.parent, self.went_on
        if parent is None or went_on is None:
            return "It is where the journal begins."
        place = f"It follows entry {parent.seq} of epoch {parent.epoch}"
        if not went_on.entries:
            return f"{place}, the last one there."
        after = f"{_entries(went_on.entries)} after it, {_payments(went_on.paid)}"
        if self.is_beside_another:
            return f"{place}, which went on: {after}, the last after this epoch had begun. {TWO_AT_WORK}"
        return f"{place}, which has {after}, all in before this epoch began: the copy was older than the last upload."


def branches(conn: Connection, terminal_id: str) -> list[Branch]:
    """All epochs of a terminal, each behind the one that it branched off."""
    epochs = epochs_of(conn, terminal_id)
    return [_branch(conn, terminal_id, epoch, depth) for epoch, depth in _in_tree_order(epochs)]


def _entries(count: int) -> str:
    return "1 entry" if count == 1 else f"{count} entries"


def _payments(paid: Sum) -> str:
    if not paid.payments:
        return "no payments among them"
    many = "1 payment" if paid.payments == 1 else f"{paid.payments} payments"
    return f"with {many} over {print_money(paid.amount_minor)}"


def _branch(conn: Connection, terminal_id: str, epoch: Epoch, depth: int) -> Branch:
    went_on = later_than(conn, terminal_id, epoch.parent) if epoch.parent else None
    return Branch(epoch, depth, paid_in(conn, terminal_id, epoch.epoch), went_on)


def _in_tree_order(epochs: list[Epoch]) -> Iterator[tuple[Epoch, int]]:
    """Depth first. A parent comes in before its child and has a lower number; one that is not here is no parent."""
    known = {epoch.epoch for epoch in epochs}
    waiting = [(epoch, 0) for epoch in reversed(epochs) if epoch.parent is None or epoch.parent.epoch not in known]
    while waiting:
        epoch, depth = waiting.pop()
        yield epoch, depth
        children = [each for each in epochs if each.parent and each.parent.epoch == epoch.epoch < each.epoch]
        waiting += [(child, depth + 1) for child in reversed(children)]
