from typing import Any

import pytest
from hypothesis import given

from mpos.contract.canonical import BadContent, read_json, write_canonical
from mpos.contract.payment import (
    CASH,
    CHECK,
    COLLECTED,
    MAX_ALLOCATIONS,
    MAX_TENDERS,
    Allocation,
    Payment,
    Tender,
    Void,
    check_sums,
    payment_body,
    read_payment,
    read_void,
    tender_wire,
    void_body,
)
from tests.mpos.contract.records import SLOW_TO_MAKE, SOME_UUID, payments, voids

PAID = Payment(
    payment_id=SOME_UUID,
    receipt_no="A00000001",
    source=COLLECTED,
    soa_no="SOA-1",
    soa_version=3,
    customer_no="C-1",
    customer_name="Peña, Juan",
    collector_code="N1",
    paid_at="2026-01-05T09:30:00.000+08:00",
    currency="PHP",
    amount_minor=10_000,
    advance_minor=1_000,
    cash_received_minor=7_000,
    change_minor=2_000,
    vat_minor=857,
    balance_after_minor=0,
    tenders=(Tender(CASH, 5_000), Tender(CHECK, 5_000, reference="123", bank="BPI", check_date="2026-01-04")),
    allocations=(Allocation("INV-1", 8_000, 1_000),),
)


@given(payments())
@SLOW_TO_MAKE
def test_a_payment_comes_back_from_the_journal_as_it_went(payment: Payment) -> None:
    assert read_payment(read_json(write_canonical(payment_body(payment)))) == payment


@given(voids)
@SLOW_TO_MAKE
def test_a_void_comes_back_from_the_journal_as_it_went(void: Void) -> None:
    assert read_void(read_json(write_canonical(void_body(void)))) == void


def test_amounts_travel_as_texts_and_what_is_not_known_is_left_out() -> None:
    body = payment_body(PAID)
    assert body["amount"] == "100.00"
    assert body["allocations"] == [{"invoice_no": "INV-1", "amount": "80.00", "penalty": "10.00"}]
    assert tender_wire(PAID.tenders[0]) == {"method": "cash", "amount": "50.00"}
    assert body["tenders"][1] == {
        "method": "check",
        "amount": "50.00",
        "reference": "123",
        "bank": "BPI",
        "check_date": "2026-01-04",
    }


def test_what_a_later_version_adds_is_let_be() -> None:
    assert read_payment({**payment_body(PAID), "number": 1, "as_of": None}) == PAID


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"amount_minor": 0, "tenders": (), "allocations": (), "advance_minor": 0}, "not more than zero"),
        ({"tenders": ()}, "tenders do not add up"),
        ({"tenders": (Tender(CASH, 9_999),)}, "tenders do not add up"),
        ({"advance_minor": 999}, "allocations and advance do not add up"),
        ({"allocations": (Allocation("INV-1", 9_000, 1_000),)}, "allocations and advance do not add up"),
        ({"soa_no": None}, "allocations need a SOA"),
    ],
)
def test_a_payment_that_does_not_add_up_is_refused(change: dict[str, Any], reason: str) -> None:
    wrong = PAID._replace(**change)
    with pytest.raises(BadContent, match=reason):
        check_sums(wrong)
    with pytest.raises(BadContent, match=reason):
        read_payment(payment_body(wrong))


def test_a_payment_without_a_soa_is_wholly_an_advance() -> None:
    check_sums(PAID._replace(soa_no=None, soa_version=None, allocations=(), advance_minor=10_000))


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("payment_id", SOME_UUID.upper()),
        ("payment_id", None),
        ("receipt_no", ""),
        ("source", "other"),
        ("soa_no", 5),
        ("soa_version", -1),
        ("customer_no", "C" * 61),
        ("paid_at", "2026-01-05 09:30"),
        ("currency", "PESO"),
        ("amount", 100),
        ("amount", "100"),
        ("advance", "-10.00"),
        ("change", None),
        ("vat", "8.571"),
        ("tenders", {}),
        ("remarks", "a" * 201),
    ],
    ids=repr,
)
def test_a_bad_field_of_a_payment_is_named(name: str, value: object) -> None:
    with pytest.raises(BadContent, match=name):
        read_payment({**payment_body(PAID), name: value})


def test_a_payment_has_an_end() -> None:
    with pytest.raises(BadContent, match=f"tenders is not a list of at most {MAX_TENDERS}"):
        read_payment({**payment_body(PAID), "tenders": [{"method": "cash", "amount": "1.00"}] * (MAX_TENDERS + 1)})
    with pytest.raises(BadContent, match=f"allocations is not a list of at most {MAX_ALLOCATIONS}"):
        read_payment({**payment_body(PAID), "allocations": [None] * (MAX_ALLOCATIONS + 1)})


@pytest.mark.parametrize(
    "tender",
    [
        None,
        {},
        {"method": "gold", "amount": "100.00"},
        {"method": "cash", "amount": "-1.00"},
        {"method": "card", "amount": "1.00", "card_last4": "12345"},
        {"method": "check", "amount": "1.00", "check_date": "tomorrow"},
    ],
)
def test_a_bad_tender_is_refused(tender: object) -> None:
    with pytest.raises(BadContent, match="tender"):
        read_payment({**payment_body(PAID), "tenders": [tender]})


@pytest.mark.parametrize("name", ["void_id", "void_no", "payment_id", "receipt_no", "reason", "voided_at"])
def test_a_void_lacks_nothing(name: str) -> None:
    void = Void(SOME_UUID, "A-V00000001", SOME_UUID, "A00000001", "wrong customer", "2026-01-05T09:30:00Z")
    with pytest.raises(BadContent, match=name):
        read_void({**void_body(void), name: None})
