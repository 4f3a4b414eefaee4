"""Seals: Ed25519 signatures over the head of a journal, over files, and over a login to the terminals' API.

Keys travel as 64 hex digits. Curves are imported where a seal is made or checked: taking a payment needs none.
"""

import os

from mpos.light.paths import Path

from .journal import Head
from .lasting import write_lasting

KEY_FILE_MODE = 0o600


def journal_seal_text(terminal_id: str, head: Head) -> bytes:
    """What a terminal signs to say: my journal reaches exactly to here."""
    return f"mpos-journal-seal-1\n{terminal_id}\n{head.epoch}\n{head.seq}\n{head.hash}".encode()


def countersign_text(terminal_id: str, head: Head) -> bytes:
    """What the bridge signs to say: I hold this journal up to here."""
    return f"mpos-countersign-1\n{terminal_id}\n{head.epoch}\n{head.seq}\n{head.hash}".encode()


def greeting_text(nonce: str, time: str) -> bytes:
    """What the bridge signs to say: it is I, and so late it is here."""
    return f"mpos-greeting-1\n{nonce}\n{time}".encode()


def challenge_text(terminal_id: str, challenge: str) -> bytes:
    """What a terminal signs to get a token."""
    return f"mpos-challenge-1\n{terminal_id}\n{challenge}".encode()


class Signer:
    """A private key that stays where it was made."""

    def __init__(self, private_key: bytes) -> None:
        from .curves import PrivateKey

        self._key = PrivateKey(private_key)

    @classmethod
    def at(cls, path: Path) -> "Signer":
        """The key kept in this file, made there first when there is none; readable by its owner only."""
        if not path.exists():
            # Who enrols with this key must find it after a power cut.
            write_lasting(path, os.urandom(32).hex().encode(), KEY_FILE_MODE)
        return cls(bytes.fromhex(path.read_text()))

    @classmethod
    def keep(cls, path: Path, private_text: str) -> "Signer":
        """Keeps a key that comes from a backup in this file; ValueError when it is none."""
        signer = cls(bytes.fromhex(private_text))
        write_lasting(path, private_text.encode(), KEY_FILE_MODE)
        return signer

    @property
    def private_text(self) -> str:
        """The private half, for a backup of the whole device and for nothing else."""
        return self._key.seed.hex()

    @property
    def public_key(self) -> str:
        """The public half."""
        return self._key.public_bytes.hex()

    def sign(self, text: bytes) -> str:
        """The signature, in hex."""
        return self._key.sign(text).hex()

    def agree(self, public_key: str, purpose: bytes) -> bytes:
        """The secret for this purpose that only the owners of the two keys know; ValueError for what is no key."""
        from .agreement import agreed_secret

        return agreed_secret(self._key, public_key, purpose)


def holds(public_key: str, text: bytes, signature: str) -> bool:
    """Whether this key signed this text; False for anything malformed, and for a second spelling of either hex."""
    from .curves import is_signed

    try:
        return is_signed(_octets(public_key), text, _octets(signature))
    except ValueError:
        return False


def _octets(digits: str) -> bytes:
    octets = bytes.fromhex(digits)
    if octets.hex() != digits:
        raise ValueError("hex is written in small letters, without spaces")
    return octets
