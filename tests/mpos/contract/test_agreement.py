"""The vectors are those of RFC 7748 and RFC 8032; two real keys must agree on one secret."""

import pytest
from cryptography.hazmat.bindings import _rust
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from mpos.contract.agreement import agreed_secret, scalar_of, to_montgomery
from mpos.contract.seal import Signer

seeds = st.binary(min_size=32, max_size=32)
ONE, TWO = Signer(bytes(range(32))), Signer(b"2" * 32)
FIELD = 2**255 - 19


def octets(number: int) -> bytes:
    return number.to_bytes(32, "little")


def test_the_base_point_of_one_curve_is_that_of_the_other() -> None:
    # RFC 7748, section 4.1: y = 4/5 on edwards25519 and u = 9 on curve25519.
    y = 4 * pow(5, -1, FIELD) % FIELD
    assert y == 46316835694926478169428394003475163141307993866256225615783033603165251855960
    assert to_montgomery(octets(y)) == octets(9)


def test_the_first_key_of_rfc_8032_has_the_scalar_that_its_public_key_belongs_to() -> None:
    seed = bytes.fromhex("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60")
    public = bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")
    assert Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw() == public
    ours = X25519PrivateKey.from_private_bytes(scalar_of(seed)).public_key()
    assert ours.public_bytes(Encoding.Raw, PublicFormat.Raw) == to_montgomery(public)


@given(seeds)
def test_a_public_key_is_the_same_point_on_either_curve(seed: bytes) -> None:
    edwards = Ed25519PrivateKey.from_private_bytes(seed).public_key().public_bytes_raw()
    montgomery = X25519PrivateKey.from_private_bytes(scalar_of(seed)).public_key().public_bytes_raw()
    assert to_montgomery(edwards) == montgomery


@given(seeds, seeds, st.binary(max_size=40))
def test_both_sides_come_to_the_same_secret(one: bytes, other: bytes, purpose: bytes) -> None:
    here = agreed_secret(one, Signer(other).public_key, purpose)
    assert here == agreed_secret(other, Signer(one).public_key, purpose)
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


def test_the_whole_library_agrees_with_its_compiled_half(monkeypatch: pytest.MonkeyPatch) -> None:
    purpose, text = b"a purpose", b"a text"
    secret, sealed = agreed_secret(b"1" * 32, TWO.public_key, purpose), Signer(b"1" * 32).sign(text)
    monkeypatch.setattr(_rust, "openssl", None)
    assert agreed_secret(b"1" * 32, TWO.public_key, purpose) == secret
    assert Signer(b"1" * 32).sign(text) == sealed


@given(seeds, st.binary(max_size=80))
def test_what_is_agreed_on_is_the_exchange_under_hkdf(seed: bytes, purpose: bytes) -> None:
    other = X25519PublicKey.from_public_bytes(to_montgomery(bytes.fromhex(TWO.public_key)))
    shared = X25519PrivateKey.from_private_bytes(scalar_of(seed)).exchange(other)
    assert agreed_secret(seed, TWO.public_key, purpose) == HKDF(SHA256(), 32, salt=None, info=purpose).derive(shared)
