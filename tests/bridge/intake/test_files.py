"""Journals that come as lines of an export or a card: what seals vouch for is taken, whatever else is there."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bridge.intake.files import Ingested, ingest
from bridge.intake.problems import JournalConflict, JournalGap
from bridge.problems import NotFound
from mpos.contract import kinds
from mpos.contract.canonical import BadContent
from mpos.contract.journal import EMPTY, Entry, chain, write_entry
from mpos.contract.journal_lines import MAX_LINE_BYTES, write_seal
from mpos.contract.seal import Signer
from mpos.contract.sealed_file import SOA_LIST, write_sealed
from tests.bridge.office_core import Core, Hand, open_core


@pytest.fixture
def core(tmp_path: Path) -> Iterator[Core]:
    with open_core(tmp_path / "home") as core:
        yield core


@pytest.fixture
def hand(core: Core) -> Hand:
    """A terminal with five payments, none of them uploaded."""
    hand = core.terminal()
    for _ in range(5):
        hand.collect()
    return hand


def block(hand: Hand, entries: Sequence[Entry], signer: Signer | None = None) -> bytes:
    """Entries as a deed puts them on the card."""
    lines = "".join(f"{write_entry(entry)}\n" for entry in entries).encode()
    last = entries[-1].head
    digest = sha256(lines).hexdigest()
    return lines + f"{write_seal(hand.terminal_id, last, signer or hand.signer, digest)}\n".encode()


def card(hand: Hand, size: int = 1) -> bytes:
    """All entries, so many a block."""
    return b"".join(block(hand, hand.entries[at : at + size]) for at in range(0, len(hand.entries), size))


def seqs(core: Core) -> list[int]:
    return [seq for (seq,) in core.rows("SELECT seq FROM journal ORDER BY received_at, epoch, seq")]


def test_a_card_is_taken_in_once_however_often_it_comes(core: Core, hand: Hand) -> None:
    for _ in range(2):
        assert ingest(core.bridge, card(hand)) == Ingested("T001", 5, 5, (), (), 10)
    assert ingest(core.bridge, card(hand) + card(hand, 2)).unusable == ()
    assert seqs(core) == [1, 2, 3, 4, 5]
    assert core.value("SELECT count(*) FROM payment") == 5


def test_a_card_brings_what_an_upload_has_not(core: Core, hand: Hand) -> None:
    hand.upload(hand.entries[:3])
    ingest(core.bridge, card(hand))
    assert hand.upload().status_code == 200
    assert seqs(core) == [1, 2, 3, 4, 5]


def test_what_stands_behind_the_last_seal_is_counted_and_not_taken(core: Core, hand: Hand) -> None:
    whole = card(hand, 2)
    lines = whole.splitlines(keepends=True)
    found = ingest(core.bridge, b"".join(lines[:5]) + b"\0\0\0\n\n")
    assert (found.entries, found.unusable, found.last_seal) == (2, (4, 5, 6), 3)
    assert seqs(core) == [1, 2]
    assert ingest(core.bridge, whole).entries == 5


def test_lines_that_no_seal_of_this_terminal_covers_are_refused(core: Core, hand: Hand) -> None:
    entries = [write_entry(entry) for entry in hand.entries]
    stranger = Signer(b"x" * 32)
    for blob in ("\n".join(entries).encode(), block(hand, hand.entries, stranger), b"".join(card(hand).splitlines())):
        with pytest.raises(BadContent):
            ingest(core.bridge, blob)
    assert seqs(core) == []


@pytest.mark.parametrize("blob", [b"", b"\n", b"MPO", b"{}", b"[]\n", b"\xff" * 1_000, b"{" * 10_000, b"1" * 10_000])
def test_what_is_no_journal_is_refused(core: Core, blob: bytes) -> None:
    with pytest.raises(BadContent):
        ingest(core.bridge, blob)


def test_a_line_without_end_is_none(core: Core, hand: Hand) -> None:
    found = ingest(core.bridge, card(hand) + b'{"' + b"x" * (2 * MAX_LINE_BYTES))
    assert (found.entries, len(found.unusable)) == (5, 3)


def test_a_list_is_no_journal(core: Core) -> None:
    with pytest.raises(BadContent, match="not a journal"):
        ingest(core.bridge, write_sealed(SOA_LIST, {}, b"", core.bridge.signer))


def test_a_card_of_an_unknown_terminal_is_refused(core: Core, hand: Hand) -> None:
    hand.terminal_id = "T999"
    hand.entries, hand.head = [], EMPTY
    hand.collect()
    with pytest.raises(NotFound):
        ingest(core.bridge, card(hand))


def test_lines_of_another_terminal_are_not_used(core: Core, hand: Hand) -> None:
    other = core.terminal(b"o" * 32)
    other.collect()
    found = ingest(core.bridge, card(hand) + card(other))
    assert (found.terminal_id, found.entries, found.unusable) == ("T001", 5, (11, 12))
    assert core.value("SELECT count(*) FROM journal WHERE terminal_id = 'T002'") == 0


def test_a_card_that_follows_what_is_missing_here_brings_nothing(core: Core, hand: Hand) -> None:
    late, early = block(hand, hand.entries[2:]), block(hand, hand.entries[:2])
    with pytest.raises(JournalGap):
        ingest(core.bridge, late)
    assert seqs(core) == []
    for blob in (early, late):
        ingest(core.bridge, blob)
    assert seqs(core) == [1, 2, 3, 4, 5]


def test_blocks_in_the_wrong_order_are_taken_as_far_as_they_fit(core: Core, hand: Hand) -> None:
    blocks = [block(hand, [entry]) for entry in hand.entries]
    found = ingest(core.bridge, b"".join([blocks[0], blocks[2], blocks[1], blocks[2]]))
    assert (found.entries, found.unusable) == (3, (3, 4))
    assert seqs(core) == [1, 2, 3]


def test_a_card_that_contradicts_is_kept_beside(core: Core, hand: Hand) -> None:
    hand.upload()
    other = chain(hand.entries[-1]._replace(collector="maria"))
    with pytest.raises(JournalConflict):
        ingest(core.bridge, block(hand, [*hand.entries[:-1], other]))
    assert core.value("SELECT count(*) FROM journal_conflict") == 1


def test_what_is_set_aside_is_told(core: Core, hand: Hand) -> None:
    hand.record("tea_break")
    assert [item.seq for item in ingest(core.bridge, card(hand)).set_aside] == [6]


@contextmanager
def a_card(entries: int = 4) -> Iterator[tuple[Core, Hand]]:
    with TemporaryDirectory() as folder, open_core(Path(folder) / "home") as core:
        hand = core.terminal()
        for _ in range(entries):
            hand.record(kinds.LOGGED_IN)
        yield core, hand


@given(data=st.data())
@settings(max_examples=8)
def test_whatever_is_done_to_a_card_nothing_is_taken_that_was_not_recorded(data: st.DataObject) -> None:
    with a_card() as (core, hand):
        whole = card(hand, data.draw(st.integers(1, 4)))
        for _ in range(20):
            _take(core, data.draw(touched(whole)))
            recorded = {entry.seq: entry.hash for entry in hand.entries}
            kept = dict(core.rows("SELECT seq, hash FROM journal"))
            assert kept.items() <= recorded.items()
            assert sorted(kept) == list(range(1, len(kept) + 1))
            assert core.value("SELECT count(*) FROM journal_conflict") == 0
        ingest(core.bridge, whole)
        assert seqs(core) == [1, 2, 3, 4]


@st.composite
def touched(draw: Any, whole: bytes) -> Any:
    """The same with a byte changed, lines mixed up, or cut anywhere."""
    how = draw(st.sampled_from(("byte", "cut", "lines", "junk")))
    place = draw(st.integers(0, len(whole) - 1))
    if how == "byte":
        return whole[:place] + bytes([whole[place] ^ draw(st.integers(1, 255))]) + whole[place + 1 :]
    if how == "cut":
        return whole[:place]
    if how == "junk":
        return whole[:place] + draw(st.binary(max_size=20)) + whole[place:]
    return b"".join(draw(st.lists(st.sampled_from(whole.splitlines(keepends=True)), max_size=12)))


def _take(core: Core, blob: bytes) -> None:
    """A refusal is an answer, too."""
    try:
        ingest(core.bridge, blob)
    except (BadContent, JournalGap, NotFound):
        return
