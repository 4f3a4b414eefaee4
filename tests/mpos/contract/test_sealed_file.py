from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpos.contract.canonical import BadContent
from mpos.contract.seal import Signer
from mpos.contract.sealed_file import JOURNAL, SOA_LIST, describe_sealed, read_sealed, write_sealed
from tests.mpos.contract.records import SLOW_TO_MAKE, bodies

SIGNER = Signer(bytes(range(32)))
KEY = SIGNER.public_key
FILE = write_sealed(SOA_LIST, {"terminal_id": "T001"}, b"the payload\nof two lines", SIGNER)


@given(st.sampled_from([SOA_LIST, JOURNAL]), bodies, st.binary(max_size=100))
@SLOW_TO_MAKE
def test_a_file_comes_back_as_it_went(kind: str, description: Mapping[str, Any], payload: bytes) -> None:
    blob = write_sealed(kind, description, payload, SIGNER)
    read = read_sealed(blob, kind, KEY)
    assert (read.kind, read.payload) == (kind, payload)
    assert {**read.description, **description} == read.description
    assert describe_sealed(blob, kind) == read.description


def test_a_file_cut_short_anywhere_is_refused() -> None:
    for length in range(len(FILE)):
        with pytest.raises(BadContent):
            read_sealed(FILE[:length], SOA_LIST, KEY)


@pytest.mark.parametrize("bits", [0x01, 0x20, 0x80, 0xFF])
def test_a_file_changed_in_any_byte_is_refused(bits: int) -> None:
    for place in range(len(FILE)):
        changed = bytearray(FILE)
        changed[place] ^= bits
        with pytest.raises(BadContent):
            read_sealed(bytes(changed), SOA_LIST, KEY)


@given(st.integers(0, len(FILE)), st.binary(min_size=1, max_size=3))
def test_a_file_with_something_added_is_refused(place: int, more: bytes) -> None:
    with pytest.raises(BadContent):
        read_sealed(FILE[:place] + more + FILE[place:], SOA_LIST, KEY)


@given(st.binary(max_size=200))
def test_any_other_bytes_are_refused(blob: bytes) -> None:
    for attempt in (blob, b"MPOS soa-list 1\n" + blob):
        with pytest.raises(BadContent):
            read_sealed(attempt, SOA_LIST, KEY)
        with pytest.raises(BadContent):
            describe_sealed(attempt, SOA_LIST)


def test_a_file_of_another_sender_is_refused() -> None:
    with pytest.raises(BadContent, match="signature is not that of the sender"):
        read_sealed(write_sealed(SOA_LIST, {}, b"", Signer(bytes(32))), SOA_LIST, KEY)


def test_a_file_of_another_kind_is_named() -> None:
    with pytest.raises(BadContent, match="it is not a journal file"):
        read_sealed(FILE, JOURNAL, KEY)


@pytest.mark.parametrize("version", [b"2", b"11", b"1 1", b""])
def test_a_file_of_another_version_is_named(version: bytes) -> None:
    with pytest.raises(BadContent, match="another version of MPOS"):
        read_sealed(FILE.replace(b"MPOS soa-list 1\n", b"MPOS soa-list " + version + b"\n"), SOA_LIST, KEY)


def test_what_is_wrong_with_the_payload_is_said() -> None:
    with pytest.raises(BadContent, match="cut short or has something added"):
        read_sealed(FILE[:-1], SOA_LIST, KEY)
    with pytest.raises(BadContent, match="content was changed"):
        read_sealed(FILE[:-1] + b"?", SOA_LIST, KEY)


def test_a_description_cannot_lie_about_the_payload() -> None:
    blob = write_sealed(SOA_LIST, {"size": 1, "sha256": "0" * 64}, b"payload", SIGNER)
    assert read_sealed(blob, SOA_LIST, KEY).description["size"] == len(b"payload")
