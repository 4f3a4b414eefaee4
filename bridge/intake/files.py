"""A journal that comes as a file: the same entries, through the same door."""

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
from mpos.contract.sealed_file import JOURNAL, SealedFile, describe_sealed, read_sealed
from mpos.contract.wire import MAX_BATCH_ENTRIES, SetAside

from .journals import check, keep

MAX_FILE_BYTES = 200_000_000
MAX_JOURNAL_BYTES = 500_000_000
"""Unpacked: years of entries of a busy terminal."""


class Ingested(NamedTuple):
    """What a file brought: how many entries it has, the last one's seq, and those that were set aside."""

    terminal_id: str
    entries: int
    acknowledged: int
    set_aside: tuple[SetAside, ...]


def ingest(bridge: Bridge, blob: bytes) -> Ingested:
    """Takes in a sealed journal file; as harmless twice as once. BadContent for a file that is none, or was changed.

    The whole run is checked before any of it is kept; it is kept batch by batch, and a try again goes on.
    """
    terminal = _sender(bridge, blob)
    sealed = read_sealed(blob, JOURNAL, terminal.public_key)
    entries = _entries(sealed)
    if entries:
        check(terminal, entries, Fields(sealed.description, "journal file").text("seal"))
    aside: list[SetAside] = []
    for start in range(0, len(entries), MAX_BATCH_ENTRIES):
        batch = entries[start : start + MAX_BATCH_ENTRIES]
        is_last = batch[-1] is entries[-1]
        keep(bridge, terminal, batch, str(sealed.description["seal"]) if is_last else None)
        with reading(bridge.engine) as conn:
            aside.extend(set_aside_among(conn, terminal.terminal_id, batch))
    return Ingested(terminal.terminal_id, len(entries), entries[-1].seq if entries else 0, tuple(aside))


def _sender(bridge: Bridge, blob: bytes) -> Terminal:
    claimed = Fields(describe_sealed(blob, JOURNAL), "journal file").text("terminal_id", limit=40)
    with reading(bridge.engine) as conn:
        terminal = find_terminal(conn, claimed)
    if terminal is None:
        raise NotFound(what=f"terminal {claimed}")
    return terminal


def _entries(sealed: SealedFile) -> list[Entry]:
    lines = unpack(sealed.payload, MAX_JOURNAL_BYTES).splitlines()
    if sealed.description.get("entries") != len(lines):
        raise BadContent("it has not as many entries as it says")
    return [read_entry(read_json(line)) for line in lines]
