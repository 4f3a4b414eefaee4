import pytest
from hypothesis import given

from mpos.contract.canonical import BadContent, read_json, write_canonical
from mpos.contract.soa import EXEMPT, MAX_INVOICES, VATABLE, Effect, Soa, effect_wire, read_effect, read_soa, soa_wire
from tests.mpos.contract.records import SLOW_TO_MAKE, SOME_UUID, effects, soas

INVOICE = {
    "invoice_no": "INV-1",
    "invoice_date": "2025-12-01",
    "due_date": "2025-12-31",
    "amount": "100.00",
    "balance": "80.00",
}
WIRE = {
    "soa_no": "SOA-1",
    "version": 3,
    "customer_no": "C-1",
    "name": "Peña, Juan",
    "collector_code": "N1",
    "statement_date": "2026-01-01",
    "due_date": "2026-01-31",
    "currency": "PHP",
    "updated_at": "2026-01-01T00:00:00Z",
    "invoices": [INVOICE],
}


@given(soas)
@SLOW_TO_MAKE
def test_a_soa_comes_back_from_the_wire_as_it_went(soa: Soa) -> None:
    assert read_soa(read_json(write_canonical(soa_wire(soa)))) == soa


@given(effects)
@SLOW_TO_MAKE
def test_an_effect_comes_back_from_the_wire_as_it_went(effect: Effect) -> None:
    assert read_effect(read_json(write_canonical(effect_wire(effect)))) == effect


@given(soas)
@SLOW_TO_MAKE
def test_what_is_due_is_balance_and_penalty_over_all_invoices(soa: Soa) -> None:
    assert soa.amount_due_minor - soa.penalty_minor == sum(invoice.balance_minor for invoice in soa.invoices)


def test_what_is_left_out_has_its_default() -> None:
    soa = read_soa(WIRE)
    (invoice,) = soa.invoices
    assert (soa.address, soa.branch) == ("", "")
    assert (invoice.penalty_minor, invoice.vat_type, invoice.disputed, invoice.description) == (0, VATABLE, False, "")
    assert read_soa({**WIRE, "invoices": [{**INVOICE, "vat_type": EXEMPT}]}).invoices[0].vat_type == EXEMPT


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("soa_no", ""),
        ("version", "3"),
        ("customer_no", None),
        ("name", "a" * 201),
        ("collector_code", 1),
        ("statement_date", "01/01/2026"),
        ("currency", "PESO"),
        ("updated_at", "2026-01-01"),
    ],
)
def test_a_bad_field_of_a_soa_is_named(name: str, value: object) -> None:
    with pytest.raises(BadContent, match=f"SOA: {name}"):
        read_soa({**WIRE, name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("invoice_no", ""),
        ("due_date", None),
        ("balance", "-1.00"),
        ("penalty", 1),
        ("vat_type", "free"),
        ("disputed", 1),
    ],
)
def test_a_bad_field_of_an_invoice_is_named(name: str, value: object) -> None:
    with pytest.raises(BadContent, match=f"invoice: {name}"):
        read_soa({**WIRE, "invoices": [{**INVOICE, name: value}]})


def test_a_soa_has_an_end() -> None:
    with pytest.raises(BadContent, match=f"SOA: invoices is not a list of at most {MAX_INVOICES}"):
        read_soa({**WIRE, "invoices": [INVOICE] * (MAX_INVOICES + 1)})


def test_an_invoice_number_stands_for_one_invoice() -> None:
    with pytest.raises(BadContent, match="an invoice number appears twice"):
        read_soa({**WIRE, "invoices": [INVOICE, {**INVOICE, "balance": "5.00"}]})


@pytest.mark.parametrize(("name", "value"), [("payment_id", "1"), ("balance", None), ("reflected_from", -1)])
def test_a_bad_field_of_an_effect_is_named(name: str, value: object) -> None:
    wire = {"payment_id": SOME_UUID, "invoice_no": "INV-1", "balance": "-1.00", "penalty": "0.00"}
    assert read_effect(wire).reflected_from is None
    with pytest.raises(BadContent, match=name):
        read_effect({**wire, name: value})
