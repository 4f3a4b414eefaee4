"""Hashes without loading OpenSSL, where nobody has: for a few short texts that would cost more than it saves."""

import sys

from .typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import _Hash

_BLOCK_BYTES = 64
_INNER, _OUTER = (bytes(byte ^ pad for byte in range(256)) for pad in (0x36, 0x5C))


def sha256(content: bytes) -> "_Hash":
    """As `hashlib.sha256`, and by it where it is loaded: it is the faster one."""
    return _hash("sha256", content)


def sha512(content: bytes) -> "_Hash":
    """As `hashlib.sha512`, likewise."""
    return _hash("sha512", content)


def _hash(name: str, content: bytes) -> "_Hash":
    if "hashlib" not in sys.modules:
        try:
            # Each has a module of its own, without a public name.
            return getattr(__import__(f"_{name}"), name)(content)  # type: ignore[no-any-return]
        except ImportError:
            pass
    import hashlib

    return getattr(hashlib, name)(content)  # type: ignore[no-any-return]


def hmac_sha256(key: bytes, content: bytes) -> bytes:
    """As `hmac.digest` with SHA-256 (RFC 2104)."""
    key = (sha256(key).digest() if len(key) > _BLOCK_BYTES else key).ljust(_BLOCK_BYTES, b"\0")
    return sha256(key.translate(_OUTER) + sha256(key.translate(_INNER) + content).digest()).digest()
