"""The journal as lines of JSON: how it leaves a terminal in an export and in a second copy.

- An entry, in its canonical spelling.
- A head that the office has countersigned, right behind its entry. It repeats the terminal's own seal over that head:
  a verifier of an earlier version, which knows seals only, reads it as one.
- A seal, which ends a block of lines: the terminal's signature over the head, and the SHA-256 of the block's bytes. So
  any byte or line that is changed or left out shows. Version 1 had the signature alone.
"""

import json
from collections.abc import Iterator, Mapping
from typing import IO, Any, NamedTuple

from .canonical import BadContent, read_json
from .fields import Fields
from .journal import Entry, Head, read_entry, read_head, write_entry
from .seal import Signer, holds, journal_seal_text

MAX_LINE_BYTES = 4_000_000
"""No entry comes near it, and a file that isn't a journal must not fill the memory."""
_SEAL_1 = {"terminal_id", "head", "seal", "public_key"}
_SEAL_2 = {*_SEAL_1, "sha256"}
_COUNTERSIGNED = {"terminal_id", "head", "countersignature", "bridge_key", "at"}
_COUNTERSIGNED_HERE = {*_COUNTERSIGNED, "seal", "public_key"}


class Seal(NamedTuple):
    """The end of a block; `sha256` is that of its lines, None in version 1."""

    terminal_id: str
    head: Head
    seal: str
    public_key: str
    sha256: str | None

    def holds(self, public_key: str) -> bool:
        """Whether the terminal with this key has sealed the head."""
        return holds(public_key, journal_seal_text(self.terminal_id, self.head), self.seal)


class Countersigned(NamedTuple):
    """A head that the office holds, with its signature; `at` is the office's time of it."""

    terminal_id: str
    head: Head
    countersignature: str
    bridge_key: str
    at: str


Line = Entry | Seal | Countersigned


def write_seal(terminal_id: str, head: Head, signer: Signer, sha256: str) -> str:
    """The line that ends a block of lines with this SHA-256, their line ends within."""
    own = _sealed(terminal_id, head, signer)
    return json.dumps({"terminal_id": terminal_id, **own, "sha256": sha256})


def write_countersigned(line: Countersigned, signer: Signer | None) -> str:
    """The line of a countersigned head. No `signer` for one that the journal does not have: it must not seal that."""
    own = _sealed(line.terminal_id, line.head, signer) if signer else {}
    return json.dumps({**line._asdict(), "head": line.head._asdict(), **own})


def read_lines(file: IO[bytes]) -> Iterator[bytes]:
    """The lines of a file with their ends, a line that is too long in pieces that are none."""
    while text := file.readline(MAX_LINE_BYTES):
        yield text


def read_line(text: bytes) -> Line:
    """What a line holds, in just the spelling in which it was written (its line end aside); BadContent."""
    try:
        spelled = text.decode().removesuffix("\n")
    except UnicodeDecodeError as error:
        raise BadContent("it is not text in UTF-8") from error
    content = read_json(spelled)
    if not isinstance(content, dict):
        raise BadContent("it is not an object")
    if "kind" in content:
        entry = read_entry(content)
        _check_spelling(spelled, write_entry(entry))
        return entry
    _check_spelling(spelled, json.dumps(content))
    return _read_countersigned(content) if "countersignature" in content else _read_seal(content)


def _sealed(terminal_id: str, head: Head, signer: Signer) -> dict[str, Any]:
    signature = signer.sign(journal_seal_text(terminal_id, head))
    return {"head": head._asdict(), "seal": signature, "public_key": signer.public_key}


def _check_spelling(spelled: str, expected: str) -> None:
    """A line that says the same in other bytes was touched by somebody."""
    if spelled != expected:
        raise BadContent("it is not spelled as it was written")


def _read_seal(content: Mapping[str, Any]) -> Seal:
    if set(content) not in (_SEAL_1, _SEAL_2):
        raise BadContent("it is neither an entry nor a seal")
    fields = Fields(content, "seal")
    return Seal(
        terminal_id=fields.text("terminal_id", limit=40),
        head=_read_head(fields),
        seal=fields.text("seal"),
        public_key=fields.text("public_key"),
        sha256=fields.text("sha256") if "sha256" in content else None,
    )


def _read_countersigned(content: Mapping[str, Any]) -> Countersigned:
    if set(content) not in (_COUNTERSIGNED, _COUNTERSIGNED_HERE):
        raise BadContent("it is not a countersigned head")
    fields = Fields(content, "countersigned head")
    return Countersigned(
        terminal_id=fields.text("terminal_id", limit=40),
        head=_read_head(fields),
        countersignature=fields.text("countersignature"),
        bridge_key=fields.text("bridge_key"),
        at=fields.instant("at"),
    )


def _read_head(fields: Fields) -> Head:
    content = fields.object("head")
    if set(content) != set(Head._fields):
        raise BadContent("a head has other fields than epoch, seq and hash")
    return read_head(content)
