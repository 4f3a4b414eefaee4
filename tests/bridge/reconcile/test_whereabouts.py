"""Every peso is at one place, and the places add up."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.reconcile.audit import Proof, audit
from bridge.reconcile.whereabouts import OnDevice, Place, on_device, whereabouts
from bridge.store.astray import IN_CONFLICT, SET_ASIDE, Astray
from bridge.store.evidence import Standing
from bridge.store.postings import APPROVED, COMPLETED, FAILED, PENDING, PROCESSING
from bridge.store.terminals import Terminal
from mpos.contract import kinds
from mpos.contract.journal import chain
from mpos.contract.wire import CONTACT_HEADER, JOURNAL, Contact, contact_wire
from tests.bridge.office_core import DAY, Hand, open_core

SAID = Contact("2026-10-15T08:59:00+08:00", "0.1.0", DAY, "open", "juan", 3, None, "A00000003", "150.00", 0, 2, "70.50")
minor = st.integers(1, 10**9)
standings = st.builds(
    Standing,
    payment_id=st.just("id"),
    terminal_id=st.just("T001"),
    receipt_no=st.just("A1"),
    soa_no=st.none(),
    business_date=st.just(DAY),
    amount_minor=minor,
    status=st.sampled_from([PENDING, APPROVED, PROCESSING, COMPLETED, FAILED]),
    payment_no=st.none(),
    is_voided=st.booleans(),
    post_state=st.none(),
    void_state=st.none(),
    body=st.none(),
    refunded=st.booleans(),
    on_soa=st.none(),
    attached=st.none(),
    shares_minor=st.just(0),
)
astray = st.builds(Astray, st.just("T001"), st.sampled_from([SET_ASIDE, IN_CONFLICT]), st.none(), st.none(), minor)
devices = st.builds(OnDevice, st.none() | st.builds(Place, st.integers(0, 9), minor))


@given(st.lists(standings), st.lists(astray), st.lists(devices))
def test_the_places_add_up_whatever_there_is(
    payments: list[Standing], lost: list[Astray], out_there: list[OnDevice]
) -> None:
    found = whereabouts(payments, lost, out_there)
    known = [device.place for device in out_there if device.place]
    amounts = [payment.amount_minor for payment in payments] + [each.amount_minor for each in lost]
    assert found.total.amount_minor == sum(amounts) + sum(place.amount_minor for place in known)
    assert found.total.payments == len(payments) + len(lost) + sum(place.payments for place in known)
    assert found.total == tuple(map(sum, zip(*found, strict=True)))


def terminal_that_said(contact: dict[str, Any] | None) -> Terminal:
    return Terminal("T001", "A", "", "", None, None, None, contact)


@pytest.mark.parametrize(
    ("said", "here", "expected"),
    [
        (None, set(), OnDevice(None)),
        (SAID, set(), OnDevice(Place(2, 7_050))),
        (SAID._replace(pending_payments=None, pending_amount=None), set(), OnDevice(None)),
        # Its last receipt came in by file since: so did all before it.
        (SAID, {"A00000003"}, OnDevice(Place())),
        (SAID._replace(last_receipt_no=None, pending_entries=1), set(), OnDevice(Place())),
        (SAID._replace(pending_entries=0), set(), OnDevice(None, is_lost=True)),
    ],
)
def test_what_is_still_on_a_device_is_told_as_far_as_it_is_known(
    said: Contact | None, here: set[str], expected: OnDevice
) -> None:
    assert on_device(terminal_that_said(contact_wire(said) if said else None), here) == expected


@pytest.fixture
def hand(tmp_path: Path) -> Iterator[Hand]:
    with open_core(tmp_path / "home", MPOS_BRIDGE_APPROVAL="cashier") as core:
        yield core.terminal()


def proof(hand: Hand) -> Proof:
    return audit(hand.core.bridge)


def test_what_is_set_aside_or_in_conflict_is_counted_where_a_person_looks(hand: Hand) -> None:
    hand.collect(amount_minor=1_000)
    first = hand.collect(amount_minor=200)
    hand.collect(amount_minor=30, receipt_no=first.receipt_no)
    hand.void(hand.collect(amount_minor=4))
    assert hand.upload().status_code == 200
    place = hand.entries[1]
    other = {**place.body, "payment_id": "7b1c0b86-5b1e-4d3c-9a53-7a3f6f0f2f11", "receipt_no": "A00000099"}
    forged = chain(place._replace(body=other, hash=""))
    assert hand.upload([forged], seal=hand.seal(forged.head)).status_code == 409
    where = proof(hand).where
    assert where.for_approval == (2, 1_200)
    assert where.set_aside == (1, 30)
    assert where.in_conflict == (1, 200)
    assert where.voided == (1, 4)
    assert where.total == (5, 1_434)
    told = [each for each in proof(hand).problems if "journal_conflict" in each]
    assert told == [
        "T001: entry 2: journal_conflict: receipt A00000099 over 2.00 came for a place that another entry has; "
        "see: terminals show T001"
    ]


def test_the_same_payment_in_conflict_is_no_further_peso(hand: Hand) -> None:
    hand.collect(amount_minor=1_000)
    assert hand.upload().status_code == 200
    forged = chain(hand.entries[0]._replace(collector="eve", hash=""))
    assert hand.upload([forged], seal=hand.seal(forged.head)).status_code == 409
    assert proof(hand).where.total == (1, 1_000)


def test_a_cut_tail_shows_by_what_the_terminal_has_said(hand: Hand) -> None:
    hand.collect(amount_minor=1_000)
    said = json.dumps(contact_wire(SAID._replace(pending_entries=0, last_receipt_no="A00000002")))
    hand.ask("POST", JOURNAL, json={"entries": [], "seal": "", "fates_after": 0}, headers={CONTACT_HEADER: said})
    assert hand.upload().status_code == 200
    assert "T001: it says that nothing waits there, and its last receipt A00000002 is not here; upload again" in (
        proof(hand).problems
    )


def test_entries_other_than_payments_come_in_conflict_too(hand: Hand) -> None:
    hand.record(kinds.LOGGED_IN, {"login": "juan"})
    assert hand.upload().status_code == 200
    forged = chain(hand.entries[0]._replace(collector="eve", hash=""))
    hand.upload([forged], seal=hand.seal(forged.head))
    assert proof(hand).where.total == (0, 0)
    assert "a logged_in entry came for a place that another entry has" in proof(hand).problems[0]


def test_of_one_day_only_that_day_is_counted(hand: Hand) -> None:
    hand.collect(amount_minor=1_000)
    hand.upload()
    assert audit(hand.core.bridge, DAY).where.for_approval == (1, 1_000)
    assert audit(hand.core.bridge, "2026-10-16").where.total == (0, 0)
