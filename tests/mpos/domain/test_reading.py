from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpos.contract.canonical import read_json, write_canonical
from mpos.contract.money import format_money, parse_money
from mpos.contract.payment import CASH, CHECK, EWALLET, METHODS
from mpos.domain.numbering import receipt_no, void_no
from mpos.domain.reading import (
    MAX_ACCUMULATED_MINOR,
    Accumulated,
    CheckMemo,
    ListProgress,
    Reading,
    Receipted,
    Totals,
    X,
    Z,
    accumulated,
    add_up,
    reading_body,
)
from tests.mpos.contract.records import SLOW_TO_MAKE

minor = st.integers(0, 100_000)


class Drawn(NamedTuple):
    """What one receipt of a day is about, without its numbers."""

    balance: int
    penalty: int
    advance: int
    cash: int
    manual: bool
    voided: bool


drawn = st.builds(Drawn, minor, minor, minor, minor, st.booleans(), st.booleans())


def day_of(content: list[Drawn]) -> list[Receipted]:
    """The receipts of a day, numbered as a terminal numbers them."""
    receipts: list[Receipted] = []
    voids = 0
    for place, one in enumerate(content, start=1):
        amount = one.balance + one.penalty + one.advance
        cash = min(one.cash, amount)
        voids += one.voided
        receipts.append(
            Receipted(
                receipt_no=receipt_no("A", place),
                amount_minor=amount,
                balance_minor=one.balance,
                penalty_minor=one.penalty,
                advance_minor=one.advance,
                vat_minor=one.balance * 3 // 28,
                by_method=((CASH, cash), (CHECK, amount - cash)),
                manual=one.manual,
                void_no=void_no("A", voids) if one.voided else None,
            )
        )
    return receipts


days = st.lists(drawn, max_size=6).map(day_of)


def reading(
    totals: Totals,
    kind: str = X,
    previous: int = 0,
    fund: int = 0,
    counted: int | None = None,
    remitted: int = 0,
    progress: ListProgress | None = None,
) -> Reading:
    return Reading(
        kind=kind,
        terminal_id="T001",
        business_date="2026-01-05",
        collector="ana",
        opened_at="2026-01-05T08:00:00+08:00",
        taken_at="2026-01-05T17:00:00+08:00",
        z_counter=3,
        totals=totals,
        previous_grand_total_minor=previous,
        change_fund_minor=fund,
        counted_cash_minor=counted,
        remitted_minor=remitted,
        remitted_after_count_minor=5,
        checks=CheckMemo(1, 200, 3, 400),
        progress=progress,
        reprints=1,
        missing_numbers=0,
        not_uploaded=2,
        head_seq=9,
        head_hash="a" * 64,
    )


@given(days)
@SLOW_TO_MAKE
def test_gross_less_voided_is_net_and_what_came_in_by_every_method(day: list[Receipted]) -> None:
    totals = add_up(day)
    assert totals.gross_minor - totals.voided_minor == totals.net_minor
    assert sum(amount for _, amount in totals.by_method) == totals.net_minor


@given(days)
@SLOW_TO_MAKE
def test_penalty_balance_and_advance_are_the_net(day: list[Receipted]) -> None:
    totals = add_up(day)
    assert totals.penalty_minor + totals.balance_minor + totals.advance_minor == totals.net_minor
    assert 0 <= totals.vat_minor <= totals.balance_minor


@given(days)
@SLOW_TO_MAKE
def test_every_number_of_the_day_is_accounted_for(day: list[Receipted]) -> None:
    totals = add_up(day)
    assert totals.receipts == len(day)
    assert totals.voids == sum(receipt.void_no is not None for receipt in day)
    if day:
        assert (totals.first_receipt_no, totals.last_receipt_no) == (receipt_no("A", 1), receipt_no("A", len(day)))
    if totals.voids:
        assert (totals.first_void_no, totals.last_void_no) == (void_no("A", 1), void_no("A", totals.voids))


