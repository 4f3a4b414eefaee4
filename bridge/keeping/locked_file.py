"""A file that only a passphrase opens: chunks under AES-256-GCM, the key from the passphrase by scrypt.

Each chunk is sealed with its number and whether it is the last, so that none can be taken out, moved or cut off.
"""

from hashlib import scrypt
from os import urandom
from typing import IO

MAGIC = b"MPOS-LOCKED-1\n"
CHUNK_BYTES = 1 << 16
_SALT_BYTES, _TAG_BYTES = 16, 16
_COST, _BLOCKS, _LANES = 1 << 15, 8, 1
_MEMORY = 64 << 20
"""What scrypt may take: 32 MiB for one try, which is what makes guessing dear."""


class WrongPassphrase(Exception):
    """The passphrase is wrong, or the file was changed."""


class Locking:
    """What is written goes into the file locked. `close` seals the end; without it the file can't be opened."""

    def __init__(self, file: IO[bytes], passphrase: str) -> None:
        salt = urandom(_SALT_BYTES)
        self._file, self._box = file, _Box(passphrase, salt)
        self._waiting = bytearray()
        file.write(MAGIC + salt)

    def write(self, content: bytes) -> int:
        """Takes all of it."""
        self._waiting += content
        while len(self._waiting) > CHUNK_BYTES:
            self._file.write(self._box.lock(bytes(self._waiting[:CHUNK_BYTES]), is_last=False))
            del self._waiting[:CHUNK_BYTES]
        return len(content)

    def close(self) -> None:
        """Seals the last chunk. The file stays open."""
        self._file.write(self._box.lock(bytes(self._waiting), is_last=True))
        self._waiting.clear()


class Opening:
    """What a locked file holds, read from its beginning. WrongPassphrase as soon as a chunk does not hold."""

    def __init__(self, file: IO[bytes], passphrase: str) -> None:
        head = file.read(len(MAGIC) + _SALT_BYTES)
        if not is_locked(head):
            raise WrongPassphrase
        self._file, self._box = file, _Box(passphrase, head[len(MAGIC) :])
        self._ahead = file.read(CHUNK_BYTES + _TAG_BYTES)
        self._waiting = bytearray()
        self._is_over = False

    def read(self, size: int) -> bytes:
        """Up to so many bytes; none at the end."""
        while len(self._waiting) < size and not self._is_over:
            chunk, self._ahead = self._ahead, self._file.read(CHUNK_BYTES + _TAG_BYTES)
            self._is_over = not self._ahead
            self._waiting += self._box.open(chunk, is_last=self._is_over)
        found = bytes(self._waiting[:size])
        del self._waiting[:size]
        return found


def is_locked(head: bytes) -> bool:
    """Whether a file that begins like this is locked."""
    return head.startswith(MAGIC)


class _Box:
    def __init__(self, passphrase: str, salt: bytes) -> None:
        from cryptography.hazmat.primitives.ciphers.aead import AESGCM

        key = scrypt(passphrase.encode(), salt=salt, n=_COST, r=_BLOCKS, p=_LANES, maxmem=_MEMORY, dklen=32)
        self._cipher, self._number = AESGCM(key), 0

    def lock(self, chunk: bytes, *, is_last: bool) -> bytes:
        return self._cipher.encrypt(self._nonce(is_last), chunk, None)

    def open(self, chunk: bytes, *, is_last: bool) -> bytes:
        from cryptography.exceptions import InvalidTag

        try:
            return self._cipher.decrypt(self._nonce(is_last), chunk, None)
        except InvalidTag as error:
            raise WrongPassphrase from error

    def _nonce(self, is_last: bool) -> bytes:
        # The key is this file's alone (its salt is random), so a count never makes one nonce twice.
        self._number += 1
        return self._number.to_bytes(11, "big") + bytes([is_last])
