import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpos.contract.money import parse_money, print_money
from mpos.domain.counting import DENOMINATIONS_MINOR, MAX_PIECES, Pieces, count_wire, merged, read_pieces, total

heaps = st.builds(Pieces, st.sampled_from(DENOMINATIONS_MINOR), st.integers(0, MAX_PIECES))
counts = st.lists(heaps, max_size=8).map(tuple)


@given(heaps)
def test_a_heap_reads_as_it_is_typed(heap: Pieces) -> None:
    assert read_pieces(f"{print_money(heap.denomination_minor)}x{heap.pieces}") == heap


@pytest.mark.parametrize(
    ("text", "heap"),
    [
        ("1000x3", (100_000, 3)),
        ("1,000X3", (100_000, 3)),
        ("0.25x4", (25, 4)),
        ("20x0", (2_000, 0)),
        ("1x100000", (100, 100_000)),
    ],
)
def test_people_type_denomination_and_pieces(text: str, heap: tuple[int, int]) -> None:
    assert read_pieces(text) == heap


@pytest.mark.parametrize(
    "text", ["", "1000", "x", "x3", "1000x", "1000x-1", "1000x1.5", "1000x3x3", "1000x100001", "1000x٣"]
)
def test_what_is_no_count_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        read_pieces(text)


@pytest.mark.parametrize("text", ["300x1", "0x1", "0.50x2", "2000x1"])
def test_what_is_neither_note_nor_coin_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not a note or coin"):
        read_pieces(text)


@given(counts)
def test_merging_heaps_keeps_what_they_are_worth(count: tuple[Pieces, ...]) -> None:
    rows = merged(count)
    assert total(rows) == total(count)
    counted = {heap.denomination_minor for heap in count if heap.pieces}
    assert [row.denomination_minor for row in rows] == sorted(counted, reverse=True)


@given(counts)
def test_the_journal_tells_what_a_count_is_worth(count: tuple[Pieces, ...]) -> None:
    rows = count_wire(count)
    assert sum(parse_money(str(row["denomination"])) * int(str(row["pieces"])) for row in rows) == total(count)
