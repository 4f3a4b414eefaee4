"""Posting and voiding: once, and to the centavo."""

import asyncio
from datetime import date
from typing import Any
from uuid import uuid4

import pytest

from scripts.pscloud_sandbox import PSCloudWorld
from tests.sandbox.door import API_KEY, API_ROOT, Document, Door, payment, to

A, B, C = "SOA-1000-AAAAA", "SOA-2000-BBBBB", "SOA-3000-CCCCC"
CUSTOMER_A = "1000-AAAAA"


def credits_of(door: Door) -> dict[str, str]:
    credits_by_customer: dict[str, str] = door.order("GET", "/state").json()["credits"]
    return credits_by_customer


def test_a_payment_reduces_what_is_due_from_the_version_that_is_answered(door: Door) -> None:
    before = door.soa(A)
    answer = door.pay(payment(A, "300.50", to("A1", "100.00"), to("A2", "200.50")))
    after = door.soa(A)
    assert answer.status_code == 201
    assert answer.json()["soa_version"] == after["version"] > before["version"]
    assert after["amount_due"] == "950.00"
    assert after["updated_at"] > before["updated_at"]


def test_an_answer_repeats_what_was_sent_and_adds_a_number(door: Door) -> None:
    body = payment(A, "1.00", to("A1", "1.00"))
    answer = door.pay(body).json()
    assert {name: answer[name] for name in ("payment_id", "receipt_no", "soa_no", "amount")} == {
        name: body[name] for name in ("payment_id", "receipt_no", "soa_no", "amount")
    }
    assert answer["status"] == "posted"
    assert answer["payment_no"]


def test_the_same_body_again_is_answered_as_before_and_posted_once(door: Door) -> None:
    body = payment(A, "100.00", to("A1", "100.00"))
    first = door.pay(body)
    again = door.pay(dict(reversed(body.items())))
    assert (first.status_code, again.status_code) == (201, 200)
    assert "Idempotent-Replay" not in first.headers
    assert again.headers["Idempotent-Replay"] == "true"
    assert again.json() == first.json()
    assert door.soa(A)["amount_due"] == "1150.50"


def test_a_replay_gives_the_first_answer_even_after_a_void(door: Door) -> None:
    body = payment(A, "100.00", to("A1", "100.00"))
    first = door.pay(body).json()
    door.void(body["payment_id"])
    assert door.pay(body).json() == first


def test_the_same_key_with_another_body_is_a_conflict(door: Door) -> None:
    body = payment(A, "100.00", to("A1", "100.00"))
    door.pay(body)
    answer = door.pay(body | {"remarks": "changed"})
    assert (answer.status_code, answer.json()["code"]) == (409, "idempotency_conflict")
    assert door.soa(A)["amount_due"] == "1150.50"


def test_a_hundred_senders_of_one_payment_post_it_once(door: Door) -> None:
    body = payment(A, "100.00", to("A1", "100.00"))

    async def all_at_once() -> list[int]:
        headers = {"Authorization": f"Bearer {API_KEY}", "Idempotency-Key": body["payment_id"]}
        letters = (door.send("POST", f"{API_ROOT}/payments", json=body, headers=headers) for _ in range(100))
        return [answer.status_code for answer in await asyncio.gather(*letters)]

    assert sorted(asyncio.run(all_at_once())) == [200] * 99 + [201]


@pytest.mark.parametrize(
    ("body", "code"),
    [
        (payment("SOA-NONE", "1.00", to("A1", "1.00")), "unknown_soa"),
        (payment(None, "1.00", advance="1.00"), "unknown_soa"),
        (payment(A, "1.00", to("B1", "1.00")), "unknown_invoice"),
        (payment(None, "1.00", to("A1", "1.00"), customer_no=CUSTOMER_A), "unknown_invoice"),
        (payment(C, "1.00", to("C1", "1.00")), "soa_closed"),
        (payment(A, "1.00", to("A1", "0.99")), "amount_mismatch"),
        (payment(A, "1.00", to("A1", "1.00"), advance="0.01"), "amount_mismatch"),
        (payment(A, "1.00", to("A1", "1.00", penalty="0.01")), "amount_mismatch"),
        (payment(A, "1.00", to("A1", "1.00"), tenders=[{"method": "cash", "amount": "2.00"}]), "amount_mismatch"),
        (payment(A, "1.00", to("A1", "2.00"), advance="-1.00"), "amount_mismatch"),
        (payment(A, "0.00"), "amount_mismatch"),
        (payment(A, "1.00", to("A1", "1.00"), currency="USD"), "amount_mismatch"),
    ],
)
def test_a_refusal_says_why_and_changes_nothing(door: Door, body: Document, code: str) -> None:
    before = door.order("GET", "/state").json()
    answer = door.pay(body)
    assert (answer.status_code, answer.json()["code"]) == (422, code)
    assert door.order("GET", "/state").json() == before


def test_a_receipt_number_is_taken_for_good_even_when_voided(door: Door) -> None:
    first = payment(A, "1.00", to("A1", "1.00"))
    door.pay(first)
    door.void(first["payment_id"])
    answer = door.pay(payment(A, "1.00", to("A1", "1.00"), receipt_no=first["receipt_no"]))
    assert (answer.status_code, answer.json()["code"]) == (422, "receipt_no_taken")


def test_a_refusal_holds_for_its_body_even_when_it_would_pass_by_now(door: Door, world: PSCloudWorld) -> None:
    body = payment(C, "99.99", to("C2", "99.99"))
    refused = door.pay(body)
    world.advance_to(date(2026, 10, 17))
    assert door.pay(body).json() == refused.json()


