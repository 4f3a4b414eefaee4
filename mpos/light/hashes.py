"""Hashes without loading OpenSSL, where nobody has: for a few short texts that would cost more than it saves."""

import sys
from contextlib import suppress

from .typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import _Hash

_BLOCK_BYTES = 64
_INNER, _OUTER = (bytes(byte ^ pad for byte in range(256)) for pad in (0x36, 0x5C))


def sha256(content: bytes) -> "_Hash":
    """As `hashlib.sha256`, and by it where it is loaded: it is the faster one."""
    if "hashlib" not in sys.modules:
        # It has a module of its own, without a public name; the second is that of Python 3.12 and later.
        for name in ("_sha256", "_sha2"):
            with suppress(ImportError):
                return __import__(name).sha256(content)  # type: ignore[no-any-return]
    import hashlib

    return hashlib.sha256(content)


def hmac_sha256(key: bytes, content: bytes) -> bytes:
    """As `hmac.digest` with SHA-256 (RFC 2104)."""
    key = (sha256(key).digest() if len(key) > _BLOCK_BYTES else key).ljust(_BLOCK_BYTES, b"\0")
    return sha256(key.translate(_OUTER) + sha256(key.translate(_INNER) + content).digest()).digest()
