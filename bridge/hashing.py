"""Passwords and PINs as argon2 hashes: slow to guess, and never to be read back."""


def hash_secret(secret: str) -> str:
    """Argon2's encoded form of a password or PIN."""
    from argon2 import PasswordHasher

    return PasswordHasher().hash(secret)


def matches(encoded: str, secret: str) -> bool:
    """Whether this is the password or PIN behind the hash."""
    from argon2 import PasswordHasher
    from argon2.exceptions import Argon2Error, InvalidHashError

    try:
        return PasswordHasher().verify(encoded, secret)
    except (Argon2Error, InvalidHashError):
        return False
