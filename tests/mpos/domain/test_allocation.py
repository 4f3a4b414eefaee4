from typing import NamedTuple

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mpos.contract.due import Due, InvoiceDue
from mpos.contract.money import vat_within
from mpos.contract.office import ALLOCATION_ORDERS, BALANCE_FIRST, PENALTY_FIRST, Policy
from mpos.contract.soa import EXEMPT, VAT_TYPES, VATABLE, ZERO_RATED, Invoice, Soa
from mpos.domain.allocation import Spread, Wish, oldest_first, spread
from mpos.domain.refusals import MoreThanInvoiceDue, UnknownInvoice, WishesDoNotMatch
from tests.mpos.contract.records import SLOW_TO_MAKE

SOA = Soa("SOA-1", 5, "C-1", "Juan", "", "N1", "", "2026-01-01", "2026-01-31", "PHP", "2026-01-01T00:00:00Z", ())


class Line(NamedTuple):
    """What an invoice owes, when it is due, and how it is taxed."""

    balance: int
    penalty: int = 0
    due_date: str = "2026-01-31"
    invoice_date: str = "2026-01-01"
    vat_type: str = VATABLE


def due_of(*lines: Line) -> Due:
    """What a SOA with invoices A, B, C … owes."""
    invoices = tuple(
        InvoiceDue(
            Invoice(number, line.invoice_date, line.due_date, 10_000, 10_000, 10_000, vat_type=line.vat_type),
            line.balance,
            line.penalty,
        )
        for number, line in zip("ABCDEF", lines, strict=False)
    )
    return Due(SOA, invoices)


days = st.sampled_from(["2026-01-10", "2026-01-20", "2026-01-31"])
lines = st.builds(Line, st.integers(0, 50), st.integers(0, 20), days, days, st.sampled_from(VAT_TYPES))
dues = st.lists(lines, max_size=5).map(lambda some: due_of(*some))
policies = st.builds(Policy, allocation_order=st.sampled_from(ALLOCATION_ORDERS), vat_basis_points=st.just(1_200))


@st.composite
def wishes_for(draw: st.DrawFn, due: Due) -> tuple[Wish, ...]:
    """Wishes that can be met."""
    wished = [Wish(line.invoice.invoice_no, draw(st.integers(0, line.amount_minor))) for line in due.invoices]
    return tuple(wish for wish in draw(st.permutations(wished)) if wish.amount_minor)


class Paid(NamedTuple):
    """An amount, spread."""

    due: Due
    amount_minor: int
    wishes: tuple[Wish, ...]
    policy: Policy
    spread: Spread

    def share(self, number: str) -> int:
        return sum(one.amount_minor for one in self.spread.allocations if one.invoice_no == number)

    def wished(self, number: str) -> int:
        return sum(wish.amount_minor for wish in self.wishes if wish.invoice_no == number)


@st.composite
def paid(draw: st.DrawFn) -> Paid:
    due, policy = draw(dues), draw(policies)
    wishes = draw(wishes_for(due))
    amount = sum(wish.amount_minor for wish in wishes) + draw(st.integers(0, 300))
    return Paid(due, amount, wishes, policy, spread(due, amount, wishes, policy))


@given(paid())
@SLOW_TO_MAKE
def test_allocations_and_advance_add_up_to_the_amount(one: Paid) -> None:
    assert sum(part.amount_minor for part in one.spread.allocations) + one.spread.advance_minor == one.amount_minor
    assert one.spread.advance_minor == max(0, one.amount_minor - one.due.amount_minor)


@given(paid())
@SLOW_TO_MAKE
def test_no_invoice_gets_more_than_it_owes(one: Paid) -> None:
    owed = {line.invoice.invoice_no: line for line in one.due.invoices}
    for part in one.spread.allocations:
        assert 0 <= part.balance_minor <= owed[part.invoice_no].balance_minor
        assert 0 <= part.penalty_minor <= owed[part.invoice_no].penalty_minor
        assert part.amount_minor > 0


@given(paid())
@SLOW_TO_MAKE
def test_allocations_come_once_each_in_the_order_of_the_soa(one: Paid) -> None:
    numbers = [part.invoice_no for part in one.spread.allocations]
    assert numbers == sorted(set(numbers))


@given(paid())
@SLOW_TO_MAKE
def test_wishes_are_met_first(one: Paid) -> None:
    for wish in one.wishes:
        assert one.share(wish.invoice_no) >= wish.amount_minor


