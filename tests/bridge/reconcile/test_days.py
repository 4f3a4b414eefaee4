"""Each business day against its Z-reading, each Z-reading against the one before it and the journal it was taken of."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from bridge.reconcile.audit import audit
from mpos.contract import kinds
from mpos.contract.journal import Entry, Head
from mpos.contract.money import format_money
from tests.bridge.databases import damage
from tests.bridge.office_core import DAY, Core, Hand, open_core

NEXT_DAY = "2026-10-16"


@pytest.fixture
def hand(tmp_path: Path) -> Iterator[Hand]:
    """A terminal that has opened its day and taken 100.00 and 25.50."""
    with open_core(tmp_path / "home") as core:
        hand = core.terminal()
        open_day(hand, DAY)
        hand.collect()
        hand.collect(amount_minor=2_550)
        yield hand


def open_day(hand: Hand, day: str) -> None:
    hand.record(kinds.REGISTRY_OPENED, {"change_fund": "0.00"}, business_date=day)


def close_day(hand: Hand, day: str = DAY, **printed: Any) -> Entry:
    """A Z-reading that is right but for what is said otherwise."""
    said = {
        "z_counter": 1,
        "receipts": 2,
        "gross": format_money(12_550),
        "previous_grand_total": "0.00",
        "present_grand_total": format_money(12_550),
        "head_seq": hand.head.seq,
        "head_hash": hand.head.hash,
    }
    return hand.record(kinds.Z_READING, said | printed, business_date=day)


def problems(hand: Hand) -> list[str]:
    assert hand.upload().status_code == 200
    return audit(hand.core.bridge).problems


def test_a_day_that_adds_up_holds(hand: Hand) -> None:
    close_day(hand)
    open_day(hand, NEXT_DAY)
    assert problems(hand) == []
    (terminal,) = audit(hand.core.bridge).terminals
    assert terminal.days.z_readings == 1
    assert terminal.days.open_day is not None
    assert terminal.days.open_day.business_date == NEXT_DAY


WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "a gross": (
        {"gross": "125.51", "present_grand_total": "125.51"},
        "it says 125.51, and that day's payments come to 125.50",
    ),
    "a count": ({"receipts": 3}, "it says 3 receipts, and that day has 2 payments"),
    "a grand total": ({"present_grand_total": "125.00"}, "present less previous grand total is not the day"),
    "a beginning": (
        {"previous_grand_total": "10.00", "present_grand_total": "135.50"},
        "it goes on from 10.00, and the one before ended at 0.00",
    ),
    "a counter": ({"z_counter": 2}, "it follows Z-reading 0"),
    "a hash": ({"head_hash": "ab" * 32}, "entry 3 is not the one that it was printed with"),
    "a head that is not there": ({"head_seq": 99}, "entry 99 is not the one that it was printed with"),
}


@pytest.mark.parametrize(("printed", "finding"), WRONG.values(), ids=WRONG.keys())
def test_a_z_reading_that_says_something_else_is_named(hand: Hand, printed: dict[str, Any], finding: str) -> None:
    close_day(hand, **printed)
    counter = printed.get("z_counter", 1)
    assert f"T001: Z-reading {counter} of {DAY}: {finding}" in problems(hand)


def test_a_z_reading_that_can_not_be_read_is_named(hand: Hand) -> None:
    close_day(hand, gross=12_550)
    (problem,) = problems(hand)
    assert problem.startswith(f"T001: {DAY}: its Z-reading can't be read: reading: gross")


def test_the_next_z_reading_goes_on_where_the_last_one_ended(hand: Hand) -> None:
    close_day(hand)
    open_day(hand, NEXT_DAY)
    close_day(
        hand,
        NEXT_DAY,
        z_counter=2,
        receipts=0,
        gross="0.00",
        previous_grand_total="125.50",
        present_grand_total="125.50",
    )
    assert problems(hand) == []


def test_a_day_without_a_z_reading_is_named_once_a_later_one_was_begun(hand: Hand) -> None:
    assert problems(hand) == []
    open_day(hand, NEXT_DAY)
    assert f"T001: {DAY}: it has no Z-reading, though a later day was begun" in problems(hand)


def go_on(hand: Hand, parent: Head) -> None:
    hand.head, hand.series = parent, "AXYZBC"
    hand._receipts = 0
    hand.record(kinds.EPOCH_BEGUN, {"parent": parent._asdict(), "series": "AXYZBC"}, epoch=7)


def before_the_second_payment(hand: Hand) -> Head:
    return hand.entries[1].head


def at_the_end(hand: Hand) -> Head:
    return hand.entries[2].head


@pytest.mark.parametrize(
    ("place", "receipts", "gross_minor"), [(before_the_second_payment, 2, 10_700), (at_the_end, 3, 13_250)]
)
def test_each_self_of_a_device_counts_its_own_past_alone(
    hand: Hand, place: Callable[[Hand], Head], receipts: int, gross_minor: int
) -> None:
    fork = place(hand)
    close_day(hand)
    assert problems(hand) == []
    sent = len(hand.entries)
    go_on(hand, fork)
    hand.collect(amount_minor=700)
    gross = format_money(gross_minor)
    close_day(hand, receipts=receipts, gross=gross, present_grand_total=gross)
    assert hand.upload(hand.entries[sent:]).status_code == 200
    assert audit(hand.core.bridge).problems == []


def test_what_is_removed_from_a_closed_day_is_missed(hand: Hand) -> None:
    close_day(hand)
    assert problems(hand) == []
    tamper(hand.core, "DELETE FROM payment WHERE seq = 3")
    found = audit(hand.core.bridge).problems
    assert f"T001: Z-reading 1 of {DAY}: it says 125.50, and that day's payments come to 100.00" in found


def tamper(core: Core, statement: str) -> None:
    damage(core.bridge, statement)
