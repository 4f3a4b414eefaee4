from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from mpos.contract.due import due_now
from mpos.contract.soa import Effect, Invoice, Soa
from tests.mpos.contract.records import SOME_UUID

SOA = Soa("SOA-1", 5, "C-1", "Juan", "", "N1", "", "2026-01-01", "2026-01-31", "PHP", "2026-01-01T00:00:00Z", ())
NUMBERS = ("INV-1", "INV-2")
shares = st.integers(0, 60)
owed = st.tuples(st.integers(0, 100), st.integers(0, 30))


def soa_of(version: int, *owed: tuple[int, int]) -> Soa:
    """A SOA whose invoices have these balances and penalties."""
    invoices = tuple(
        Invoice(number, "2025-12-01", "2025-12-31", 100, balance, penalty)
        for number, (balance, penalty) in zip(NUMBERS, owed, strict=False)
    )
    return SOA._replace(version=version, invoices=invoices)


def paid(balance: int, penalty: int = 0, reflected_from: int | None = None, number: str = "INV-1") -> Effect:
    return Effect(SOME_UUID, number, balance, penalty, reflected_from)


def owes(soa: Soa, *effects: Effect) -> list[tuple[int, int]]:
    return [(line.balance_minor, line.penalty_minor) for line in due_now(soa, effects).invoices]


def test_a_payment_is_taken_off_its_invoice_and_no_other() -> None:
    assert owes(soa_of(5, (100, 20), (70, 0)), paid(30, 5)) == [(70, 15), (70, 0)]
    assert owes(soa_of(5, (100, 20)), paid(30, number="INV-9")) == [(100, 20)]


def test_a_version_that_reflects_a_payment_is_not_lowered_by_it_again() -> None:
    assert owes(soa_of(4, (100, 0)), paid(30, reflected_from=5)) == [(70, 0)]
    assert owes(soa_of(5, (70, 0)), paid(30, reflected_from=5)) == [(70, 0)]
    assert owes(soa_of(6, (70, 0)), paid(30, reflected_from=5)) == [(70, 0)]


def test_a_void_puts_back_what_the_payment_took_off() -> None:
    assert owes(soa_of(5, (100, 20)), paid(30, 5), paid(-30, -5)) == [(100, 20)]
    assert owes(soa_of(5, (70, 15)), paid(30, 5, reflected_from=5), paid(-30, -5)) == [(100, 20)]
    assert owes(soa_of(6, (100, 20)), paid(30, 5, reflected_from=5), paid(-30, -5, reflected_from=6)) == [(100, 20)]


def test_two_payments_for_one_invoice_stop_at_zero() -> None:
    due = due_now(soa_of(5, (100, 20), (70, 5)), [paid(100, 20), paid(100, 20)])
    assert due.amount_minor == due.invoices[1].amount_minor == 75
    assert due.penalty_minor == 5


def test_a_void_of_the_second_of_two_payments_leaves_the_first() -> None:
    assert owes(soa_of(5, (100, 0)), paid(100), paid(100), paid(-100)) == [(0, 0)]


@given(st.lists(owed, max_size=2), st.lists(st.builds(paid, shares, shares, st.none() | st.integers(0, 9))), st.data())
def test_the_order_of_payments_does_not_matter(
    amounts: list[tuple[int, int]], effects: list[Effect], data: st.DataObject
) -> None:
    soa = soa_of(5, *amounts)
    assert owes(soa, *data.draw(st.permutations(effects))) == owes(soa, *effects)


@given(st.lists(owed, max_size=2), st.lists(st.builds(paid, shares, shares, st.none() | st.integers(0, 9))))
def test_nothing_is_ever_due_below_zero_or_above_what_was_downloaded(
    amounts: list[tuple[int, int]], effects: list[Effect]
) -> None:
    soa = soa_of(5, *amounts)
    assert all(balance >= 0 and penalty >= 0 for balance, penalty in owes(soa, *effects))
    assert due_now(soa, effects).amount_minor <= soa.amount_due_minor == due_now(soa, []).amount_minor


class Taken:
    """One payment of the model: what it took off, and from which versions PSCloud reflects it and its void."""

    def __init__(self, number: str, balance: int, penalty: int) -> None:
        self.amounts = (balance, penalty)
        self.number = number
        self.posted_from: int | None = None
        self.voided = False
        self.void_posted_from: int | None = None

    def effects(self) -> list[Effect]:
        balance, penalty = self.amounts
        effects = [paid(balance, penalty, self.posted_from, self.number)]
        if self.voided:
            effects.append(paid(-balance, -penalty, self.void_posted_from, self.number))
        return effects


class CollectingAndPosting(RuleBasedStateMachine):
    """Payments, voids, postings and downloads in any order: what is due is always what nobody has paid yet."""

    @initialize(first=owed, second=owed)
    def begin(self, first: tuple[int, int], second: tuple[int, int]) -> None:
        self.billed = dict(zip(NUMBERS, (first, second), strict=True))
        self.pscloud = dict(self.billed)
        self.version = 1
        self.payments: list[Taken] = []
        self.download()

    @rule(number=st.sampled_from(NUMBERS), balance=shares, penalty=shares)
    def pay(self, number: str, balance: int, penalty: int) -> None:
        now = dict(zip(NUMBERS, owes(self.soa, *self.known), strict=True))[number]
        taken = Taken(number, min(balance, now[0]), min(penalty, now[1]))
        self.payments.append(taken)
        self.known += taken.effects()

    @precondition(lambda self: self.valid())
    @rule(data=st.data())
    def void(self, data: st.DataObject) -> None:
        taken = data.draw(st.sampled_from(self.valid()))
        taken.voided = True
        self.known.append(taken.effects()[1])

    @precondition(lambda self: any(not taken.voided and taken.posted_from is None for taken in self.payments))
    @rule()
    def post(self) -> None:
        taken = next(taken for taken in self.payments if not taken.voided and taken.posted_from is None)
        taken.posted_from = self.change_in_pscloud(taken, -1)

    @precondition(lambda self: any(self.void_waits(taken) for taken in self.payments))
    @rule()
    def post_void(self) -> None:
        taken = next(taken for taken in self.payments if self.void_waits(taken))
        taken.void_posted_from = self.change_in_pscloud(taken, 1)

    @rule()
    def download(self) -> None:
        self.soa = soa_of(self.version, *self.pscloud.values())
        self.known = [effect for taken in self.payments for effect in taken.effects()]

    @invariant()
    def due_is_what_nobody_has_paid(self) -> None:
        left = dict(self.billed)
        for taken in self.valid():
            balance, penalty = left[taken.number]
            left[taken.number] = (balance - taken.amounts[0], penalty - taken.amounts[1])
        assert owes(self.soa, *self.known) == list(left.values())

    def valid(self) -> list[Taken]:
        return [taken for taken in self.payments if not taken.voided]

    def void_waits(self, taken: Taken) -> bool:
        return taken.voided and taken.posted_from is not None and taken.void_posted_from is None

    def change_in_pscloud(self, taken: Taken, sign: int) -> int:
        balance, penalty = self.pscloud[taken.number]
        self.pscloud[taken.number] = (balance + sign * taken.amounts[0], penalty + sign * taken.amounts[1])
        self.version += 1
        return self.version


CollectingAndPosting.TestCase.settings = settings(max_examples=50, stateful_step_count=30)
TestCollectingAndPosting = CollectingAndPosting.TestCase
