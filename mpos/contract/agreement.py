"""A secret that two keys agree on, without a word between their owners.

A terminal and its bridge know each other's Ed25519 public key since the enrolment. The same keys serve for a
Diffie-Hellman exchange on Curve25519 (X25519, RFC 7748), because that curve and edwards25519 are one curve in two
spellings (RFC 7748, section 4.1). The scalar is the one that Ed25519 itself derives from the seed (RFC 8032, section
5.1.5), so signing and agreeing meet at one secret; that is sound as long as what is agreed on never leaves unhashed
(Thormarker, "On using the same key pair for Ed25519 and an X25519 based KEM", 2021), which HKDF sees to here. Nothing
new has to be made, sent, kept or backed up for it.
"""

from .hashes import hmac_sha256, sha512

_FIELD = 2**255 - 19
_Y_BITS = 2**255 - 1


def agreed_secret(seed: bytes, public_key: str, purpose: bytes) -> bytes:
    """The 32 bytes for this purpose that only the owner of this seed and the owner of that key can work out.

    `seed` is an Ed25519 private key, `public_key` the other one's in hex. ValueError when that is no usable key.
    """
    from .curves import shared_secret

    shared = shared_secret(scalar_of(seed), to_montgomery(bytes.fromhex(public_key)))
    # HKDF (RFC 5869) without a salt, for one block of SHA-256.
    return hmac_sha256(hmac_sha256(b"", shared), purpose + b"\1")


def scalar_of(seed: bytes) -> bytes:
    """The scalar that Ed25519 derives from a seed (RFC 8032, 5.1.5); X25519 clears and sets the same bits of it."""
    return sha512(seed).digest()[:32]


def to_montgomery(edwards: bytes) -> bytes:
    """An Ed25519 public key as X25519 writes it: u = (1 + y) / (1 - y), without the sign of x (RFC 7748, 4.1)."""
    if len(edwards) != 32:
        raise ValueError("a public key has 32 bytes")
    y = int.from_bytes(edwards, "little") & _Y_BITS
    if not 1 < y < _FIELD:
        raise ValueError("this is no point that a key could have")
    u = (1 + y) * pow(1 - y, -1, _FIELD) % _FIELD
    return u.to_bytes(32, "little")
