"""What chains the office's journal: the hash of a deed covers all of it and the hash of the one before."""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from mpos.contract.canonical import write_canonical

FIRST = "0" * 64
"""What the first deed has in the place of the hash before it."""
HEAD = "office_journal_head"
"""The setting that has the newest deed's number and hash, so that a cut tail shows."""
_DOMAIN = b"mpos-office-1\n"
_COVERED = ("deed_id", "done_at", "who", "what", "detail", "system_user", "prev_hash")


def hash_deed(deed: Mapping[str, Any]) -> str:
    """SHA-256, in hex, over a deed as it is kept; its own hash is left out."""
    return sha256(_DOMAIN + write_canonical({name: deed[name] for name in _COVERED}).encode()).hexdigest()
