from functools import cache
from itertools import product, starmap
from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpos.contract.payment import CARD, CASH, CHECK, EWALLET, Tender
from mpos.contract.problems import Problem
from mpos.domain.refusals import MoreThanDue, NothingDue, TendersDoNotMatch
from mpos.domain.tendering import Handed, Kept, settle

CASH_AND_CARD = Handed(100, (), Tender(CARD, 0))


class Asked(NamedTuple):
    """A payment as it is keyed in, and what is due."""

    handed: Handed
    amount_minor: int | None
    due_minor: int | None
    advance: bool
    wished_minor: int


@cache
def settlements() -> tuple[tuple[Asked, Kept], ...]:
    """Every way to pay with up to three centavos of this and that, and what comes of those that aren't refused."""
    others = ((), (check(0),), (check(1),), (check(3),), (check(1), Tender(CARD, 1)))
    blanks = (None, Tender(EWALLET, 0))
    handed = [Handed(*one) for one in product((None, 0, 1, 2, 3), others, blanks)]
    asked = product(handed, (None, 0, 1, 2, 3, 4), (None, 0, 1, 2, 3), (False, True), (0, 1, 2, 3))
    return tuple((one, kept) for one in starmap(Asked, asked) if (kept := settled(one)))


def settled(one: Asked) -> Kept | None:
    try:
        return settle(one.handed, one.amount_minor, one.due_minor, advance=one.advance, wished_minor=one.wished_minor)
    except (NothingDue, MoreThanDue, TendersDoNotMatch):
        return None


def check(amount: int) -> Tender:
    return Tender(CHECK, amount)


def pay(
    cash: int | None = None,
    *rest: Tender,
    blank: Tender | None = None,
    amount: int | None = None,
    due: int | None = 100,
    advance: bool = False,
    wished: int = 0,
) -> Kept:
    return settle(Handed(cash, rest, blank), amount, due, advance=advance, wished_minor=wished)


@pytest.mark.parametrize(
    ("kept", "amount", "tenders", "change"),
    [
        pytest.param(pay(), 100, [("cash", 100)], 0, id="nothing named: cash for what is due"),
        pytest.param(pay(100), 100, [("cash", 100)], 0, id="cash for what is due"),
        pytest.param(pay(500), 100, [("cash", 100)], 400, id="more cash has change"),
        pytest.param(pay(40), 40, [("cash", 40)], 0, id="less cash pays a part"),
        pytest.param(pay(500, amount=60), 60, [("cash", 60)], 440, id="an amount is said"),
        pytest.param(pay(amount=60), 60, [("cash", 60)], 0, id="an amount is said and nothing named"),
        pytest.param(pay(500, advance=True), 500, [("cash", 500)], 0, id="an advance keeps all"),
        pytest.param(pay(500, amount=150, advance=True), 150, [("cash", 150)], 350, id="an advance of a said amount"),
        pytest.param(pay(None, check(70)), 70, [("check", 70)], 0, id="a check pays a part"),
        pytest.param(pay(50, check(70)), 100, [("cash", 30), ("check", 70)], 20, id="change is given from the cash"),
        pytest.param(pay(20, check(70)), 90, [("cash", 20), ("check", 70)], 0, id="cash and check pay a part"),
        pytest.param(pay(blank=Tender(EWALLET, 0)), 100, [("ewallet", 100)], 0, id="a method without an amount"),
        pytest.param(pay(30, blank=Tender(CARD, 0)), 100, [("cash", 30), ("card", 70)], 0, id="a method for the rest"),
        pytest.param(pay(blank=Tender(CARD, 0), amount=60), 60, [("card", 60)], 0, id="a method for a said amount"),
        pytest.param(pay(wished=60), 60, [("cash", 60)], 0, id="what the customer names is paid"),
        pytest.param(pay(500, wished=60), 60, [("cash", 60)], 440, id="what the customer names, with change"),
        pytest.param(pay(500, wished=60, amount=80), 80, [("cash", 80)], 420, id="a said amount goes before"),
        pytest.param(pay(500, due=None), 500, [("cash", 500)], 0, id="without a SOA all is paid"),
        pytest.param(pay(500, due=0, advance=True), 500, [("cash", 500)], 0, id="nothing due and paid ahead"),
    ],
)
def test_what_is_kept(kept: Kept, amount: int, tenders: list[tuple[str, int]], change: int) -> None:
    assert kept.amount_minor == amount
    assert [(tender.method, tender.amount_minor) for tender in kept.tenders] == tenders
    assert kept.change_minor == change


