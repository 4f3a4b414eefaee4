"""The electronic journal outside this device: exported as lines of JSON, verified here or anywhere else."""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import IO, NamedTuple

from mpos.contract.canonical import BadContent, read_json
from mpos.contract.fields import Fields
from mpos.contract.journal import EMPTY, Break, Entry, Head, find_break, read_entry, write_entry
from mpos.contract.seal import holds, journal_seal_text
from mpos.store import journal

from .files import UnreadableFile
from .terminal import Terminal

MAX_LINE = 1_000_000
"""Characters; no entry comes near it, and a file that isn't a journal must not fill the memory."""


class Verified(NamedTuple):
    """What was found: how many entries hold, and the first that does not."""

    entries: int
    first_bad: Break | None


def export_lines(terminal: Terminal, since: int) -> Iterator[str]:
    """The entries from seq `since` on, one line each, then a line with the seal of the head."""
    identity = terminal.identity
    head = EMPTY
    for entry in journal.all_entries(terminal.connection, identity.terminal_id, max(0, since - 1)):
        head = entry.head
        yield write_entry(entry)
    if head.seq:
        yield json.dumps(
            {
                "terminal_id": identity.terminal_id,
                "head": head._asdict(),
                "seal": terminal.signer.sign(journal_seal_text(identity.terminal_id, head)),
                "public_key": terminal.signer.public_key,
            }
        )


def verify_store(terminal: Terminal) -> Verified:
    """Checks the chain of this device's own journal."""
    identity = terminal.identity
    return _verify(journal.all_entries(terminal.connection, identity.terminal_id), EMPTY)


def verify_file(path: Path) -> Verified:
    """Checks an exported journal. It needs no store: an export can be checked on any machine."""
    try:
        with path.open(encoding="utf-8") as file:
            return _verify_lines(file)
    except (OSError, UnicodeDecodeError) as error:
        raise UnreadableFile(path=path, detail=getattr(error, "strerror", None) or str(error)) from error


def _verify(entries: Iterable[Entry], after: Head) -> Verified:
    counted = 0

    def counting() -> Iterator[Entry]:
        nonlocal counted
        for entry in entries:
            yield entry
            counted += 1

    bad = find_break(counting(), after)
    return Verified(counted, bad)


def _verify_lines(file: IO[str]) -> Verified:
    head, entries, sealed = EMPTY, 0, False
    while line := file.readline(MAX_LINE):
        if not line.strip():
            continue
        try:
            content = read_json(line)
            if isinstance(content, dict) and "seal" in content:
                bad = _check_seal(content, head)
                sealed = True
            else:
                entry = read_entry(content)
                bad = find_break([entry], _before(entry) if not entries else head)
                head, entries, sealed = entry.head, entries + (bad is None), False
        except BadContent as error:
            return Verified(entries, Break(head.seq + 1, str(error)))
        if bad:
            return Verified(entries, bad)
    if not sealed:
        return Verified(entries, Break(head.seq + 1, "the end is not sealed: something may be cut off"))
    return Verified(entries, None)


def _before(first: Entry) -> Head:
    """An export may begin in the middle: its first entry is then taken at its word for what came before."""
    return EMPTY if first.seq == 1 else Head(first.epoch, first.seq - 1, first.prev_hash)


def _check_seal(content: dict[str, object], head: Head) -> Break | None:
    fields = Fields(content, "seal line")
    if fields.object("head") != head._asdict():
        return Break(head.seq + 1, "entries before the seal are missing")
    text = journal_seal_text(fields.text("terminal_id"), head)
    if not holds(fields.text("public_key"), text, fields.text("seal")):
        return Break(head.seq, "the seal is not that of the device")
    return None
