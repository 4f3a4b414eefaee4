"""Ids made where a thing happens, before it is first sent: random UUIDs (RFC 9562, version 4).

Written out here because importing the uuid module costs a cold `mpos collect` as much as a second interpreter start.
"""

import os

_HYPHENS = (8, 13, 18, 23)


def new_id() -> str:
    """A fresh random UUID in its usual spelling."""
    octets = bytearray(os.urandom(16))
    octets[6] = octets[6] & 0x0F | 0x40
    octets[8] = octets[8] & 0x3F | 0x80
    digits = octets.hex()
    return "-".join((digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]))


def is_uuid(text: str) -> bool:
    """Whether this is a UUID of any version, in small letters with hyphens."""
    digits = text.replace("-", "")
    hyphens = tuple(place for place, letter in enumerate(text) if letter == "-")
    return len(digits) == 32 and hyphens == _HYPHENS and set(digits) <= set("0123456789abcdef")
