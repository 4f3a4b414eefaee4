"""A secret that two keys agree on, without a word between their owners.

A terminal and its bridge know each other's Ed25519 public key since the enrolment. The same keys serve for a
Diffie-Hellman exchange on Curve25519 (X25519, RFC 7748), because that curve and edwards25519 are one curve in two
spellings (RFC 7748, section 4.1). The scalar is the one that Ed25519 itself derives from the seed (RFC 8032, section
5.1.5), so signing and agreeing meet at one secret; that is sound as long as what is agreed on never leaves unhashed
(Thormarker, "On using the same key pair for Ed25519 and an X25519 based KEM", 2021), which HKDF sees to here. Nothing
new has to be made, sent, kept or backed up for it.
"""

from mpos.light.hashes import hmac_sha256

from .curves import PrivateKey


def agreed_secret(key: PrivateKey, public_key: str, purpose: bytes) -> bytes:
    """The 32 bytes for this purpose that only the owner of this key and the owner of that one can work out.

    `public_key` is the other one's in hex. ValueError when that is no usable key.
    """
    shared = key.exchange(bytes.fromhex(public_key))
    # HKDF (RFC 5869) without a salt, for one block of SHA-256.
    return hmac_sha256(hmac_sha256(b"", shared), purpose + b"\1")
