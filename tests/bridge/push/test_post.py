"""Every payment ends up in PSCloud once, or on the office's list; nothing is lost or doubled on the way."""

import json
from typing import Any

import pytest

from bridge.store import postings
from bridge.store.engine import writing
from scripts.pscloud_sandbox import FaultKind
from tests.bridge.pscloud_office import Office

LOST = [
    {"kind": FaultKind.DROP_BEFORE},
    {"kind": FaultKind.DROP_AFTER_ACCEPT},
    {"kind": FaultKind.SLOW, "delay_s": 50},
    {"kind": FaultKind.STATUS, "status": 500},
    {"kind": FaultKind.STATUS, "status": 502},
    {"kind": FaultKind.STATUS, "status": 504},
    {"kind": FaultKind.STATUS, "status": 503, "retry_after_s": 5},
    {"kind": FaultKind.STATUS, "status": 429, "retry_after_s": 5},
    {"kind": FaultKind.STATUS, "status": 429, "retry_after_s": 5, "retry_after_as_date": True},
    {"kind": FaultKind.STATUS, "status": 429},
]


def test_a_payment_is_posted_as_it_was_taken(office: Office) -> None:
    payment = office.collect("SOA-1000", 110_000, "A1", "A2", remarks="for two months")
    result = office.sync()
    assert result.post is not None
    assert (result.post.completed, result.post.failed, result.post.waiting) == (1, 0, 0)
    assert office.status(payment) == "completed"
    sent = last_posting(office)
    assert sent["allocations"] == [
        {"invoice_no": "A1", "amount": "1000.00", "penalty": "0.00"},
        {"invoice_no": "A2", "amount": "100.00", "penalty": "0.00"},
    ]
    assert (sent["amount"], sent["advance"], sent["remarks"]) == ("1100.00", "0.00", "for two months")
    assert office.due("SOA-1000") == 15_050


@pytest.mark.parametrize("fault", LOST, ids=lambda fault: "-".join(str(value) for value in fault.values()))
def test_a_short_trouble_costs_no_peso(office: Office, fault: dict[str, Any]) -> None:
    office.bad_day(path="/payments", method="POST", **fault)
    payments = [office.collect("SOA-1000", amount, "A1") for amount in (10_000, 20_000, 30_000)]
    result = office.sync()
    assert result.problem is None
    assert result.post is not None
    assert (result.post.completed, result.post.waiting) == (3, 0)
    assert sorted(office.posted) == [(payment.receipt_no, payment.amount_minor) for payment in payments]
    assert office.due("SOA-1000") == 65_050


@pytest.mark.parametrize("fault", LOST, ids=lambda fault: "-".join(str(value) for value in fault.values()))
def test_a_long_trouble_costs_no_peso(office: Office, fault: dict[str, Any]) -> None:
    payments = [office.collect("SOA-1000", amount, "A1") for amount in (10_000, 20_000, 30_000)]
    office.bad_day(path="", **fault | {"times": 1000})
    for _ in range(3):
        result = office.sync()
        assert result.problem is not None
        assert result.problem.exit_code == 3
        office.clock.sleep(1000)
    office.world.faults.clear()
    office.sync()
    assert sorted(office.posted) == [(payment.receipt_no, payment.amount_minor) for payment in payments]
    assert [office.status(payment) for payment in payments] == ["completed"] * 3
    office.sync()
    assert office.due("SOA-1000") == 65_050


def test_a_long_pause_stops_the_round_for_all_of_it(office: Office) -> None:
    office.collect("SOA-1000", 10_000, "A1")
    office.collect("SOA-2000", 8_008, "B1")
    office.bad_day(FaultKind.STATUS, status=429, retry_after_s=600, path="/payments")
    result = office.sync()
    assert result.problem is not None
    assert result.problem.code == "pscloud_busy"
    asked = len(office.network.requests)
    office.clock.sleep(500)
    office.sync()
    assert len(office.network.requests) == asked
    office.clock.sleep(101)
    office.sync()
    assert len(office.posted) == 2


