import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from mpos.contract.journal import FIRST_EPOCH
from mpos.contract.receipt_numbers import NUMBER_DIGITS
from mpos.domain.numbering import (
    EPOCHS,
    acknowledgement_no,
    receipt_no,
    remittance_no,
    series_of,
    void_no,
)

series = st.text("ABCDEFGH0123456789-", min_size=1, max_size=8)
epochs = st.integers(2, EPOCHS - 1)
places = st.integers(1, 10**NUMBER_DIGITS - 1)


def test_numbers_look_as_they_are_printed() -> None:
    assert receipt_no("A", 12) == "A00000012"
    assert void_no("A", 1) == "A-V00000001"
    assert remittance_no("A", 1) == "A-R00000001"
    assert acknowledgement_no("A", 1) == "A-P00000001"
    assert receipt_no("A", 10**8) == "A100000000"


@given(series, places)
def test_every_number_is_as_wide_as_the_others(prefix: str, place: int) -> None:
    assert len(receipt_no(prefix, place)) == len(prefix) + NUMBER_DIGITS


@given(series, st.integers(1, 10**9), st.integers(1, 10**9))
def test_no_two_receipts_of_a_series_share_a_number(prefix: str, one: int, other: int) -> None:
    assert (receipt_no(prefix, one) == receipt_no(prefix, other)) == (one == other)


@given(series, places, places)
def test_numbers_sort_in_the_order_in_which_they_were_issued(prefix: str, one: int, other: int) -> None:
    assert (receipt_no(prefix, one) < receipt_no(prefix, other)) == (one < other)


@given(series, places, places)
def test_documents_of_two_kinds_never_have_the_same_number(prefix: str, one: int, other: int) -> None:
    kinds = (receipt_no, void_no, remittance_no, acknowledgement_no)
    numbers = {number_of(prefix, place) for number_of in kinds for place in (one, other)}
    assert len(numbers) == len(kinds) * len({one, other})


def test_the_first_epoch_numbers_under_the_prefix_alone() -> None:
    assert series_of("A", FIRST_EPOCH) == "A"


@given(series, epochs, epochs)
@example(prefix="A", one=2, other=2 + EPOCHS // 24)
@example(prefix="A", one=2, other=EPOCHS - 1)
def test_each_later_epoch_has_a_series_of_its_own(prefix: str, one: int, other: int) -> None:
    assert series_of(prefix, one) != prefix
    assert (series_of(prefix, one) == series_of(prefix, other)) == (one == other)


@given(series, epochs, places, places)
def test_a_restored_device_never_issues_a_number_of_its_other_self(
    prefix: str, epoch: int, one: int, other: int
) -> None:
    assert receipt_no(series_of(prefix, epoch), one) != receipt_no(prefix, other)
    assert void_no(series_of(prefix, epoch), one) != void_no(prefix, other)


@pytest.mark.parametrize("letter", ["I", "O"])
def test_no_tag_has_a_letter_that_reads_as_a_digit(letter: str) -> None:
    assert not any(letter in series_of("", epoch) for epoch in range(2, 2_000))
