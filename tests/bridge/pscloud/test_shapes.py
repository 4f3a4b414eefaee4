"""One bad record says what is wrong with it; good ones come out clean."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.pscloud.fields import clean
from bridge.pscloud.shapes import Malformed, read_posted, read_statement

BAD: list[tuple[dict[str, Any], str, str]] = [
    ({"due_date": None}, "not_a_date", "due_date is not a date as YYYY-MM-DD"),
    ({"due_date": "2026-02-30"}, "not_a_date", "due_date is not a date as YYYY-MM-DD"),
    ({"due_date": "20261001"}, "not_a_date", "due_date is not a date as YYYY-MM-DD"),
    ({"amount_due": 1250.0}, "not_money", "amount_due is not an amount with two decimals"),
    ({"amount_due": "1,250.00"}, "not_money", "amount_due is not an amount with two decimals"),
    ({"amount_due": "-1.00"}, "negative_amount", "amount_due is negative (-1.00)"),
    ({"amount_due": "1250.01"}, "does_not_add_up", "amount_due is 1250.01, and its invoices add up to 1250.00"),
    ({"version": "3"}, "malformed", "version: Input should be a valid integer"),
    ({"version": 2**63}, "malformed", "version: Input should be less than or equal to 9223372036854775807"),
    ({"version": True}, "malformed", "version: Input should be a valid integer"),
    ({"status": "open"}, "malformed", "status: Input should be 'active', 'settled' or 'cancelled'"),
    ({"updated_at": "2026-10-15T09:00:00"}, "not_an_instant", "updated_at is not a timestamp with an offset"),
    ({"currency": "pesos"}, "malformed", "currency: String should match pattern '^[A-Z]{3}$'"),
    ({"soa_no": ""}, "empty", "soa_no is empty"),
    ({"soa_no": 7}, "not_a_text", "soa_no is not a text"),
    ({"soa_no": "7" * 61}, "too_long", "soa_no is longer than 60 characters"),
    ({"soa_no": "\ud800"}, "not_a_text", "soa_no holds half a character"),
    ({"invoices": {}}, "malformed", "invoices: Input should be a valid list"),
    ({"customer": "Juan"}, "malformed", "customer: Input should be a valid dictionary"),
]


def soa(**fields: Any) -> dict[str, Any]:
    invoice = {
        "invoice_no": "A1",
        "invoice_date": "2026-09-01",
        "due_date": "2026-10-01",
        "amount": "1300.00",
        "balance": "1200.00",
        "penalty": "50.00",
    }
    return {
        "soa_no": "SOA-1",
        "version": 3,
        "status": "active",
        "customer": {"customer_no": "1", "name": "Juan", "latitude": 14.5995, "longitude": 120.9842},
        "collector_code": "C1",
        "statement_date": "2026-10-01",
        "due_date": "2026-10-01",
        "currency": "PHP",
        "amount_due": "1250.00",
        "invoices": [invoice],
        "updated_at": "2026-10-15T09:00:00.123456+08:00",
    } | fields


def test_a_good_record_becomes_a_soa() -> None:
    statement = read_statement(soa())
    assert (statement.status, statement.soa.amount_due_minor, statement.soa.penalty_minor) == ("active", 125_000, 5_000)
    assert statement.soa.updated_at == "2026-10-15T01:00:00.123+00:00"


@pytest.mark.parametrize(("fields", "code", "detail"), BAD, ids=lambda each: str(each)[:40])
def test_a_bad_record_says_what_is_wrong(fields: dict[str, Any], code: str, detail: str) -> None:
    with pytest.raises(Malformed) as caught:
        read_statement(soa(**fields))
    assert caught.value.code == code
    assert caught.value.detail.startswith(detail)


@pytest.mark.parametrize("record", [None, [], "SOA", 7, {}])
def test_what_is_no_record_at_all_is_malformed(record: object) -> None:
    with pytest.raises(Malformed):
        read_statement(record)


def test_a_mistake_in_an_invoice_is_found_by_its_place() -> None:
    record = soa()
    record["invoices"] = [record["invoices"][0], {**record["invoices"][0], "balance": "-5.00"}]
    with pytest.raises(Malformed, match=r"invoices\[1\].balance is negative"):
        read_statement(record)


def test_one_invoice_number_twice_would_make_payments_ambiguous() -> None:
    record = soa(amount_due="2500.00")
    record["invoices"] *= 2
    with pytest.raises(Malformed, match="an invoice number appears twice"):
        read_statement(record)


def test_what_the_contract_lets_out_has_its_default() -> None:
    record = soa(amount_due="1200.00")
    del record["invoices"][0]["penalty"]
    (invoice,) = read_statement(record).soa.invoices
    assert (invoice.penalty_minor, invoice.vat_type, invoice.disputed) == (0, "vatable", False)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("Pen\u0303a", "Peña"),
        ("Ana\x1b[2J\x00 O'Brien", "Ana[2J O'Brien"),
        ("two\nlines", "two lines"),
        (" مريم 🌴 ", "مريم 🌴"),
        ("N" * 120, "N" * 120),
    ],
)
def test_names_are_kept_whole_but_for_control_characters(sent: str, kept: str) -> None:
    assert read_statement(soa(customer={"customer_no": "1", "name": sent})).soa.name == kept


@given(st.text())
def test_clean_text_stays_as_it_is(text: str) -> None:
    assert clean(clean(text)) == clean(text)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(), lambda x: st.lists(x) | st.dictionaries(st.text(), x)
    )
)
def test_whatever_comes_is_good_or_malformed(record: object) -> None:
    for read in (read_statement, read_posted):
        with pytest.raises(Malformed):
            read(record)
