"""Sealed files: the same bytes by HTTP and by USB stick, signed and telling what they are.

Three lines, then the payload: "MPOS <kind> <version>", the description as canonical JSON (with the payload's size and
SHA-256), the signature over the two lines before it, in hex.
"""

from collections.abc import Mapping
from hashlib import sha256
from io import BytesIO

from mpos.light.typing import TYPE_CHECKING, Any, NamedTuple

from .canonical import BadContent, read_json, write_canonical
from .seal import Signer, holds

if TYPE_CHECKING:
    from typing import BinaryIO

SOA_LIST, JOURNAL = "soa-list", "journal"
VERSION = 1
TITLE = b"MPOS "
"""How each begins."""
MAX_TITLE, MAX_SIGNATURE = 100, 200
READ_AT_ONCE = 65_536
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
    return _description(_head(BytesIO(blob), kind)[0])


def read_sealed(blob: bytes, kind: str, public_key: str) -> SealedFile:
    """The file's content once kind, signature, size and SHA-256 hold; BadContent says which does not."""
    file = BytesIO(blob)
    return SealedFile(kind, check_sealed(file, kind, public_key), file.read())


def check_sealed(file: "BinaryIO", kind: str, public_key: str) -> Mapping[str, Any]:
    """The description once all of it holds, as for read_sealed; the file is left where its payload begins."""
    signed, signature = _head(file, kind)
    if not holds(public_key, signed, signature):
        raise BadContent("its signature is not that of the sender")
    description, start, digest = _description(signed), file.tell(), sha256()
    while part := file.read(READ_AT_ONCE):
        digest.update(part)
    if description.get("size") != file.tell() - start:
        raise BadContent("it is cut short or has something added")
    if description.get("sha256") != digest.hexdigest():
        raise BadContent("its content was changed")
    file.seek(start)
    return description


def seal_of(file: "BinaryIO", kind: str) -> str:
    """The signature, not looked at: what names this file among all others. BadContent when it is not there."""
    return _head(file, kind)[1]


def _head(file: "BinaryIO", kind: str) -> tuple[bytes, str]:
    """What is signed, and the signature; the file is left where its payload begins."""
    title = file.readline(MAX_TITLE)
    if not title.endswith(b"\n") or not title.startswith(TITLE):
        raise BadContent("it is not a file of MPOS")
    words = title[:-1].decode("ascii", "replace").split(" ")
    if words[1:2] != [kind]:
        raise BadContent(f"it is not a {kind} file")
    if words[2:] != [str(VERSION)]:
        raise BadContent("it was made by another version of MPOS; update this one")
    description, signature = file.readline(MAX_DESCRIPTION), file.readline(MAX_SIGNATURE)
    if not description.endswith(b"\n") or not signature.endswith(b"\n"):
        raise BadContent("it is cut short")
    return title + description, signature[:-1].decode("ascii", "replace")


def _description(signed: bytes) -> Mapping[str, Any]:
    description = read_json(signed.split(b"\n")[1])
    if not isinstance(description, dict):
        raise BadContent("its description is not an object")
    return description
