"""A terminal's journal, verified anew from what is kept: every hash, every link, every seal."""

from collections.abc import Iterator, Mapping
from itertools import chain as joined
from typing import NamedTuple

from bridge.store.engine import Connection
from bridge.store.epochs import Epoch, epochs_of
from bridge.store.evidence import Seal, entries_of, heads_at, seals_of
from bridge.store.terminals import Terminal
from mpos.contract.journal import EMPTY, Break, Entry, Head, find_break
from mpos.contract.seal import holds, journal_seal_text


class Chain(NamedTuple):
    """What the verification of one terminal's journal found; no problems means that it holds to its last entry."""

    epochs: int
    entries: int
    last_seq: int
    sealed_to: int
    problems: list[str]

    @property
    def ok(self) -> bool:
        """Whether every entry is there as it was recorded."""
        return not self.problems


def verify_chain(conn: Connection, terminal: Terminal) -> Chain:
    """Verifies all epochs of a terminal's journal."""
    epochs = epochs_of(conn, terminal.terminal_id)
    seals = seals_of(conn, terminal.terminal_id)
    problems = [f"entry {found.seq}: {found.reason}" for found in _breaks(conn, terminal, epochs)]
    problems += _bad_seals(terminal, seals)
    sealed_to = _sealed_to(epochs, seals)
    problems += _unsealed(epochs, sealed_to)
    return Chain(
        epochs=len(epochs),
        entries=sum(each.entries for each in epochs),
        last_seq=epochs[-1].last_seq if epochs else 0,
        sealed_to=sealed_to[epochs[-1].epoch] if epochs else 0,
        problems=problems,
    )


def head_before(conn: Connection, first: Entry) -> Head | None:
    """What an epoch's first entry follows: nothing, or an entry of an earlier epoch."""
    earlier = heads_at(conn, first.terminal_id, first.epoch, first.seq - 1)
    if not earlier and (first.seq == 1 or first.epoch == EMPTY.epoch):
        return EMPTY
    return next((head for head in earlier if head.hash == first.prev_hash), None)


def _breaks(conn: Connection, terminal: Terminal, epochs: list[Epoch]) -> Iterator[Break]:
    for each in epochs:
        entries = entries_of(conn, terminal.terminal_id, each.epoch)
        first = next(entries)
        before = head_before(conn, first)
        found = Break(first.seq, "what it follows is missing") if before is None else None
        found = found or find_break(joined([first], entries), before or EMPTY)
        if found:
            yield found


def _bad_seals(terminal: Terminal, seals: list[Seal]) -> Iterator[str]:
    for seal in seals:
        text = journal_seal_text(terminal.terminal_id, Head(seal.epoch, seal.seq, seal.hash))
        if not holds(terminal.public_key, text, seal.signature):
            yield f"entry {seal.seq}: its seal is not that of the terminal"
        elif seal.kept_hash is None:
            yield f"entry {seal.seq}: it was sealed and is missing"
        elif seal.kept_hash != seal.hash:
            yield f"entry {seal.seq}: it is not the one that was sealed"


def _unsealed(epochs: list[Epoch], sealed_to: Mapping[int, int]) -> Iterator[str]:
    for each in epochs:
        if sealed_to[each.epoch] < each.last_seq:
            yield f"entry {max(sealed_to[each.epoch] + 1, each.first_seq)}: no seal covers it"


def _sealed_to(epochs: list[Epoch], seals: list[Seal]) -> dict[int, int]:
    """How far seals cover each epoch: its own, and those of later epochs, which cover what they branched off."""
    reach = dict.fromkeys((each.epoch for each in epochs), 0)
    for seal in seals:
        if seal.epoch in reach:
            reach[seal.epoch] = max(reach[seal.epoch], seal.seq)
    for each in reversed(epochs):
        if reach[each.epoch] and each.parent and each.parent.epoch in reach and each.parent.epoch < each.epoch:
            reach[each.parent.epoch] = max(reach[each.parent.epoch], each.parent.seq)
    return reach
