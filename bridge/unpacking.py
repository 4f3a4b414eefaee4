"""Unpacking what others have packed, without trusting it to unpack to less than it should."""

import zlib

from bridge.problems import TooLarge
from mpos.contract.canonical import BadContent

_GZIP = 16 + zlib.MAX_WBITS


def unpack(packed: bytes, limit: int) -> bytes:
    """What was packed with gzip. TooLarge as soon as it shows, without unpacking more; BadContent when cut short."""
    unpacker = zlib.decompressobj(_GZIP)
    try:
        content = unpacker.decompress(packed, limit + 1)
    except zlib.error as error:
        raise BadContent("it can't be unpacked") from error
    if len(content) > limit:
        raise TooLarge(limit=limit)
    if not unpacker.eof or unpacker.unused_data:
        raise BadContent("it can't be unpacked whole")
    return content
