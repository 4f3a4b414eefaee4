"""A terminal's journal, verified anew from what is kept: every hash, every link, every seal."""

from collections.abc import Iterator
from itertools import chain as joined
from typing import NamedTuple

from bridge.store.engine import Connection
from bridge.store.evidence import Kept, Seal, entries_of, epochs_of, heads_at, seals_of
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
    problems += _unsealed(epochs, seals)
    newest = epochs[-1] if epochs else Kept(EMPTY.epoch, 0, 0)
    return Chain(
        epochs=len(epochs),
        entries=sum(kept.entries for kept in epochs),
        last_seq=newest.last_seq,
        sealed_to=_sealed_to(seals, newest.epoch),
        problems=problems,
    )


def _breaks(conn: Connection, terminal: Terminal, epochs: list[Kept]) -> Iterator[Break]:
    for kept in epochs:
        entries = entries_of(conn, terminal.terminal_id, kept.epoch)
        first = next(entries)
        before = _head_before(conn, first)
        found = Break(first.seq, "what it follows is missing") if before is None else None
        found = found or find_break(joined([first], entries), before or EMPTY)
        if found:
            yield found


def _head_before(conn: Connection, first: Entry) -> Head | None:
    """What an epoch's first entry follows: nothing, or an entry of an earlier epoch."""
    earlier = heads_at(conn, first.terminal_id, first.epoch, first.seq - 1)
    if not earlier and (first.seq == 1 or first.epoch == EMPTY.epoch):
        return EMPTY
    return next((head for head in earlier if head.hash == first.prev_hash), None)


def _bad_seals(terminal: Terminal, seals: list[Seal]) -> Iterator[str]:
    for seal in seals:
        text = journal_seal_text(terminal.terminal_id, Head(seal.epoch, seal.seq, seal.hash))
        if not holds(terminal.public_key, text, seal.signature):
            yield f"entry {seal.seq}: its seal is not that of the terminal"
        elif seal.kept_hash is None:
            yield f"entry {seal.seq}: it was sealed and is missing"
        elif seal.kept_hash != seal.hash:
            yield f"entry {seal.seq}: it is not the one that was sealed"


def _unsealed(epochs: list[Kept], seals: list[Seal]) -> Iterator[str]:
    for kept in epochs:
        sealed_to = _sealed_to(seals, kept.epoch)
        if sealed_to < kept.last_seq:
            yield f"entry {sealed_to + 1}: no seal covers it"


def _sealed_to(seals: list[Seal], epoch: int) -> int:
    return max((seal.seq for seal in seals if seal.epoch == epoch), default=0)
