"""Sealed files: the same bytes by HTTP and by USB stick, signed and telling what they are.

Three lines, then the payload: "MPOS <kind> <version>", the description as canonical JSON (with the payload's size and
SHA-256), the signature over the two lines before it, in hex.
"""

from collections.abc import Mapping
from hashlib import sha256

from .canonical import BadContent, read_json, write_canonical
from .seal import Signer, holds
from .typing import Any, NamedTuple

SOA_LIST, JOURNAL = "soa-list", "journal"
VERSION = 1
TITLE = b"MPOS "
"""How each begins."""
MAX_DESCRIPTION = 1_000_000
"""Bytes of the description; it holds what the business prints and the taken positions, never the records."""


class SealedFile(NamedTuple):
    """A file whose signature held when it was read."""

    kind: str
    description: Mapping[str, Any]
    payload: bytes


def write_sealed(kind: str, description: Mapping[str, Any], payload: bytes, signer: Signer) -> bytes:
    """The whole file."""
    content = {**description, "size": len(payload), "sha256": sha256(payload).hexdigest()}
    signed = f"MPOS {kind} {VERSION}\n{write_canonical(content)}\n".encode()
    return signed + signer.sign(signed).encode() + b"\n" + payload


def describe_sealed(blob: bytes, kind: str) -> Mapping[str, Any]:
    """The description alone, its signature not looked at: to find out whose key to check it with. BadContent."""
    return _description(_split(blob, kind)[0])


def read_sealed(blob: bytes, kind: str, public_key: str) -> SealedFile:
    """The file's content once kind, signature, size and SHA-256 hold; BadContent says which does not."""
    signed, signature, payload = _split(blob, kind)
    if not holds(public_key, signed, signature):
        raise BadContent("its signature is not that of the sender")
    description = _description(signed)
    if description.get("size") != len(payload):
        raise BadContent("it is cut short or has something added")
    if description.get("sha256") != sha256(payload).hexdigest():
        raise BadContent("its content was changed")
    return SealedFile(kind, description, payload)


def _split(blob: bytes, kind: str) -> tuple[bytes, str, bytes]:
    title_end = blob.find(b"\n", 0, 100)
    if title_end < 0 or not blob.startswith(TITLE):
        raise BadContent("it is not a file of MPOS")
    title = blob[:title_end].decode("ascii", "replace").split(" ")
    if title[1:2] != [kind]:
        raise BadContent(f"it is not a {kind} file")
    if title[2:] != [str(VERSION)]:
        raise BadContent("it was made by another version of MPOS; update this one")
    description_end = blob.find(b"\n", title_end + 1, title_end + MAX_DESCRIPTION)
    signature_end = blob.find(b"\n", description_end + 1, description_end + 200)
    if description_end < 0 or signature_end < 0:
        raise BadContent("it is cut short")
    signature = blob[description_end + 1 : signature_end].decode("ascii", "replace")
    return blob[: description_end + 1], signature, blob[signature_end + 1 :]


def _description(signed: bytes) -> Mapping[str, Any]:
    description = read_json(signed.split(b"\n")[1])
    if not isinstance(description, dict):
        raise BadContent("its description is not an object")
    return description