def test_a_rejected_key_stops_the_round_and_everything_waits(office: Office) -> None:
    payments = [office.collect("SOA-1000", 10_000, "A1"), office.collect("SOA-2000", 8_008, "B1")]
    office.bad_day(FaultKind.ROTATE_KEY, key="another-key")
    result = office.sync()
    assert result.problem is not None
    assert result.problem.code == "key_rejected"
    assert [office.status(payment) for payment in payments] == ["approved", "approved"]
    assert postings_sent(office) == 1
    office.bad_day(FaultKind.ROTATE_KEY, key="a-key-for-tests")
    office.sync()
    assert len(office.posted) == 2


def test_an_unreachable_pscloud_leaves_nothing_in_doubt(office: Office) -> None:
    payment = office.collect("SOA-1000", 10_000, "A1")
    office.network.is_down = True
    result = office.sync()
    assert result.problem is not None
    assert office.status(payment) == "approved"
    assert office.value("SELECT state FROM posting") == "waiting"


def test_a_crash_between_answer_and_record_posts_once(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    payment = office.collect("SOA-1000", 10_000, "A1")
    whole = office.network.handle_request

    def answered_and_gone(request: Any) -> Any:
        answer = whole(request)
        if request.method == "POST":
            raise KeyboardInterrupt
        return answer

    monkeypatch.setattr(office.network, "handle_request", answered_and_gone)
    with pytest.raises(KeyboardInterrupt):
        office.sync()
    assert office.status(payment) == "processing"
    monkeypatch.undo()
    office.sync()
    assert office.posted == [(payment.receipt_no, 10_000)]
    assert office.status(payment) == "completed"


def test_a_closed_soa_makes_the_payment_the_customers_credit(office: Office) -> None:
    payment = office.collect("SOA-2000", 8_008, "B1")
    office.world.cancel_soa("SOA-2000")
    result = office.sync()
    assert result.post is not None
    assert (result.post.completed, result.post.failed) == (1, 0)
    assert office.world.books.credits_minor() == {"2000": 8_008}
    assert office.value("SELECT posted_as_credit FROM payment WHERE payment_id = :id", id=payment.payment_id)
    sent = last_posting(office)
    assert (sent["soa_no"], sent["allocations"], sent["advance"]) == (None, [], "80.08")


def test_the_office_may_want_to_see_payments_on_closed_soas_first(office: Office) -> None:
    strict = office.bridge.settings.model_copy(update={"credit_when_soa_closed": False})
    object.__setattr__(office.bridge, "settings", strict)
    payment = office.collect("SOA-2000", 8_008, "B1")
    office.world.cancel_soa("SOA-2000")
    office.sync()
    assert office.status(payment) == "failed"
    assert office.value("SELECT code FROM payment") == "soa_closed"


def test_two_collectors_may_have_taken_money_for_one_invoice(office: Office) -> None:
    first = office.collect("SOA-1000", 100_000, "A1")
    second = office.collect("SOA-1000", 100_000, "A1")
    assert office.due("SOA-1000") == 25_050
    office.sync()
    assert [office.status(first), office.status(second)] == ["completed", "completed"]
    assert office.world.books.credits_minor() == {"1000": 100_000}
    assert office.due("SOA-1000") == 25_050


def test_payments_on_one_soa_are_posted_in_the_order_they_were_taken(office: Office) -> None:
    office.bad_day(FaultKind.STATUS, status=500, path="/payments")
    payments = [office.collect("SOA-1000", amount, "A1") for amount in (10_000, 20_000, 30_000)]
    other = office.collect("SOA-2000", 8_008, "B1")
    office.sync()
    receipts = [receipt_no for receipt_no, _ in office.posted]
    assert [each for each in receipts if each != other.receipt_no] == [payment.receipt_no for payment in payments]


def test_a_bad_record_holds_up_nobody_else(office: Office) -> None:
    refused = office.collect("SOA-1000", 10_000, "A1")
    office.change("UPDATE journal SET body = '{}' WHERE kind = 'payment_recorded'")
    good = office.collect("SOA-2000", 8_008, "B1")
    result = office.sync()
    assert result.post is not None
    assert (result.post.completed, result.post.failed) == (1, 1)
    assert [office.status(refused), office.status(good)] == ["failed", "completed"]


def test_a_refused_payment_waits_on_the_list_and_still_counts_as_paid(office: Office) -> None:
    payment = office.collect("SOA-1000", 10_000, "A1", currency="USD")
    office.sync()
    assert office.status(payment) == "failed"
    assert office.value("SELECT code FROM payment") == "amount_mismatch"
    assert office.due("SOA-1000") == 115_050
    requests = postings_sent(office)
    office.sync()
    assert postings_sent(office) == requests


def test_a_payment_without_soa_is_posted_as_the_customers_credit(office: Office) -> None:
    office.collect(None, 5_000, manual_or_no="OR-77")
    office.sync()
    assert office.world.books.credits_minor() == {"9000": 5_000}
    assert last_posting(office)["manual_or_no"] == "OR-77"


def test_a_void_before_posting_reaches_pscloud_behind_its_payment(office: Office) -> None:
    payment = office.collect("SOA-1000", 10_000, "A1")
    office.void(payment)
    assert office.due("SOA-1000") == 125_050
    result = office.sync()
    assert result.post is not None
    assert (result.post.completed, result.post.voids, result.post.waiting) == (1, 1, 0)
    assert statuses_at_pscloud(office) == ["voided"]
    assert office.due("SOA-1000") == 125_050


def test_a_void_after_posting_puts_the_due_back_once(office: Office) -> None:
    payment = office.collect("SOA-1000", 10_000, "A1")
    office.sync()
    office.void(payment)
    assert office.due("SOA-1000") == 125_050
    office.bad_day(FaultKind.DROP_AFTER_ACCEPT, path="/payments")
    office.sync()
    assert statuses_at_pscloud(office) == ["voided"]
    assert office.due("SOA-1000") == 125_050
    office.sync()
    assert office.due("SOA-1000") == 125_050


def test_a_void_of_a_refused_payment_has_nothing_to_undo(office: Office) -> None:
    payment = office.collect("SOA-1000", 10_000, "A1", currency="USD")
    office.sync()
    office.void(payment)
    result = office.sync()
    assert result.post is not None
    assert (result.post.waiting, result.post.voids) == (0, 0)
    assert office.status(payment) == "failed"
    assert office.due("SOA-1000") == 125_050


def test_only_one_of_two_can_claim_a_posting(office: Office) -> None:
    office.collect("SOA-1000", 10_000, "A1")
    with writing(office.bridge.engine) as conn:
        (job,) = postings.due(conn, office.clock.now())
        assert postings.claim(conn, job)
        assert not postings.claim(conn, job)


def test_every_try_is_kept_with_its_outcome(office: Office) -> None:
    office.collect("SOA-1000", 10_000, "A1")
    office.bad_day(FaultKind.STATUS, status=502, path="/payments")
    office.bad_day(FaultKind.DROP_AFTER_ACCEPT, path="/payments")
    office.sync()
    tries = office.rows("SELECT outcome, http_status FROM posting_attempt ORDER BY attempt_id")
    assert tries == [("unknown", 502), ("unknown", None), ("posted", 200)]


def last_posting(office: Office) -> dict[str, Any]:
    sent = [request for request in office.network.requests if request.method == "POST"]
    body: dict[str, Any] = json.loads(sent[-1].content)
    return body


def postings_sent(office: Office) -> int:
    return sum(request.method == "POST" for request in office.network.requests)


def statuses_at_pscloud(office: Office) -> list[str]:
    return [posting.status.value for posting in office.world.books.postings.values()]