def test_a_day_without_receipts_has_a_reading() -> None:
    totals = add_up([])
    assert (totals.receipts, totals.gross_minor, totals.net_minor, totals.cash_minor) == (0, 0, 0, 0)
    assert (totals.first_receipt_no, totals.last_receipt_no, totals.first_void_no, totals.last_void_no) == (None,) * 4
    assert dict(totals.by_method) == dict.fromkeys(METHODS, 0)


@given(days, st.data())
@SLOW_TO_MAKE
def test_the_grand_total_never_falls(day: list[Receipted], data: st.DataObject) -> None:
    previous = data.draw(st.integers(0, 10**15))
    so_far = [reading(add_up(day[:length]), previous=previous) for length in range(len(day) + 1)]
    totals = [previous, *(taken.present_grand_total_minor for taken in so_far)]
    assert totals == sorted(totals)


@given(days, st.data())
@SLOW_TO_MAKE
def test_a_void_lowers_the_net_and_never_the_grand_total(day: list[Receipted], data: st.DataObject) -> None:
    before = add_up(day)
    valid = [place for place, receipt in enumerate(day) if receipt.void_no is None]
    for place in data.draw(st.lists(st.sampled_from(valid), unique=True)) if valid else []:
        day[place] = day[place]._replace(void_no=void_no("A", 100 + place))
    after = add_up(day)
    assert after.gross_minor == before.gross_minor
    assert after.receipts == before.receipts
    assert after.net_minor <= before.net_minor


@given(days, days)
@SLOW_TO_MAKE
def test_present_less_previous_is_the_day(one: list[Receipted], other: list[Receipted]) -> None:
    first = reading(add_up(one))
    second = reading(add_up(other), previous=first.present_grand_total_minor)
    assert second.present_grand_total_minor - second.previous_grand_total_minor == second.totals.gross_minor


@given(days, st.integers(1, 5))
@SLOW_TO_MAKE
def test_totals_of_two_halves_add_up_to_those_of_the_whole(day: list[Receipted], cut: int) -> None:
    whole, first, second = add_up(day), add_up(day[:cut]), add_up(day[cut:])
    for name in Totals._fields:
        if name.endswith("_minor"):
            assert getattr(whole, name) == getattr(first, name) + getattr(second, name)


@given(days)
@SLOW_TO_MAKE
def test_receipts_of_the_manual_booklet_are_shown_once_more(day: list[Receipted]) -> None:
    totals = add_up(day)
    manual = [receipt for receipt in day if receipt.manual]
    assert totals.manual_receipts == len(manual)
    assert totals.manual_minor == sum(receipt.amount_minor for receipt in manual) <= totals.gross_minor


@given(days, minor, minor, minor)
@SLOW_TO_MAKE
def test_the_cash_box_holds_the_fund_and_the_cash_of_valid_receipts_less_what_was_handed_over(
    day: list[Receipted], fund: int, counted: int, remitted: int
) -> None:
    cash = sum(dict(receipt.by_method)[CASH] for receipt in day if receipt.void_no is None)
    taken = reading(add_up(day), Z, fund=fund, counted=counted, remitted=remitted)
    assert taken.expected_cash_minor == fund + cash - remitted
    assert taken.over_short_minor == counted - taken.expected_cash_minor


@pytest.mark.parametrize(
    ("numbers", "first", "last"),
    [(("3", "1", "2"), "1", "3"), (("10", "9", "8"), "8", "10"), (("B-0010", "B-9", "B-011"), "B-9", "B-011")],
)
def test_the_booklets_range_is_that_of_its_numbers(numbers: tuple[str, ...], first: str, last: str) -> None:
    drawn_day = day_of([Drawn(100, 0, 0, 0, manual=True, voided=False)] * 3)
    totals = add_up([receipt._replace(manual_or_no=number) for receipt, number in zip(drawn_day, numbers, strict=True)])
    assert (totals.first_manual_or_no, totals.last_manual_or_no) == (first, last)


