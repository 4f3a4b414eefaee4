"""The journal: one append-only chain of everything that happened on a terminal; the source of every number.

An entry's hash covers its canonical content and the hash before it, so one changed byte, one removed entry or one
put in shows at the place where it happened. A cut tail shows by the head, which the terminal's key seals (seal.py).
"""

from collections.abc import Iterable, Mapping

from mpos.light.hashes import sha256
from mpos.light.typing import Any, NamedTuple

from .canonical import BadContent, write_canonical
from .fields import Fields
from .kinds import EPOCH_BEGUN

GENESIS = "0" * 64
"""What the first entry of a journal has in the place of the hash before it."""
FIRST_EPOCH = 1
_HEX = frozenset("0123456789abcdef")
_DOMAIN = b"mpos-journal-1\n"
"""Keeps these hashes apart from all others, and carries the version of the format."""


class Head(NamedTuple):
    """The end of a chain, as far as somebody knows it."""

    epoch: int
    seq: int
    hash: str


EMPTY = Head(FIRST_EPOCH, 0, GENESIS)


class Entry(NamedTuple):
    """One thing that happened. `body` holds JSON values without floats; instants and dates are texts."""

    terminal_id: str
    epoch: int
    seq: int
    kind: str
    recorded_at: str
    business_date: str | None
    collector: str | None
    body: Mapping[str, Any]
    prev_hash: str
    hash: str

    @property
    def head(self) -> Head:
        """Where the chain stands after this entry."""
        return Head(self.epoch, self.seq, self.hash)


class Break(NamedTuple):
    """The first entry that does not hold, and why."""

    seq: int
    reason: str


def hash_entry(entry: Entry) -> str:
    """SHA-256, in hex, over the entry's content, its own hash left out."""
    content = entry._asdict()
    del content["hash"]
    return sha256(_DOMAIN + write_canonical(content).encode()).hexdigest()


def chain(entry: Entry) -> Entry:
    """The entry with its hash worked out; `prev_hash` must already be that of the entry before."""
    return entry._replace(hash=hash_entry(entry))


def find_break(entries: Iterable[Entry], after: Head = EMPTY) -> Break | None:
    """The first entry that does not follow from the one before it, or None when the chain holds."""
    head = after
    for entry in entries:
        reason = _why_not(entry, head)
        if reason:
            return Break(entry.seq, reason)
        head = entry.head
    return None


def _why_not(entry: Entry, before: Head) -> str | None:
    if entry.seq > before.seq + 1:
        return f"entry {before.seq + 1} is missing"
    if entry.seq <= before.seq:
        return f"it comes after entry {before.seq}"
    if entry.prev_hash != before.hash:
        return "it does not follow the entry before it"
    if entry.hash != hash_entry(entry):
        return "its content was changed"
    if entry.epoch != before.epoch and entry.kind != EPOCH_BEGUN and before != EMPTY:
        return "its epoch changes without a beginning"
    return None


def write_entry(entry: Entry) -> str:
    """The entry as one line of canonical JSON."""
    return write_canonical(entry._asdict())


def read_entry(content: object) -> Entry:
    """An entry from its JSON object, types and sizes checked (not its hash); BadContent otherwise."""
    fields = Fields(content, "journal entry")
    return Entry(
        terminal_id=fields.text("terminal_id", limit=40),
        epoch=fields.integer("epoch", low=1),
        seq=fields.integer("seq", low=1),
        kind=fields.text("kind", limit=40),
        recorded_at=fields.instant("recorded_at"),
        business_date=fields.optional_date("business_date"),
        collector=fields.optional_text("collector", limit=60),
        body=fields.object("body"),
        prev_hash=_read_hash(fields, "prev_hash"),
        hash=_read_hash(fields, "hash"),
    )


def read_head(content: object) -> Head:
    """A head from its JSON object; BadContent otherwise."""
    fields = Fields(content, "journal head")
    return Head(fields.integer("epoch", low=1), fields.integer("seq"), _read_hash(fields, "hash"))


def _read_hash(fields: Fields, name: str) -> str:
    text = fields.text(name, limit=64)
    if len(text) != 64 or not _HEX.issuperset(text):
        raise BadContent(f"journal entry: {name} is not a SHA-256 in hex")
    return text
