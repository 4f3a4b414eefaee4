"""Ed25519 and X25519 by the compiled half of `cryptography`: the other costs a printed payment a start of Python.

Where the compiled half is not as known, the whole library does it.
"""

from .typing import TYPE_CHECKING

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey


def signing_key(private_key: bytes) -> "Ed25519PrivateKey":
    """The Ed25519 key of these 32 bytes; ValueError for any other number of them."""
    try:
        from cryptography.hazmat.bindings._rust import openssl

        make = openssl.ed25519.from_private_bytes
    except (ImportError, AttributeError):
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        make = Ed25519PrivateKey.from_private_bytes
    return make(private_key)


def shared_secret(private_key: bytes, public_key: bytes) -> bytes:
    """The 32 bytes of X25519, not to be used unhashed; ValueError for what is no key."""
    try:
        from cryptography.hazmat.bindings._rust import openssl

        own, other = openssl.x25519.from_private_bytes, openssl.x25519.from_public_bytes
    except (ImportError, AttributeError):
        from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey

        own, other = X25519PrivateKey.from_private_bytes, X25519PublicKey.from_public_bytes
    return own(private_key).exchange(other(public_key))
