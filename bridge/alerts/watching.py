"""Looks through what has come into the journals since the last look: every hash and link, and every receipt number."""

from typing import NamedTuple

from bridge.app import Bridge
from bridge.reconcile.chains import head_before
from bridge.store.engine import Connection, reading, writing
from bridge.store.journal_marks import entries_behind, keep_marks, kept_marks, last_seqs, newest_places
from bridge.store.told import told
from mpos.contract.journal import FIRST_EPOCH, Break, Entry, Head, find_break
from mpos.contract.kinds import PAYMENT_RECORDED

from .mark import NOTHING_SEEN, Mark, mark_kept, mark_read, note_receipts

AT_ONCE = 1_000
"""Entries in memory at a time."""
MAX_ENTRIES = 10_000
"""Of one look: less than a second, so that uploads hardly notice. A flood is looked through over several rounds, and so
is an old office the first time.
"""


class Watched(NamedTuple):
    """The marks of all terminals, and whether the look has come to the end of every journal."""

    marks: dict[str, Mark]
    is_through: bool


def watch(bridge: Bridge) -> Watched:
    """Looks through what is new and keeps how far that was."""
    budget = MAX_ENTRIES
    changed: dict[str, Mark] = {}
    with reading(bridge.engine) as conn:
        marks = {terminal_id: mark_read(kept) for terminal_id, kept in kept_marks(conn).items()}
        behind = [each for each, newest in newest_places(conn).items() if _is_behind(marks.get(each), newest)]
        # What is broken is likely to be broken still, and must not keep the others waiting.
        for terminal_id in sorted(behind, key=lambda each: each in marks and bool(marks[each].broken)):
            if budget <= 0:
                break
            mark = marks.get(terminal_id, NOTHING_SEEN)
            followed, looked_at = _follow(conn, terminal_id, mark, budget)
            budget -= looked_at
            if followed != mark:
                changed[terminal_id] = followed
    if changed:
        with writing(bridge.engine) as conn:
            keep_marks(conn, {terminal_id: mark_kept(mark) for terminal_id, mark in changed.items()})
    return Watched(marks | changed, budget > 0)


def _is_behind(mark: Mark | None, newest: tuple[int, int]) -> bool:
    """Of a terminal with several epochs an earlier one may have gone on, too."""
    epoch, seq = newest
    head = mark.heads.get(epoch) if mark else None
    return mark is None or head is None or head.seq != seq or bool(mark.broken) or epoch != FIRST_EPOCH


def _follow(conn: Connection, terminal_id: str, mark: Mark, budget: int) -> tuple[Mark, int]:
    looked_at = 0
    for epoch, last_seq in last_seqs(conn, terminal_id).items():
        head = mark.heads.get(epoch)
        if head is not None and last_seq < head.seq:
            mark = _broken(mark, epoch, Break(last_seq + 1, f"it and those behind it are gone; there were {head.seq}"))
            continue
        # Of an epoch that was broken one entry tells whether it still is.
        limit = 1 if epoch in mark.broken else AT_ONCE
        mark = mark._replace(broken={at: found for at, found in mark.broken.items() if at != epoch})
        while looked_at < budget:
            entries = entries_behind(conn, terminal_id, epoch, head.seq if head else 0, limit)
            if not entries:
                break
            limit, looked_at = AT_ONCE, looked_at + len(entries)
            mark, is_whole = _take(conn, mark, entries, head)
            head = mark.heads.get(epoch)
            if not is_whole:
                break
    return mark, looked_at


def _take(conn: Connection, mark: Mark, entries: list[Entry], head: Head | None) -> tuple[Mark, bool]:
    """The mark moved to the last of these entries, or to the last that holds; and whether all of them do."""
    epoch = entries[0].epoch
    after = head or head_before(conn, entries[0])
    found = Break(entries[0].seq, "what it follows is missing") if after is None else find_break(entries, after)
    good = [entry for entry in entries if found is None or entry.seq < found.seq]
    if good:
        numbers = [told(entry.body, "receipt_no") for entry in good if entry.kind == PAYMENT_RECORDED]
        mark = note_receipts(mark, [number for number in numbers if number])
        mark = mark._replace(heads={**mark.heads, epoch: good[-1].head})
    return (mark, True) if found is None else (_broken(mark, epoch, found), False)


def _broken(mark: Mark, epoch: int, found: Break) -> Mark:
    return mark._replace(broken={**mark.broken, epoch: found})
