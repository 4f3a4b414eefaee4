"""A business day against PSCloud's books, both ways."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from bridge.reconcile.daily import MISSING_HERE, MISSING_THERE, STATUS, reconcile
from bridge.reconcile.due_days import due_days, reconcile_due_days
from bridge.store.engine import reading
from bridge.store.reconciliations import Run, differences_of, list_runs
from scripts.pscloud_sandbox import FaultKind
from scripts.pscloud_sandbox.records import PostingStatus
from tests.bridge.pscloud_office import DAY, Office, open_office

TODAY = DAY.isoformat()
DAY_S = 24 * 3600


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path / "home") as office:
        office.sync()
        yield office


def run_of(office: Office) -> Run:
    return reconcile(office.bridge, TODAY, "root")


def kinds_of(office: Office, run: Run) -> list[tuple[str, str]]:
    with reading(office.bridge.engine) as conn:
        return [(each.kind, each.receipt_no) for _, each in differences_of(conn, run.reconciliation_id, 100)]


def test_a_day_that_is_the_same_on_both_sides_is_ok(office: Office) -> None:
    office.collect("SOA-1000", 10_000, "A1")
    office.void(office.collect("SOA-2000", 8_008, "B1"))
    office.sync()
    run = run_of(office)
    assert (run.ok, run.ours, run.ours_minor, run.theirs, run.theirs_minor) == (True, 1, 10_000, 1, 10_000)
    assert (run.payments, run.waiting, run.differences) == (2, 0, 0)


def test_a_day_whose_payments_still_wait_is_not_ok_and_says_so(office: Office) -> None:
    office.collect("SOA-1000", 10_000, "A1")
    office.sync()
    office.collect("SOA-1000", 2_000, "A1")
    run = run_of(office)
    assert (run.ok, run.differences, run.waiting, run.waiting_minor) == (False, 0, 1, 2_000)


def test_a_payment_that_pscloud_does_not_list_is_missing_there(office: Office) -> None:
    payment = office.collect("SOA-1000", 10_000, "A1")
    office.sync()
    del office.world.books.postings[payment.payment_id]
    assert kinds_of(office, run_of(office)) == [(MISSING_THERE, payment.receipt_no)]


def test_a_payment_that_only_pscloud_has_is_missing_here_on_the_day_it_was_posted(office: Office) -> None:
    office.collect("SOA-1000", 10_000, "A1")
    office.sync()
    (posting,) = office.world.books.postings.values()
    strange = replace(posting, payment_id="0" * 8 + posting.payment_id[8:], receipt_no="Z1", sequence=2)
    office.world.books.record(strange)
    run = run_of(office)
    assert kinds_of(office, run) == [(MISSING_HERE, "Z1")]
    assert (run.ours_minor, run.theirs_minor) == (10_000, 20_000)
    office.clock.sleep(DAY_S)
    other = reconcile(office.bridge, "2026-10-16", "root")
    assert (other.ok, other.theirs) == (True, 0)


@pytest.mark.parametrize(
    ("changed", "kind"),
    [
        ({"amount_minor": 9_999}, "different"),
        ({"receipt_no": "Z9"}, "different"),
        ({"soa_no": "SOA-2000"}, "different"),
        ({"status": PostingStatus.VOIDED}, "status"),
    ],
)
def test_what_differs_is_told_by_kind(office: Office, changed: dict[str, Any], kind: str) -> None:
    payment = office.collect("SOA-1000", 10_000, "A1")
    office.sync()
    office.world.books.postings[payment.payment_id] = replace(
        office.world.books.postings[payment.payment_id], **changed
    )
    run = run_of(office)
    assert kinds_of(office, run) == [(kind, payment.receipt_no)]
    assert not run.ok


def test_a_payment_in_doubt_waits_whether_pscloud_has_it_or_not(office: Office) -> None:
    office.collect("SOA-1000", 10_000, "A1")
    office.bad_day(FaultKind.DROP_AFTER_ACCEPT, path="/payments", times=1000, method="POST")
    office.sync(download=False)
    run = run_of(office)
    assert (run.ok, run.waiting, run.differences) == (False, 1, 0)


def test_a_refused_payment_that_pscloud_has_all_the_same_is_a_difference(office: Office) -> None:
    payment = office.collect("SOA-1000", 10_000, "A1")
    office.sync()
    office.change("UPDATE payment SET status = 'failed'")
    office.change("UPDATE posting SET state = 'refused'")
    assert kinds_of(office, run_of(office)) == [(STATUS, payment.receipt_no)]


def test_a_day_is_reconciled_by_itself_once_it_is_over_and_again_until_it_is_right(office: Office) -> None:
    payment = office.collect("SOA-1000", 10_000, "A1")
    assert due_days(office.bridge) == []
    office.clock.sleep(DAY_S)
    assert due_days(office.bridge) == [TODAY]
    assert reconcile_due_days(office.bridge) == 1
    assert due_days(office.bridge) == [], "once a day"
    office.sync()
    assert office.status(payment) == "completed"
    office.clock.sleep(DAY_S)
    assert TODAY in due_days(office.bridge), "a payment waited"
    reconcile_due_days(office.bridge)
    office.clock.sleep(DAY_S)
    assert TODAY not in due_days(office.bridge), "it was right"
    office.collect("SOA-1000", 500, "A1")
    assert TODAY in due_days(office.bridge), "a payment of that day came in since"
    with reading(office.bridge.engine) as conn:
        assert [run.ok for run in list_runs(conn, 9, TODAY)] == [True, False]


def test_a_round_that_can_not_reach_pscloud_leaves_the_day_due(office: Office) -> None:
    office.collect("SOA-1000", 10_000, "A1")
    office.clock.sleep(DAY_S)
    office.network.is_down = True
    assert reconcile_due_days(office.bridge) == 0
    assert due_days(office.bridge) == [TODAY]


def test_pscloud_is_asked_from_the_day_before_on(office: Office) -> None:
    run_of(office)
    asked = [request.url.params.get("posted_since") for request in office.network.requests]
    assert [each for each in asked if each] == ["2026-10-14T00:00:00.000+08:00"]
