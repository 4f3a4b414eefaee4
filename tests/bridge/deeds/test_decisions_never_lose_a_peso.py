"""Whatever people decide, and whatever PSCloud answers: each payment is posted once or given back, and due is right."""

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from bridge.access.actor import holder_of_the_home
from bridge.deeds import on_payments
from bridge.reconcile.audit import audit
from bridge.store.engine import reading
from bridge.store.payment_totals import totals_of
from bridge.store.payments import Filter
from mpos.contract import kinds
from mpos.contract.payment import Allocation, Payment, payment_body
from scripts.pscloud_sandbox import FaultKind
from tests.bridge.pscloud_office import Office, open_office

ROOT = holder_of_the_home("root")
BILLED_MINOR = {"SOA-1000": 125_050, "SOA-2000": 8_008}
CLOSED, UNKNOWN = "SOA-3000", "SOA-9999"
INVOICES = {"SOA-1000": "A1", "SOA-2000": "B1", CLOSED: "C1", UNKNOWN: "X1"}
FAULTS: list[dict[str, Any]] = [
    {},
    {},
    {"kind": FaultKind.DROP_AFTER_ACCEPT, "path": "/payments", "times": 2},
    {"kind": FaultKind.DROP_AFTER_ACCEPT, "path": "/payments", "times": 1000},
    {"kind": FaultKind.STATUS, "status": 500, "path": "/payments", "times": 1000},
]
AMOUNTS = st.integers(1, 9_000)
WHICH = st.integers(0, 7)


