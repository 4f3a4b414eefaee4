"""How far a journal was looked through: gaps in receipt numbers, in whatever order numbers come."""

import json

from hypothesis import given
from hypothesis import strategies as st

from bridge.alerts.mark import NOTHING_SEEN, Mark, mark_kept, mark_read, note_receipts
from bridge.reconcile.receipts import check_receipts
from mpos.contract.journal import Break, Head

NUMBERS = st.lists(st.builds("{}{:04}".format, st.sampled_from(["A", "A-2", ""]), st.integers(1, 40)), max_size=60)


@given(NUMBERS, st.integers(0, 60))
def test_the_gaps_are_those_that_an_audit_finds_however_the_numbers_come_in_parts(numbers: list[str], cut: int) -> None:
    mark = note_receipts(note_receipts(NOTHING_SEEN, numbers[:cut]), numbers[cut:])
    shown = {gap.shown for gap in mark.gaps}
    audited = check_receipts(numbers).gaps
    assert shown == {gap.first if gap.first == gap.last else f"{gap.first} to {gap.last}" for gap in audited}


@given(NUMBERS)
def test_a_mark_is_kept_and_read_as_it_was(numbers: list[str]) -> None:
    mark = note_receipts(NOTHING_SEEN, numbers)
    mark = Mark({1: Head(1, 7, "ab"), 2: Head(2, 9, "cd")}, mark.last, mark.gaps, {2: Break(10, "it was changed")})
    assert mark_read(json.loads(json.dumps(mark_kept(mark)))) == mark


def test_words_that_are_no_number_are_passed_over() -> None:
    assert note_receipts(NOTHING_SEEN, ["", "ABC"]) == NOTHING_SEEN