@pytest.mark.parametrize(
    ("one", "refusal"),
    [
        pytest.param(Asked(Handed(100, ()), None, 0, False, 0), NothingDue, id="nothing is due"),
        pytest.param(Asked(Handed(100, ()), 100, 0, False, 0), NothingDue, id="nothing is due, with an amount"),
        pytest.param(
            Asked(Handed(None, (check(150),)), None, 100, False, 0), MoreThanDue, id="a check above what is due"
        ),
        pytest.param(Asked(Handed(500, ()), 150, 100, False, 0), MoreThanDue, id="an amount over what is due"),
        pytest.param(Asked(Handed(None, ()), None, 100, False, 150), MoreThanDue, id="wishes over what is due"),
        pytest.param(Asked(Handed(50, ()), 60, 100, False, 0), TendersDoNotMatch, id="less than the amount"),
        pytest.param(Asked(Handed(0, ()), None, 100, False, 0), TendersDoNotMatch, id="no cash at all"),
        pytest.param(
            Asked(Handed(None, (check(70),)), 60, 100, False, 0), TendersDoNotMatch, id="a check has no change"
        ),
        pytest.param(Asked(Handed(20, (check(90),)), 80, 100, False, 0), TendersDoNotMatch, id="change above the cash"),
        pytest.param(Asked(Handed(20, (check(100),)), None, 100, False, 0), TendersDoNotMatch, id="cash without need"),
        pytest.param(
            Asked(Handed(100, (check(0),)), None, 100, False, 0), TendersDoNotMatch, id="a check over nothing"
        ),
        pytest.param(Asked(CASH_AND_CARD, None, 100, False, 0), TendersDoNotMatch, id="nothing left for the card"),
        pytest.param(Asked(CASH_AND_CARD, None, None, True, 0), TendersDoNotMatch, id="no telling what the card pays"),
        pytest.param(Asked(Handed(100, ()), 0, 100, False, 0), TendersDoNotMatch, id="an amount of nothing"),
        pytest.param(Asked(Handed(None, ()), None, None, True, 0), TendersDoNotMatch, id="nothing at all"),
    ],
)
def test_what_is_refused(one: Asked, refusal: type[Problem]) -> None:
    with pytest.raises(refusal) as raised:
        settle(one.handed, one.amount_minor, one.due_minor, advance=one.advance, wished_minor=one.wished_minor)
    assert "{" not in raised.value.message + raised.value.advice


def test_the_tenders_add_up_to_the_amount() -> None:
    for _, kept in settlements():
        assert sum(tender.amount_minor for tender in kept.tenders) == kept.amount_minor > 0
        assert all(tender.amount_minor > 0 for tender in kept.tenders)


def test_change_comes_from_the_cash_alone() -> None:
    for _, kept in settlements():
        cash = sum(tender.amount_minor for tender in kept.tenders if tender.method == CASH)
        assert kept.change_minor >= 0
        assert kept.cash_received_minor - kept.change_minor == cash
        assert cash > 0 or kept.cash_received_minor == 0


def test_what_is_no_cash_is_kept_as_it_was_handed_over() -> None:
    for one, kept in settlements():
        others = tuple(tender for tender in kept.tenders if tender.method != CASH)
        assert others[: len(one.handed.others)] == one.handed.others
        assert len(others) == len(one.handed.others) + (one.handed.blank is not None)


def test_nobody_pays_more_than_is_due_unless_as_an_advance() -> None:
    for one, kept in settlements():
        assert one.advance or one.due_minor is None or kept.amount_minor <= one.due_minor


def test_a_said_amount_is_what_is_paid_and_all_cash_is_received() -> None:
    for one, kept in settlements():
        assert one.amount_minor in (None, kept.amount_minor)
        assert one.handed.cash_minor in (None, kept.cash_received_minor)


def test_there_are_many_ways_to_pay_and_more_that_are_none() -> None:
    assert 1_000 < len(settlements()) < 12_000 // 2


@given(st.integers(1, 10**9), st.integers(1, 10**9))
def test_cash_is_never_refused_while_something_is_due(cash: int, due: int) -> None:
    kept = pay(cash, due=due)
    assert (kept.amount_minor, kept.change_minor) == (min(cash, due), max(0, cash - due))