def test_a_corrected_body_is_judged_afresh_under_the_same_key(door: Door) -> None:
    refused = payment(C, "5.00", to("C1", "5.00"))
    assert door.pay(refused).status_code == 422
    corrected = refused | {"soa_no": None, "customer_no": "3000-CCCCC", "allocations": [], "advance": "5.00"}
    answer = door.pay(corrected)
    assert answer.status_code == 201
    assert (answer.json()["soa_no"], answer.json()["soa_version"]) == (None, None)
    assert credits_of(door) == {"3000-CCCCC": "5.00"}
    assert door.pay(corrected).status_code == 200
    assert door.pay(refused).status_code == 422


def test_what_is_paid_beyond_an_invoice_becomes_credit(door: Door) -> None:
    door.pay(payment(A, "1100.00", to("A1", "1080.00", penalty="5.00"), advance="15.00"))
    assert door.soa(A)["amount_due"] == "250.50"
    assert credits_of(door) == {CUSTOMER_A: "100.00"}


def test_two_allocations_to_one_invoice_share_what_it_owes(door: Door) -> None:
    door.pay(payment(B, "90.00", to("B1", "50.00"), to("B1", "40.00")))
    assert door.soa(B)["amount_due"] == "0.00"
    assert credits_of(door) == {"2000-BBBBB": "9.92"}


def test_an_invoice_paid_elsewhere_takes_nothing_so_it_all_becomes_credit(door: Door) -> None:
    assert door.pay(payment(A, "10.00", to("A3", "10.00"))).status_code == 201
    assert credits_of(door) == {CUSTOMER_A: "10.00"}


def test_the_last_centavo_settles_the_soa_and_then_it_refuses(door: Door) -> None:
    door.pay(payment(B, "80.07", to("B1", "80.07")))
    assert door.soa(B)["status"] == "active"
    door.pay(payment(B, "0.01", to("B1", "0.01")))
    assert door.soa(B)["status"] == "settled"
    assert door.pay(payment(B, "1.00", to("B1", "1.00"))).json()["code"] == "soa_closed"


def test_a_void_restores_what_was_due_and_reactivates_the_soa(door: Door) -> None:
    body = payment(B, "100.00", to("B1", "100.00"))
    posted = door.pay(body).json()
    answer = door.void(body["payment_id"])
    assert answer.status_code == 201
    assert answer.json()["status"] == "voided"
    assert answer.json()["soa_version"] == door.soa(B)["version"] > posted["soa_version"]
    assert (door.soa(B)["status"], door.soa(B)["amount_due"]) == ("active", "80.08")
    assert credits_of(door) == {}
    assert door.items("/payments") == [answer.json()]


def test_a_void_of_mere_credit_takes_the_credit_back(door: Door) -> None:
    body = payment(None, "5.00", customer_no="9999-NOONE", advance="5.00")
    door.pay(body)
    assert credits_of(door) == {"9999-NOONE": "5.00"}
    assert door.void(body["payment_id"]).json()["soa_version"] is None
    assert credits_of(door) == {}


def test_a_void_is_done_once_under_its_own_key(door: Door) -> None:
    body = payment(A, "100.00", to("A1", "100.00"))
    door.pay(body)
    key = str(uuid4())
    first, again = door.void(body["payment_id"], key), door.void(body["payment_id"], key)
    assert (first.status_code, again.status_code) == (201, 200)
    assert again.headers["Idempotent-Replay"] == "true"
    assert again.json() == first.json()
    assert door.void(body["payment_id"], key, reason="another").json()["code"] == "idempotency_conflict"


def test_a_second_void_under_another_key_finds_it_voided_before(door: Door) -> None:
    body = payment(A, "100.00", to("A1", "100.00"))
    door.pay(body)
    first = door.void(body["payment_id"])
    second = door.void(body["payment_id"])
    assert (second.status_code, second.json()) == (200, first.json())
    assert door.soa(A)["amount_due"] == "1250.50"


def test_the_key_of_a_payment_is_not_a_key_for_its_void(door: Door) -> None:
    body = payment(A, "100.00", to("A1", "100.00"))
    door.pay(body)
    assert door.void(body["payment_id"], body["payment_id"]).status_code == 409


def test_a_payment_that_was_never_posted_cant_be_voided_until_it_is(door: Door) -> None:
    body, key = payment(A, "100.00", to("A1", "100.00")), str(uuid4())
    answer = door.void(body["payment_id"], key)
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_payment")
    door.pay(body)
    assert door.void(body["payment_id"], key).status_code == 201


@pytest.mark.parametrize("key", ["", "not-a-uuid", "00000000-0000-4000-8000-000000000000"])
def test_a_payment_needs_its_own_id_as_the_key(door: Door, key: str) -> None:
    answer = door.ask("POST", "/payments", json=payment(A, "1.00"), headers={"Idempotency-Key": key})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_body")


@pytest.mark.parametrize("letter", [{}, {"reason": "x"}, {"reason": 1, "voided_at": "2026-10-15T10:00:00+08:00"}, []])
def test_a_void_without_reason_or_time_is_invalid(door: Door, letter: Any) -> None:
    body = payment(A, "1.00", to("A1", "1.00"))
    door.pay(body)
    headers = {"Idempotency-Key": str(uuid4())}
    answer = door.ask("POST", f"/payments/{body['payment_id']}/void", json=letter, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_body")
