"""SHA-256 without loading OpenSSL, where nobody has: for a few short texts that would cost more than it saves."""

import sys

from .typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hashlib import _Hash


def sha256(content: bytes) -> "_Hash":
    """As `hashlib.sha256`, and by it where it is loaded: it is the faster one."""
    if "hashlib" not in sys.modules:
        try:
            from _sha256 import sha256 as plain  # type: ignore[import-not-found]  # no public name
        except ImportError:
            pass
        else:
            return plain(content)  # type: ignore[no-any-return]
    import hashlib

    return hashlib.sha256(content)
