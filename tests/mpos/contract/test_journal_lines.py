import json
from hashlib import sha256
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpos.contract.canonical import BadContent
from mpos.contract.journal import Entry, write_entry
from mpos.contract.journal_lines import (
    MAX_LINE_BYTES,
    Countersigned,
    Seal,
    read_line,
    read_lines,
    write_countersigned,
    write_seal,
)
from mpos.contract.seal import Signer
from tests.mpos.contract.records import SLOW_TO_MAKE, journal_of, journals

SIGNER, OFFICE = Signer(bytes(range(32))), Signer(bytes(range(1, 33)))
FOUR = journal_of([{"number": place} for place in range(4)])
DIGEST = sha256(b"").hexdigest()
HEAD = FOUR[-1].head
SIGNED = Countersigned("T001", HEAD, "ab" * 64, OFFICE.public_key, "2026-01-05T01:00:00.000Z")
SEAL = write_seal("T001", HEAD, SIGNER, DIGEST)
FIRST_VERSION = json.dumps({name: value for name, value in json.loads(SEAL).items() if name != "sha256"})
LINES = (
    write_entry(FOUR[0]),
    SEAL,
    FIRST_VERSION,
    write_countersigned(SIGNED, SIGNER),
    write_countersigned(SIGNED, None),
)


@given(journals)
@SLOW_TO_MAKE
def test_an_entry_comes_back_from_its_line(entries: list[Entry]) -> None:
    for entry in entries:
        assert read_line(f"{write_entry(entry)}\n".encode()) == entry


def test_a_seal_comes_back_from_its_line_and_holds() -> None:
    seal = read_line(f"{SEAL}\n".encode())
    assert isinstance(seal, Seal)
    assert (seal.head, seal.sha256) == (HEAD, DIGEST)
    assert seal.holds(SIGNER.public_key)
    assert not seal.holds(OFFICE.public_key)


def test_a_seal_of_the_first_version_comes_back_without_its_block() -> None:
    seal = read_line(FIRST_VERSION.encode())
    assert isinstance(seal, Seal)
    assert seal.sha256 is None
    assert seal.holds(SIGNER.public_key)


@pytest.mark.parametrize("signer", [SIGNER, None])
def test_a_countersigned_head_comes_back_from_its_line(signer: Signer | None) -> None:
    line = write_countersigned(SIGNED, signer)
    assert read_line(line.encode()) == SIGNED
    assert ("seal" in json.loads(line)) == (signer is not None)


@pytest.mark.parametrize("line", LINES)
def test_a_line_that_says_the_same_in_other_bytes_is_refused(line: str) -> None:
    for respelled in (f" {line}", f"{line} ", line.replace('"epoch"', '"\\u0065poch"'), f"{line}\r\n", f"{line}\n\n"):
        with pytest.raises(BadContent):
            read_line(respelled.encode())


# The seal that a countersigned line repeats is no part of it: the block's SHA-256 covers that.
@pytest.mark.parametrize("line", [line for line in LINES if line != write_countersigned(SIGNED, SIGNER)])
@given(data=st.data())
def test_one_changed_byte_makes_another_line_or_none(line: str, data: st.DataObject) -> None:
    whole = line.encode()
    place, bits = data.draw(st.integers(0, len(whole) - 1)), data.draw(st.integers(1, 255))
    try:
        assert read_line(whole[:place] + bytes([whole[place] ^ bits]) + whole[place + 1 :]) != read_line(whole)
    except BadContent:
        return


@given(st.binary(max_size=200))
def test_any_other_bytes_are_refused(blob: bytes) -> None:
    with pytest.raises(BadContent):
        read_line(blob)


def test_a_line_without_end_is_read_in_pieces() -> None:
    pieces = list(read_lines(BytesIO(b"a\n" + b"x" * (MAX_LINE_BYTES + 1))))
    assert [len(piece) for piece in pieces] == [2, MAX_LINE_BYTES, 1]
