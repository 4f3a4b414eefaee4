from typing import Any, NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpos.contract.canonical import BadContent, read_json
from mpos.contract.journal import (
    EMPTY,
    Entry,
    Head,
    chain,
    find_break,
    hash_entry,
    read_entry,
    read_head,
    write_entry,
)
from mpos.contract.kinds import EPOCH_BEGUN
from tests.mpos.contract.records import SLOW_TO_MAKE, entry_after, journal_of, journals

GOLDEN_HASH = "917e2292a5adc352de884b0687f54104938cf7c7a99a279cd764e6992027b1ac"
"""Of the entry below, worked out with sha256sum."""
FOUR = journal_of([{"number": place} for place in range(4)])


class Touched(NamedTuple):
    """A journal, and a place in it, not the last, where something is done to it."""

    entries: list[Entry]
    place: int


@st.composite
def touched(draw: Any) -> Touched:
    entries = journal_of([{"number": place} for place in range(draw(st.integers(3, 8)))])
    return Touched(entries, draw(st.integers(0, len(entries) - 2)))


@given(touched())
def test_a_chain_holds_from_any_place_on(journal: Touched) -> None:
    entries = journal.entries
    assert find_break(entries) is None
    assert find_break(entries[journal.place + 1 :], after=entries[journal.place].head) is None


@given(journals)
@SLOW_TO_MAKE
def test_an_entry_comes_back_from_its_line_as_it_went(entries: list[Entry]) -> None:
    lines = [write_entry(entry) for entry in entries]
    assert [read_entry(read_json(line)) for line in lines] == entries


@given(journals, st.data())
def test_a_changed_character_is_named_or_changes_nothing(entries: list[Entry], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(entries) - 1))
    line = write_entry(entries[place])
    at = data.draw(st.integers(0, len(line) - 1))
    changed = line[:at] + data.draw(st.characters(exclude_characters=line[at])) + line[at + 1 :]
    try:
        read = read_entry(read_json(changed))
    except BadContent:
        return
    if read != entries[place]:
        assert find_break([*entries[:place], read, *entries[place + 1 :]])


@pytest.mark.parametrize(
    "change",
    [
        {"terminal_id": "T002"},
        {"epoch": 2},
        {"kind": "payment_voided"},
        {"recorded_at": "2026-01-05T09:00:02.001+08:00"},
        {"business_date": "2026-01-06"},
        {"business_date": None},
        {"collector": "ben"},
        {"body": {"number": 2}},
        {"body": {"number": 1, "more": None}},
        {"hash": "0" * 64},
    ],
)
def test_a_changed_field_is_named_at_its_place(change: dict[str, Any]) -> None:
    found = find_break([FOUR[0], FOUR[1]._replace(**change), *FOUR[2:]])
    assert found
    assert (found.seq, found.reason) == (2, "its content was changed")


@given(touched())
def test_a_changed_entry_with_its_hash_made_anew_shows_at_the_next(journal: Touched) -> None:
    entries, place = journal.entries, journal.place
    forged = chain(entries[place]._replace(body={"forged": True}))
    found = find_break([*entries[:place], forged, *entries[place + 1 :]])
    assert found
    assert (found.seq, found.reason) == (place + 2, "it does not follow the entry before it")


@given(touched())
def test_a_removed_entry_is_named(journal: Touched) -> None:
    found = find_break(journal.entries[: journal.place] + journal.entries[journal.place + 1 :])
    assert found
    assert found.reason == f"entry {journal.place + 1} is missing"


@given(touched())
def test_an_entry_put_in_is_named(journal: Touched) -> None:
    entries, place = journal.entries, journal.place
    strange = entry_after(entries[place].head, {"put": "in"})
    found = find_break([*entries[: place + 1], strange, *entries[place + 1 :]])
    assert found
    assert (found.seq, found.reason) == (place + 2, f"it comes after entry {place + 2}")


@given(touched())
def test_an_entry_that_comes_twice_is_named(journal: Touched) -> None:
    entries, place = journal.entries, journal.place
    found = find_break([*entries[: place + 1], entries[place], *entries[place + 1 :]])
    assert found
    assert found.seq == place + 1


@given(touched())
def test_two_entries_in_the_wrong_order_are_named(journal: Touched) -> None:
    entries, place = list(journal.entries), journal.place
    entries[place], entries[place + 1] = entries[place + 1], entries[place]
    found = find_break(entries)
    assert found
    assert found.seq == place + 2


@given(touched())
def test_a_cut_tail_shows_only_by_the_head(journal: Touched) -> None:
    kept = journal.entries[: journal.place + 1]
    assert find_break(kept) is None
    assert kept[-1].head != journal.entries[-1].head


def test_the_first_entry_of_a_journal_follows_the_empty_one() -> None:
    assert FOUR[0].prev_hash == EMPTY.hash
    assert find_break(FOUR[1:]) == (2, "entry 1 is missing")


def test_an_epoch_changes_only_where_one_begins() -> None:
    begun = entry_after(FOUR[-1].head, {"parent": 4}, kind=EPOCH_BEGUN, epoch=77)
    assert find_break([*FOUR, begun, entry_after(begun.head, {})]) is None
    changed = entry_after(FOUR[-1].head, {}, epoch=77)
    assert find_break([*FOUR, changed]) == (5, "its epoch changes without a beginning")


def test_a_hash_means_the_same_on_every_machine() -> None:
    entry = Entry("T001", 1, 1, "enrolled", "2026-01-05T09:00:00.000+08:00", None, None, {"a": "ñ"}, EMPTY.hash, "")
    assert hash_entry(entry) == GOLDEN_HASH
    assert hash_entry(entry._replace(hash="x")) == GOLDEN_HASH


def test_a_head_comes_back_as_it_went() -> None:
    head = FOUR[-1].head
    assert read_head(head._asdict()) == head


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("terminal_id", ""),
        ("terminal_id", "T" * 41),
        ("epoch", 0),
        ("epoch", "1"),
        ("seq", 0),
        ("seq", True),
        ("kind", None),
        ("recorded_at", "2026-01-05T09:00:00"),
        ("business_date", "20260105"),
        ("business_date", 5),
        ("collector", 7),
        ("body", [1]),
        ("prev_hash", "A" * 64),
        ("hash", "0" * 63),
    ],
)
def test_a_bad_field_of_an_entry_is_named(name: str, value: object) -> None:
    with pytest.raises(BadContent, match=name):
        read_entry({**FOUR[0]._asdict(), name: value})


@pytest.mark.parametrize("content", [None, [], "entry", {}])
def test_what_is_no_entry_is_refused(content: object) -> None:
    with pytest.raises(BadContent):
        read_entry(content)
    with pytest.raises(BadContent):
        read_head(content)


def test_a_head_of_an_empty_journal_is_one() -> None:
    assert read_head(EMPTY._asdict()) == Head(1, 0, "0" * 64)
