"""The vectors are those of RFC 7748 and RFC 8032; what two real keys agree on is held to another library."""

from hashlib import sha512

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from hypothesis import given
from hypothesis import strategies as st

from mpos.contract.curves import PrivateKey
from mpos.contract.seal import Signer, holds

seeds = st.binary(min_size=32, max_size=32)
ONE, TWO = Signer(bytes(range(32))), Signer(b"2" * 32)
FIELD = 2**255 - 19
BASE_Y = 46316835694926478169428394003475163141307993866256225615783033603165251855960
"""Of the base point of edwards25519, 4/5; that of curve25519 is u = 9 (RFC 7748, section 4.1)."""


def octets(number: int) -> bytes:
    return number.to_bytes(32, "little")


def on_curve25519(seed: bytes) -> X25519PrivateKey:
    return X25519PrivateKey.from_private_bytes(sha512(seed).digest()[:32])


def test_the_first_key_of_rfc_8032_signs_as_it_is_written_there() -> None:
    key = Signer(bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"))
    assert key.public_key == "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    assert key.sign(b"") == (
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24"
        "655141438e7a100b"
    )


@given(seeds)
def test_an_exchange_with_the_base_point_is_the_public_key_on_the_other_curve(seed: bytes) -> None:
    assert PrivateKey(seed).exchange(octets(BASE_Y)) == on_curve25519(seed).public_key().public_bytes_raw()


@given(seeds, st.binary(max_size=80))
def test_another_library_signs_the_same_and_takes_it(seed: bytes, text: bytes) -> None:
    other = Ed25519PrivateKey.from_private_bytes(seed)
    signature = other.sign(text)
    assert Signer(seed).sign(text) == signature.hex()
    assert holds(other.public_key().public_bytes_raw().hex(), text, signature.hex())


@given(seeds, seeds, st.binary(max_size=40))
def test_both_sides_come_to_the_same_secret(one: bytes, other: bytes, purpose: bytes) -> None:
    here = Signer(one).agree(Signer(other).public_key, purpose)
    assert here == Signer(other).agree(Signer(one).public_key, purpose)
    assert len(here) == 32


def test_another_purpose_or_another_key_has_another_secret() -> None:
    secrets = {ONE.agree(TWO.public_key, b"a"), ONE.agree(TWO.public_key, b"b"), ONE.agree(ONE.public_key, b"a")}
    assert len(secrets) == 3


@pytest.mark.parametrize(
    "public_key",
    ["", "zz" * 32, ONE.public_key[:-2], *(octets(y).hex() for y in (0, 1, FIELD - 1, FIELD, FIELD + 1, 2**256 - 1))],
)
def test_what_is_no_key_is_refused(public_key: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        ONE.agree(public_key, b"a")


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_a_private_key_has_32_bytes(length: int) -> None:
    with pytest.raises(ValueError, match=r"not 32"):
        Signer(bytes(length))


@given(seeds, seeds, st.binary(max_size=80))
def test_what_is_agreed_on_is_the_exchange_under_hkdf(seed: bytes, other: bytes, purpose: bytes) -> None:
    public = X25519PublicKey.from_public_bytes(on_curve25519(other).public_key().public_bytes_raw())
    shared = on_curve25519(seed).exchange(public)
    secret = HKDF(SHA256(), 32, salt=None, info=purpose).derive(shared)
    assert Signer(seed).agree(Signer(other).public_key, purpose) == secret
