"""A journal that comes as a file: the same entries, through the same door.

It is what `mpos upload --to` has written, sealed as a whole, or lines with seals between them: an export, or the second
copy from the card of a handheld that is dead.
"""

from io import BytesIO
from typing import NamedTuple

from bridge.app import Bridge
from bridge.problems import NotFound
from bridge.store.engine import reading
from bridge.store.journal import set_aside_among
from bridge.store.terminals import Terminal, find_terminal
from bridge.unpacking import unpack
from mpos.contract.canonical import BadContent, read_json
from mpos.contract.fields import Fields
from mpos.contract.journal import Entry, read_entry
from mpos.contract.journal_lines import MAX_LINE_BYTES, read_line, read_lines
from mpos.contract.sealed_file import JOURNAL, TITLE, SealedFile, describe_sealed, read_sealed
from mpos.contract.sealed_runs import Run, sealed_runs
from mpos.contract.wire import MAX_BATCH_ENTRIES, SetAside

from .journals import check, keep
from .problems import JournalGap

MAX_FILE_BYTES = 200_000_000
MAX_JOURNAL_BYTES = 500_000_000
"""Unpacked: years of entries of a busy terminal."""


class Ingested(NamedTuple):
    """What a file brought: how many entries it has, the last one's seq, and those that were set aside.

    `unusable` are the places of lines that no seal vouches for, or that follow what is missing here; `last_seal` is
    that of the last seal.
    """

    terminal_id: str
    entries: int
    acknowledged: int
    set_aside: tuple[SetAside, ...]
    unusable: tuple[int, ...] = ()
    last_seal: int = 0


def ingest(bridge: Bridge, blob: bytes) -> Ingested:
    """Takes in a journal file; as harmless twice as once. BadContent for a file that is none, or was changed.

    A sealed file is taken whole or not at all. Of lines those are taken that seals of the terminal's known key vouch
    for. Either is kept batch by batch, and a try again goes on.
    """
    return _ingest_sealed(bridge, blob) if blob.startswith(TITLE) else _ingest_lines(bridge, blob)


def _ingest_sealed(bridge: Bridge, blob: bytes) -> Ingested:
    terminal = _sender(bridge, Fields(describe_sealed(blob, JOURNAL), "journal file").text("terminal_id", limit=40))
    sealed = read_sealed(blob, JOURNAL, terminal.public_key)
    entries = _entries(sealed)
    aside = _take(bridge, terminal, entries, Fields(sealed.description, "file").text("seal")) if entries else ()
    return Ingested(terminal.terminal_id, len(entries), entries[-1].seq if entries else 0, aside)


def _ingest_lines(bridge: Bridge, blob: bytes) -> Ingested:
    terminal = _sender(bridge, _claimed(blob))
    found = sealed_runs(read_lines(BytesIO(blob)), terminal.terminal_id, terminal.public_key)
    if not found.runs:
        raise BadContent(f"no line of it is under a seal of {terminal.terminal_id}")
    taken: list[Run] = []
    aside: list[SetAside] = []
    unusable = list(found.unusable)
    for run in found.runs:
        try:
            aside.extend(_take(bridge, terminal, run.entries, run.seal))
            taken.append(run)
        except JournalGap:
            if not taken:
                raise
            unusable.extend(range(run.first_line, run.last_line + 1))
    return Ingested(
        terminal.terminal_id,
        entries=sum(len(run.entries) for run in taken),
        acknowledged=taken[-1].entries[-1].seq,
        set_aside=tuple(aside),
        unusable=tuple(sorted(unusable)),
        last_seal=taken[-1].last_line,
    )


def _take(bridge: Bridge, terminal: Terminal, entries: tuple[Entry, ...], seal: str) -> tuple[SetAside, ...]:
    """The whole run is checked before any of it is kept."""
    check(terminal, entries, seal)
    aside: list[SetAside] = []
    for start in range(0, len(entries), MAX_BATCH_ENTRIES):
        batch = entries[start : start + MAX_BATCH_ENTRIES]
        is_last = batch[-1] is entries[-1]
        keep(bridge, terminal, batch, seal if is_last else None)
        with reading(bridge.engine) as conn:
            aside.extend(set_aside_among(conn, terminal.terminal_id, batch))
    return tuple(aside)


def _claimed(blob: bytes) -> str:
    """Whose journal these lines say that they are; whether it is true their seals tell."""
    for text in read_lines(BytesIO(blob)):
        try:
            return read_line(text).terminal_id
        except BadContent:
            continue
    raise BadContent("it is not a journal")


def _sender(bridge: Bridge, claimed: str) -> Terminal:
    with reading(bridge.engine) as conn:
        terminal = find_terminal(conn, claimed)
    if terminal is None:
        raise NotFound(what=f"terminal {claimed}")
    return terminal


def _entries(sealed: SealedFile) -> tuple[Entry, ...]:
    lines = unpack(sealed.payload, MAX_JOURNAL_BYTES).splitlines()
    if sealed.description.get("entries") != len(lines):
        raise BadContent("it has not as many entries as it says")
    if max(map(len, lines), default=0) > MAX_LINE_BYTES:
        raise BadContent("an entry of it is too large")
    return tuple(read_entry(read_json(line)) for line in lines)