def test_a_day_without_booklet_has_no_range_of_it() -> None:
    assert (add_up([]).first_manual_or_no, add_up([]).last_manual_or_no) == (None, None)


def test_what_waits_for_confirmation_is_shown_once_more_unless_it_was_voided() -> None:
    paid, voided = day_of([Drawn(100, 0, 0, 0, manual=False, voided=gone) for gone in (False, True)])
    totals = add_up([paid._replace(for_confirmation_minor=60), voided._replace(for_confirmation_minor=40)])
    assert (totals.for_confirmation_minor, totals.gross_minor) == (60, 200)


def test_checks_in_keeping_are_a_memo_outside_of_all_sums() -> None:
    body = reading_body(reading(add_up([])))
    assert (body["checks_taken"], body["checks_taken_amount"]) == (1, "2.00")
    assert (body["checks_held"], body["checks_held_amount"]) == (3, "4.00")
    assert (body["gross"], body["expected_cash"], body["present_grand_total"]) == ("0.00", "0.00", "0.00")


def test_a_reading_tells_how_far_the_list_has_come_and_does_without_one() -> None:
    body = reading_body(reading(add_up([]), progress=ListProgress(40, 3)))
    assert (body["soas_listed"], body["soas_paid"], body["soas_unpaid"]) == (40, 3, 37)
    without = reading_body(reading(add_up([])))
    assert (without["soas_listed"], without["soas_paid"], without["soas_unpaid"]) == (None, None, None)


@pytest.mark.parametrize(
    ("total_minor", "shown"),
    [
        (0, Accumulated(0, 0)),
        (MAX_ACCUMULATED_MINOR, Accumulated(0, 999_999_999_999)),
        (MAX_ACCUMULATED_MINOR + 1, Accumulated(1, 1)),
        (2 * MAX_ACCUMULATED_MINOR, Accumulated(1, MAX_ACCUMULATED_MINOR)),
        (2 * MAX_ACCUMULATED_MINOR + 1, Accumulated(2, 1)),
    ],
)
def test_the_first_amount_beyond_what_a_machine_holds_is_one_centavo(total_minor: int, shown: Accumulated) -> None:
    assert accumulated(total_minor) == shown


@given(st.integers(0, 10**15))
def test_nothing_is_lost_when_an_accumulated_total_begins_anew(total_minor: int) -> None:
    shown = accumulated(total_minor)
    assert 0 <= shown.amount_minor <= MAX_ACCUMULATED_MINOR
    assert shown.reset_counter * MAX_ACCUMULATED_MINOR + shown.amount_minor == total_minor


def test_an_x_reading_counts_no_cash() -> None:
    body = reading_body(reading(add_up([])))
    assert (body["counted_cash"], body["over_short"]) == (None, None)


@given(days, minor, minor)
@SLOW_TO_MAKE
def test_the_journal_holds_the_same_sums(day: list[Receipted], fund: int, counted: int) -> None:
    taken = reading(add_up(day), Z, previous=500, fund=fund, counted=counted)
    body = read_json(write_canonical(reading_body(taken)))
    amount = {name: parse_money(text) for name, text in body.items() if isinstance(text, str) and "." in text}
    assert amount["gross"] - amount["voided"] == amount["net"]
    assert sum(map(parse_money, body["by_method"].values())) == amount["net"]
    assert amount["present_grand_total"] - amount["previous_grand_total"] == amount["gross"]
    assert amount["counted_cash"] - amount["expected_cash"] == amount["over_short"]
    assert body["reading"] == Z


def test_one_receipt_may_have_two_tenders_of_one_method() -> None:
    receipt = day_of([Drawn(100, 0, 0, 0, manual=False, voided=False)])[0]
    totals = add_up([receipt._replace(by_method=((EWALLET, 40), (EWALLET, 60)))])
    assert dict(totals.by_method)[EWALLET] == 100
    assert format_money(totals.net_minor) == "1.00"
