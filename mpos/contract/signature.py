"""A customer's signature: the journal body that names it, and the small picture that travels after the money.

The picture is a PNG in black and white. Its hash stands in the journal, so the money never waits for it, and whoever
has the journal knows the picture when it comes.
"""

from mpos.light.hashes import sha256
from mpos.light.typing import Any, NamedTuple

from .canonical import BadContent
from .fields import Fields
from .payment import read_uuid

MAX_WIDTH, MAX_HEIGHT = 384, 96
"""Dots: the width of a 58 mm roll. On a serial line of 9600 baud the tallest takes five seconds to print."""
MAX_PICTURE_BYTES = 20_000
"""Four times the dots of the largest, packed by nobody: a picture with every other dot black still fits."""
HASH_DIGITS = 64
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
# Behind PNG's own signature: the length and name of the first chunk, width, height, and bits for each dot.
_LAYOUT = ">8sI4sIIB"
_HEADER_BYTES = 13


class Signature(NamedTuple):
    """Who signed for what, and the picture: its SHA-256, its size in bytes, and its dots."""

    receipt_no: str
    payment_id: str
    sha256: str
    size: int
    width: int
    height: int


def signature_body(signature: Signature) -> dict[str, Any]:
    """The body of a signature_taken entry."""
    return signature._asdict()


def read_signature(body: object) -> Signature:
    """The signature in a signature_taken body; BadContent names what is wrong."""
    fields = Fields(body, "signature")
    return Signature(
        receipt_no=fields.text("receipt_no", limit=40),
        payment_id=read_uuid(fields, "payment_id"),
        sha256=read_hash(fields.text("sha256", limit=HASH_DIGITS)),
        size=fields.integer("size", low=1, high=MAX_PICTURE_BYTES),
        width=fields.integer("width", low=1, high=MAX_WIDTH),
        height=fields.integer("height", low=1, high=MAX_HEIGHT),
    )


def read_hash(text: str) -> str:
    """A SHA-256 as it is written everywhere: 64 hexadecimal digits in small letters; BadContent otherwise."""
    if len(text) != HASH_DIGITS or not set(text) <= set("0123456789abcdef"):
        raise BadContent(f"sha256 is not {HASH_DIGITS} hexadecimal digits in small letters")
    return text


def hash_picture(picture: bytes) -> str:
    """What a picture is known by."""
    return sha256(picture).hexdigest()


def check_picture(picture: bytes, wanted: str) -> None:
    """BadContent unless these bytes are the picture with this hash, and a PNG of the size of a signature."""
    if hash_picture(picture) != wanted:
        raise BadContent("the picture is not the one that it is said to be")
    import struct

    header = struct.Struct(_LAYOUT)
    if len(picture) < header.size or len(picture) > MAX_PICTURE_BYTES:
        raise BadContent(f"the picture has {len(picture)} bytes")
    magic, length, chunk, width, height, depth = header.unpack_from(picture)
    if (magic, length, chunk, depth) != (_SIGNATURE, _HEADER_BYTES, b"IHDR", 1):
        raise BadContent("the picture is not a PNG in black and white")
    if not (0 < width <= MAX_WIDTH and 0 < height <= MAX_HEIGHT):
        raise BadContent(f"the picture has {width} x {height} dots, and {MAX_WIDTH} x {MAX_HEIGHT} is the most")
