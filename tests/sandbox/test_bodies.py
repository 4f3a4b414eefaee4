"""A body breaks the contract's schema if and only if PSCloud calls it invalid."""

import json
from copy import deepcopy
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.sandbox.contract import PAYMENT
from tests.sandbox.door import Document, Door, payment, to

FULL_PAYMENT = payment("SOA-1000-AAAAA", "10.00", to("A1", "6.00", penalty="1.00")) | {
    "customer_no": "1000-AAAAA",
    "advance": "3.00",
    "tenders": [
        {"method": "cash", "amount": "4.00"},
        {"method": "check", "amount": "3.00", "bank": "BPI", "check_date": "2026-10-15", "reference": "0001"},
        {"method": "card", "amount": "3.00", "reference": "A1", "card_last4": "1234"},
    ],
    "manual_or_no": "",
    "remarks": "Ñ",
}

WORDS = ["", "x", "1", "1.0", "1.00", "-1.00", "1.000", " 1.00", "1e3.00", "cash", "gold", "12345", "1234",
         "2026-10-15", "2026-13-01", "20261015", "2026-10-15T10:00:00", "2026-10-15T10:00:00Z", "2026-10-15 10:00:00Z",
         "2026-10-15T25:00:00+08:00", "6f1b3f1e-0000-4000-8000-00000000000A", "6f1b3f1e000040008000000000000000",
         "{6f1b3f1e-0000-4000-8000-000000000000}"]  # fmt: skip
VALUES = st.sampled_from([*WORDS, None, 0, 1, 1.5, True, [], {}, ["x"], {"amount": "1.00"}])


def places(value: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every place in a document, the document itself left out."""
    steps = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else []
    below = [place for step in steps for place in places(value[step], (*path, step))]
    return [(*path, step) for step in steps] + below


@st.composite
def spoilt_payments(draw: st.DrawFn) -> Document:
    body = deepcopy(FULL_PAYMENT)
    for _ in range(draw(st.integers(1, 2))):
        *way, last = draw(st.sampled_from(places(body)))
        parent: Any = body
        for step in way:
            parent = parent[step]
        if draw(st.booleans()):
            del parent[last]
        else:
            parent[last] = draw(VALUES)
    return body


@settings(max_examples=250, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=spoilt_payments())
def test_a_body_is_invalid_exactly_when_the_schema_says_so(door: Door, body: Document) -> None:
    answer = door.pay(body, key=FULL_PAYMENT["payment_id"])
    is_under_its_own_key = str(body.get("payment_id")).lower() == FULL_PAYMENT["payment_id"]
    if PAYMENT.is_valid(body) and is_under_its_own_key:
        assert answer.status_code in (200, 201, 409, 422)
    else:
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid_body")


@pytest.mark.parametrize("content", [b"", b"{", b'"text"', b"\xff", b"[" * 100_000, b'{"amount": NaN}', b'"\\ud800"'])
def test_what_is_no_json_object_is_invalid(door: Door, content: bytes) -> None:
    answer = door.ask("POST", "/payments", content=content, headers={"Idempotency-Key": FULL_PAYMENT["payment_id"]})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_body")


def test_a_field_that_the_contract_does_not_know_is_let_pass(door: Door) -> None:
    assert door.pay(payment("SOA-1000-AAAAA", "1.00", advance="1.00") | {"colour": "red"}).status_code == 201


def test_a_text_that_is_no_unicode_is_invalid(door: Door) -> None:
    body = payment("SOA-1000-AAAAA", "1.00", advance="1.00", remarks="\ud800")
    content = json.dumps(body).encode()
    answer = door.ask("POST", "/payments", content=content, headers={"Idempotency-Key": body["payment_id"]})
    assert answer.status_code == 400


def test_a_body_without_end_is_cut_short(door: Door) -> None:
    answer = door.pay(payment("SOA-1000-AAAAA", "1.00", remarks="x" * 1_000_001))
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_long")
