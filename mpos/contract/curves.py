"""Ed25519 and X25519 by libsodium, which PyNaCl brings.

Only its compiled half is loaded: the rest would cost a printed payment a start of Python, and half a one's memory.
"""

from nacl._sodium import ffi, lib

from mpos.light.typing import Any

if lib.sodium_init() < 0:
    raise ImportError("libsodium can't be used on this machine")

KEY_BYTES = 32
SIGNATURE_BYTES = 64
_PAIR_BYTES = 64


class PrivateKey:
    """An Ed25519 key made from these 32 bytes; ValueError for any other number of them."""

    def __init__(self, seed: bytes) -> None:
        _check(seed, KEY_BYTES)
        self.seed = seed
        public, self._pair = _room(KEY_BYTES), _room(_PAIR_BYTES)
        lib.crypto_sign_seed_keypair(public, self._pair, seed)
        self.public_bytes = bytes(ffi.buffer(public))

    def sign(self, text: bytes) -> bytes:
        """The 64 bytes of the signature."""
        signed = _room(SIGNATURE_BYTES + len(text))
        lib.crypto_sign(signed, ffi.NULL, text, len(text), self._pair)
        return bytes(ffi.buffer(signed, SIGNATURE_BYTES))

    def exchange(self, public_key: bytes) -> bytes:
        """The 32 bytes of X25519 with another Ed25519 key, not to be used unhashed; ValueError for what is no key.

        Both are taken to Curve25519 first, which is the same curve in another spelling (RFC 7748, section 4.1): ours
        as the scalar that Ed25519 derives from the seed (RFC 8032, section 5.1.5).
        """
        _check(public_key, KEY_BYTES)
        own, other, shared = _room(KEY_BYTES), _room(KEY_BYTES), _room(KEY_BYTES)
        lib.crypto_sign_ed25519_sk_to_curve25519(own, self._pair)
        if lib.crypto_sign_ed25519_pk_to_curve25519(other, public_key) or lib.crypto_scalarmult(shared, own, other):
            raise ValueError("this is no point that a key could have")
        return bytes(ffi.buffer(shared))


def is_signed(public_key: bytes, text: bytes, signature: bytes) -> bool:
    """Whether this Ed25519 key signed this text; ValueError for what has not the length of a key or a signature."""
    _check(public_key, KEY_BYTES)
    _check(signature, SIGNATURE_BYTES)
    signed = signature + text
    return bool(lib.crypto_sign_open(ffi.NULL, ffi.NULL, signed, len(signed), public_key) == 0)


def _room(length: int) -> Any:
    return ffi.new("unsigned char[]", length)


def _check(octets: bytes, length: int) -> None:
    if len(octets) != length:
        raise ValueError(f"this is {len(octets)} bytes long, not {length}")
