"""The signature in the journal, and the check that a picture is the one it names."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpos.contract.canonical import BadContent, read_json, write_canonical
from mpos.contract.signature import (
    MAX_HEIGHT,
    MAX_PICTURE_BYTES,
    MAX_WIDTH,
    Signature,
    check_picture,
    hash_picture,
    read_signature,
    signature_body,
)
from tests.mpos.contract.records import numbers, uuids
from tests.mpos.signing import picture_file

signatures = st.builds(
    Signature,
    receipt_no=numbers,
    payment_id=uuids,
    sha256=st.binary(max_size=9).map(hash_picture),
    size=st.integers(1, MAX_PICTURE_BYTES),
    width=st.integers(1, MAX_WIDTH),
    height=st.integers(1, MAX_HEIGHT),
)


@given(signatures)
def test_a_signature_comes_back_as_it_was_written(signature: Signature) -> None:
    assert read_signature(read_json(write_canonical(signature_body(signature)))) == signature


@given(signatures, st.sampled_from(Signature._fields), st.none() | st.integers(-5, 0) | st.just("") | st.just("5" * 65))
def test_a_field_that_makes_no_sense_is_named(signature: Signature, name: str, value: object) -> None:
    with pytest.raises(BadContent, match=name):
        read_signature({**signature_body(signature), name: value})


@given(st.binary(max_size=60))
def test_bytes_that_are_no_picture_are_refused_whatever_they_are_called(content: bytes) -> None:
    with pytest.raises(BadContent):
        check_picture(content, hash_picture(content))


def test_a_picture_in_grey_or_of_another_size_is_no_signature() -> None:
    for content in (picture_file(size=(300, 90)), picture_file(size=(MAX_WIDTH + 1, 90))):
        with pytest.raises(BadContent, match="PNG in black and white"):
            check_picture(content, hash_picture(content))