@given(paid())
@SLOW_TO_MAKE
def test_beyond_the_wishes_nothing_goes_to_an_invoice_before_the_older_are_paid(one: Paid) -> None:
    left = [line.amount_minor - one.share(line.invoice.invoice_no) for line in oldest_first(one.due)]
    beyond = [
        one.share(line.invoice.invoice_no) - one.wished(line.invoice.invoice_no) for line in oldest_first(one.due)
    ]
    for place, more in enumerate(beyond):
        assert not more or not any(left[:place])


@given(paid())
@SLOW_TO_MAKE
def test_within_an_invoice_one_part_is_paid_before_the_other(one: Paid) -> None:
    owed = {line.invoice.invoice_no: line for line in one.due.invoices}
    for part in one.spread.allocations:
        line = owed[part.invoice_no]
        if one.policy.allocation_order == PENALTY_FIRST:
            assert part.balance_minor == 0 or part.penalty_minor == line.penalty_minor
        else:
            assert part.penalty_minor == 0 or part.balance_minor == line.balance_minor


@given(paid())
@SLOW_TO_MAKE
def test_vat_is_that_within_the_vatable_balances_paid(one: Paid) -> None:
    vatable = {line.invoice.invoice_no for line in one.due.invoices if line.invoice.vat_type == VATABLE}
    balance = sum(part.balance_minor for part in one.spread.allocations if part.invoice_no in vatable)
    assert one.spread.vat_minor == vat_within(balance, 1_200)


def parts(due: Due, amount: int, *wishes: Wish, order: str = PENALTY_FIRST) -> list[tuple[str, int, int]]:
    allocations = spread(due, amount, wishes, Policy(allocation_order=order)).allocations
    return [(part.invoice_no, part.balance_minor, part.penalty_minor) for part in allocations]


def test_the_oldest_due_is_paid_first_and_then_the_oldest_issued() -> None:
    due = due_of(
        Line(50, due_date="2026-01-20"), Line(50, due_date="2026-01-10"), Line(50, 0, "2026-01-20", "2025-12-01")
    )
    assert [line.invoice.invoice_no for line in oldest_first(due)] == ["B", "C", "A"]
    assert parts(due, 70) == [("B", 50, 0), ("C", 20, 0)]


def test_a_wish_goes_before_the_older_invoice() -> None:
    due = due_of(Line(50, due_date="2026-01-10"), Line(50, due_date="2026-01-20"))
    assert parts(due, 60, Wish("B", 40)) == [("A", 20, 0), ("B", 40, 0)]


def test_two_wishes_for_one_invoice_are_one() -> None:
    assert parts(due_of(Line(50)), 30, Wish("A", 10), Wish("A", 20)) == [("A", 30, 0)]


def test_the_office_says_whether_penalty_or_balance_is_paid_first() -> None:
    assert parts(due_of(Line(50, 20)), 30, order=PENALTY_FIRST) == [("A", 10, 20)]
    assert parts(due_of(Line(50, 20)), 60, order=BALANCE_FIRST) == [("A", 50, 10)]


@pytest.mark.parametrize(("vat_type", "vat"), [(VATABLE, 1_200), (EXEMPT, 0), (ZERO_RATED, 0)])
def test_only_a_vatable_balance_holds_vat(vat_type: str, vat: int) -> None:
    due = due_of(Line(11_200, 500, vat_type=vat_type))
    assert spread(due, 11_700, (), Policy()).vat_minor == vat


def test_a_wish_for_an_invoice_that_is_not_there_is_refused() -> None:
    with pytest.raises(UnknownInvoice) as raised:
        spread(due_of(Line(50)), 30, (Wish("Z", 10),), Policy())
    assert raised.value.message == "Z is not an open invoice of SOA-1."
    assert raised.value.advice.endswith("mpos soa show SOA-1")


def test_a_wish_above_what_the_invoice_owes_is_refused() -> None:
    with pytest.raises(MoreThanInvoiceDue) as raised:
        spread(due_of(Line(50, 20)), 100, (Wish("A", 60), Wish("A", 11)), Policy())
    assert raised.value.message == "0.71 is more than the 0.70 that is due on invoice A."
    assert "{" not in raised.value.advice


def test_wishes_above_the_amount_are_refused() -> None:
    with pytest.raises(WishesDoNotMatch) as raised:
        spread(due_of(Line(50), Line(50)), 60, (Wish("A", 50), Wish("B", 50)), Policy())
    assert "1.00, which is more than the 0.60 paid" in raised.value.message
