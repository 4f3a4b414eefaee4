"""Taking in a run of journal entries: checked whole, kept once, derived in the same transaction."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from bridge.app import Bridge
from bridge.store.attachments import wanted
from bridge.store.derived import fates_after
from bridge.store.engine import Connection, reading
from bridge.store.journal import (
    add_entries,
    hashes_at,
    hashes_before,
    keep_conflicts,
    keep_seal,
    newest_head,
    put_aside,
    set_aside_among,
)
from bridge.store.terminals import Terminal
from mpos.contract.journal import EMPTY, Entry, find_break, hash_entry
from mpos.contract.kinds import EPOCH_BEGUN
from mpos.contract.seal import countersign_text, holds, journal_seal_text
from mpos.contract.wire import Receipt, Upload

from .derive import Circumstances, derive_all
from .problems import JournalBroken, JournalConflict, JournalGap, NotYourJournal


class Sorted(NamedTuple):
    """A run against what is there: what is new, and what contradicts it.

    A device that was set back contradicts until it hears of it and begins an epoch; from there on it is believed again.
    """

    new: Sequence[Entry]
    contradicting: Sequence[Entry]

    def is_refused(self, entries: Sequence[Entry]) -> bool:
        """Whether the end of the run is not believed, so that its seal is not kept either."""
        return self.contradicting[-1:] == entries[-1:]


def take(bridge: Bridge, terminal: Terminal, upload: Upload) -> Receipt:
    """Takes in an upload, as far as it is new; the receipt says how far the bridge has got.

    Durable when it returns. JournalBroken, JournalGap and NotYourJournal leave nothing behind; JournalConflict has
    kept the contradicting entries beside the journal.
    """
    if upload.entries:
        check(terminal, upload.entries, upload.seal)
        keep(bridge, terminal, upload.entries, upload.seal)
    with reading(bridge.engine) as conn:
        return _receipt(bridge, conn, terminal, upload)


def check(terminal: Terminal, entries: Sequence[Entry], seal: str) -> None:
    """Whether a run is this terminal's, unbroken in itself, and sealed at its end: NotYourJournal, JournalBroken."""
    if any(entry.terminal_id != terminal.terminal_id for entry in entries):
        raise NotYourJournal()
    first, last = entries[0], entries[-1]
    if first.hash != hash_entry(first):
        raise JournalBroken(seq=first.seq, reason="its content was changed")
    if found := find_break(entries[1:], after=first.head):
        raise JournalBroken(seq=found.seq, reason=found.reason)
    if not holds(terminal.public_key, journal_seal_text(terminal.terminal_id, last.head), seal):
        raise JournalBroken(seq=last.seq, reason="its seal is not that of this terminal")


def keep(bridge: Bridge, terminal: Terminal, entries: Sequence[Entry], seal: str | None) -> None:
    """Keeps and derives a checked run, all or nothing; `seal` is None where a longer run was cut."""
    now = bridge.clock.now()
    up_to_minor = bridge.settings.approves_up_to_minor

    def keep_run(conn: Connection) -> Sorted:
        run = _sort(conn, terminal, entries)
        keep_conflicts(conn, run.contradicting, now)
        add_entries(conn, run.new, now)
        for entry, problem in derive_all(Circumstances(conn, now, up_to_minor), run.new):
            put_aside(conn, entry, problem.code, str(problem), now)
        if seal is not None and not run.is_refused(entries):
            keep_seal(conn, terminal.terminal_id, entries[-1].head, seal, now)
        return run

    run = bridge.together.write(keep_run)
    bridge.woken.set()
    if run.is_refused(entries):
        raise JournalConflict(seq=run.contradicting[0].seq)


def _sort(conn: Connection, terminal: Terminal, entries: Sequence[Entry]) -> Sorted:
    kept = hashes_at(conn, terminal.terminal_id, entries)
    rest = _not_kept(kept, entries)
    if not rest:
        return Sorted((), ())
    follows_known = len(rest) < len(entries)
    if _place(rest[0]) not in kept and _follows(conn, terminal, rest[0], follows_known):
        return Sorted(rest, ())
    beside = 1 + next((at for at, entry in enumerate(rest[1:]) if entry.kind == EPOCH_BEGUN), len(rest))
    return Sorted(_not_kept(kept, rest[beside:]), rest[:beside])


def _not_kept(kept: Mapping[tuple[int, int], str], entries: Sequence[Entry]) -> Sequence[Entry]:
    """The run from the first entry on that is not in its place here."""
    first = next((at for at, entry in enumerate(entries) if kept.get(_place(entry)) != entry.hash), len(entries))
    return entries[first:]


def _follows(conn: Connection, terminal: Terminal, entry: Entry, follows_known: bool) -> bool:
    """Whether an entry goes on from what is here; JournalGap when what it follows is still missing."""
    before = hashes_before(conn, entry)
    if follows_known or before:
        return follows_known or entry.prev_hash in before
    own = newest_head(conn, terminal.terminal_id, entry.epoch)
    raise JournalGap(entry.seq, own if own != EMPTY else newest_head(conn, terminal.terminal_id))


def _receipt(bridge: Bridge, conn: Connection, terminal: Terminal, upload: Upload) -> Receipt:
    # After an upload the receipt names its last entry: a place that this terminal knows, whatever a clone has sent.
    head = upload.entries[-1].head if upload.entries else newest_head(conn, terminal.terminal_id)
    news = fates_after(conn, terminal.terminal_id, upload.fates_after)
    return Receipt(
        acknowledged=head,
        countersignature=bridge.signer.sign(countersign_text(terminal.terminal_id, head)),
        set_aside=set_aside_among(conn, terminal.terminal_id, upload.entries),
        fates=news.fates,
        fates_cursor=news.cursor,
        fates_more=news.more,
        time=bridge.now_text(),
        revoked=terminal.is_revoked,
        wanted=wanted(conn, terminal.terminal_id),
    )


def _place(entry: Entry) -> tuple[int, int]:
    return entry.epoch, entry.seq