class Decisions(RuleBasedStateMachine):
    """An office with PSCloud, a terminal, and somebody who decides."""

    @initialize()
    def open(self) -> None:
        self._home = tempfile.TemporaryDirectory()
        self._opened = open_office(
            Path(self._home.name) / "home",
            MPOS_BRIDGE_CREDIT_WHEN_SOA_CLOSED="false",
            MPOS_BRIDGE_APPROVAL="cashier",
        )
        self.office: Office = self._opened.__enter__()
        self.office.sync()
        self.office.world.cancel_soa(CLOSED)
        self.payments: list[Payment] = []
        self.voided: set[str] = set()
        self.refunded: set[str] = set()
        self.shares: dict[str, tuple[str, int]] = {}
        # Something to decide on from the first step on.
        for soa_no in (UNKNOWN, CLOSED):
            self.be_refused(soa_no, 4_000)

    @rule(soa_no=st.sampled_from(sorted(INVOICES)), amount_minor=AMOUNTS)
    @precondition(lambda self: len(self.payments) < 8)
    def collect(self, soa_no: str, amount_minor: int) -> None:
        share_minor = min(amount_minor, self.office.due(soa_no)) if soa_no in BILLED_MINOR else amount_minor
        paid = self._take(soa_no, amount_minor, share_minor)
        self.payments.append(paid)
        self.shares[paid.payment_id] = (soa_no, share_minor)

    @rule(soa_no=st.sampled_from([CLOSED, UNKNOWN]), amount_minor=AMOUNTS)
    @precondition(lambda self: len(self.payments) < 8)
    def be_refused(self, soa_no: str, amount_minor: int) -> None:
        self.collect(soa_no, amount_minor)
        self.approve()
        self.office.clock.sleep(3600)
        self.office.sync(download=False)

    @rule()
    def approve(self) -> None:
        on_payments.approve_all(self.office.bridge, ROOT)

    @rule(which=WHICH)
    def void(self, which: int) -> None:
        if standing := [each for each in self.payments if each.payment_id not in self.voided]:
            taken = standing[which % len(standing)]
            self.office.void(taken)
            self.voided.add(taken.payment_id)

    @rule(fault=st.sampled_from(FAULTS), part=st.sampled_from(["both", "post", "download"]))
    def sync(self, fault: dict[str, Any], part: str) -> None:
        if fault:
            self.office.bad_day(**fault)
        self.office.sync(download=part != "post", post=part != "download")
        self.office.world.faults.clear()

    @rule(which=WHICH)
    def retry(self, which: int) -> None:
        self._decide(which, lambda payment: on_payments.retry(self.office.bridge, ROOT, payment))

    @rule(which=WHICH)
    def hold_as_credit(self, which: int) -> None:
        self._decide(which, lambda payment: on_payments.hold_as_credit(self.office.bridge, ROOT, payment, "no SOA"))

    @rule(which=WHICH, soa_no=st.sampled_from(sorted(BILLED_MINOR)))
    def attach(self, which: int, soa_no: str) -> None:
        before = {each: self.office.due(each) for each in BILLED_MINOR}
        payment = self._decide(
            which, lambda payment: on_payments.attach(self.office.bridge, ROOT, payment, soa_no, "that is hers")
        )
        if payment is None:
            return
        was_on, share_minor = self.shares[payment.payment_id]
        if payment.payment_id in self.voided:
            share_minor = 0
        if was_on in before:
            before[was_on] += share_minor
        given_minor = min(payment.amount_minor, before[soa_no])
        self.shares[payment.payment_id] = (soa_no, given_minor)
        if payment.payment_id not in self.voided:
            assert self.office.due(soa_no) == before[soa_no] - given_minor

    @rule(which=WHICH)
    def refund(self, which: int) -> None:
        payment = self._decide(which, lambda payment: on_payments.refund(self.office.bridge, ROOT, payment, "gave up"))
        if payment is not None:
            assert payment.payment_id not in self.voided
            self.refunded.add(payment.payment_id)

    @invariant()
    def totals_add_up(self) -> None:
        if not self.payments:
            return
        with reading(self.office.bridge.engine) as conn:
            totals = totals_of(conn, Filter())
        collected_minor = sum(payment.amount_minor for payment in self.payments)
        assert totals.active_minor + totals.voided_minor + totals.refunded_minor == collected_minor
        assert sum(each.payments for each in totals.by_status.values()) == totals.payments == len(self.payments)
        assert sum(each.amount_minor for each in totals.by_method.values()) == totals.active_minor
        assert totals.synced_minor <= totals.active_minor

    @invariant()
    def due_is_billed_less_what_counts(self) -> None:
        for soa_no, billed_minor in BILLED_MINOR.items():
            if self.payments:
                assert self.office.due(soa_no) == billed_minor - self._counting_minor(soa_no)

    @invariant()
    def what_was_given_back_is_not_posted(self) -> None:
        if self.payments:
            assert not self.refunded & self.office.world.books.postings.keys()

    def teardown(self) -> None:
        if hasattr(self, "_opened"):
            try:
                self._end_well()
            finally:
                self._opened.__exit__(None, None, None)
                self._home.cleanup()

    def _end_well(self) -> None:
        on_payments.approve_all(self.office.bridge, ROOT)
        for _ in range(3):
            self.office.clock.sleep(3600)
            assert self.office.sync().problem is None
            for which in range(len(self.payments)):
                self._decide(
                    which, lambda payment: on_payments.hold_as_credit(self.office.bridge, ROOT, payment, "end")
                )
        books = self.office.world.books.postings
        assert {each.payment_id for each in books.values() if each.status == "posted"} == {
            payment.payment_id for payment in self.payments if self._stands(payment)
        }
        for payment in self.payments:
            if payment.payment_id in books:
                assert books[payment.payment_id].amount_minor == payment.amount_minor
        assert audit(self.office.bridge).problems == []
        for soa_no in BILLED_MINOR:
            assert self.office.due(soa_no) == self.office.world.books.soas[soa_no].amount_due_minor

    def _take(self, soa_no: str, amount_minor: int, share_minor: int) -> Payment:
        shares = (Allocation(INVOICES[soa_no], share_minor, 0),) if share_minor else ()
        paid = self.office.payment(None, amount_minor)
        paid = paid._replace(soa_no=soa_no, allocations=shares, advance_minor=amount_minor - share_minor)
        self.office.record(kinds.PAYMENT_RECORDED, payment_body(paid))
        return paid

    def _decide(self, which: int, act: Any) -> Payment | None:
        """The payment on which something was decided; None when there was nothing to."""
        if not self.payments:
            return None
        refused = [each for each in self.payments if self.office.status(each) == "failed"] or self.payments
        payment = refused[which % len(refused)]
        deeds = self._deeds()
        try:
            act(payment.payment_id)
        except on_payments.NothingToDo:
            return None if self._deeds() == deeds else pytest.fail("a deed of nothing was kept")
        return payment

    def _deeds(self) -> int:
        return int(self.office.value("SELECT count(*) FROM office_deed"))

    def _stands(self, payment: Payment) -> bool:
        return payment.payment_id not in self.voided | self.refunded

    def _counting_minor(self, soa_no: str) -> int:
        credited = "SELECT posted_as_credit FROM payment WHERE payment_id = :id"
        return sum(
            self.shares[payment.payment_id][1]
            for payment in self.payments
            if self._stands(payment)
            and self.shares[payment.payment_id][0] == soa_no
            and not self.office.value(credited, id=payment.payment_id)
        )


TestDecisions = Decisions.TestCase
TestDecisions.settings = settings(
    max_examples=20, stateful_step_count=14, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
