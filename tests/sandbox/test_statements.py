"""What PSCloud lists on a given day, and how days change it."""

from datetime import date
from pathlib import Path

import pytest

from scripts.pscloud_sandbox import DayInThePast, PSCloudWorld, UnreadableInvoice, load_invoices, make_app
from tests.sandbox.conftest import AS_OF, INVOICES, NOW
from tests.sandbox.door import API_KEY, Door, payment, to

A, B, C = "SOA-1000-AAAAA", "SOA-2000-BBBBB", "SOA-3000-CCCCC"


def balances(soa: dict[str, list[dict[str, str]]]) -> dict[str, str]:
    return {invoice["invoice_no"]: invoice["balance"] for invoice in soa["invoices"]}


def test_an_invoice_settled_before_the_first_day_is_paid_and_one_settled_on_it_is_not(door: Door) -> None:
    assert balances(door.soa(A)) == {"A3": "0.00", "A1": "1000.00", "A2": "250.50"}


def test_an_soa_carries_its_customer_code_and_sums(door: Door) -> None:
    soa = door.soa(A)
    assert soa["customer"]["customer_no"] == "1000-AAAAA"
    assert soa["collector_code"] == "C391"
    assert soa["amount_due"] == "1250.50"
    assert soa["due_date"] == "2026-09-09"
    assert soa["statement_date"] == "2026-10-01"
    assert [invoice["disputed"] for invoice in soa["invoices"]] == [False, False, True]


def test_a_customer_who_owes_nothing_has_a_settled_soa(door: Door) -> None:
    assert door.soa(C)["status"] == "settled"


def test_a_new_invoice_reactivates_a_settled_soa(door: Door, world: PSCloudWorld) -> None:
    settled = door.soa(C)
    world.advance_to(date(2026, 10, 17))
    again = door.soa(C)
    assert (again["status"], again["amount_due"]) == ("active", "99.99")
    assert again["version"] > settled["version"]
    assert again["updated_at"] > settled["updated_at"]


def test_a_day_that_brings_nothing_changes_nothing(door: Door, world: PSCloudWorld) -> None:
    before = [door.soa(soa_no) for soa_no in (A, B, C)]
    world.advance_to(date(2026, 10, 16))
    assert [door.soa(soa_no) for soa_no in (A, B, C)] == before


def test_the_sandbox_does_not_go_back_in_time(world: PSCloudWorld) -> None:
    with pytest.raises(DayInThePast, match="stands at 2026-10-15"):
        world.advance_to(date(2026, 10, 14))


def test_penalties_are_charged_on_the_first_of_each_month_on_what_is_overdue(invoices_csv: Path) -> None:
    world = PSCloudWorld(lambda: NOW, penalty_basis_points=205)
    world.load(load_invoices(invoices_csv), AS_OF)
    door = Door(make_app(world, API_KEY))
    penalties = {invoice["invoice_no"]: invoice["penalty"] for invoice in door.soa(A)["invoices"]}
    assert penalties == {"A3": "0.00", "A1": "20.50", "A2": "0.00"}
    assert door.soa(B)["amount_due"] == "80.08"
    world.advance_to(date(2026, 11, 1))
    # 80.08 * 2.05 % = 1.64164; 250.50 * 2.05 % = 5.13525, rounded half up.
    assert door.soa(B)["amount_due"] == "81.72"
    assert door.soa(A)["amount_due"] == "1296.64"


def test_a_penalty_of_exactly_half_a_centavo_is_rounded_up(invoices_csv: Path) -> None:
    world = PSCloudWorld(lambda: NOW, penalty_basis_points=100)
    world.load(load_invoices(invoices_csv), date(2026, 11, 1))
    penalties = {each["invoice_no"]: each["penalty"] for each in Door(make_app(world, API_KEY)).soa(A)["invoices"]}
    assert penalties["A2"] == "2.51"


def test_a_penalty_is_paid_apart_from_the_balance(invoices_csv: Path) -> None:
    world = PSCloudWorld(lambda: NOW, penalty_basis_points=200)
    world.load(load_invoices(invoices_csv), AS_OF)
    door = Door(make_app(world, API_KEY))
    door.pay(payment(A, "15.00", to("A1", "0.00", penalty="15.00")))
    invoice = door.soa(A)["invoices"][1]
    assert (invoice["balance"], invoice["penalty"]) == ("1000.00", "5.00")


def test_a_cancelled_soa_stays_cancelled_and_takes_no_money(door: Door, world: PSCloudWorld) -> None:
    world.cancel_soa(B)
    assert door.soa(B)["status"] == "cancelled"
    assert door.pay(payment(B, "1.00", to("B1", "1.00"))).json()["code"] == "soa_closed"
    assert "SOA-2000-BBBBB" not in [soa["soa_no"] for soa in door.items("/soas")]


@pytest.mark.parametrize(
    ("good", "bad"), [("250.5", "250.505"), ("10/1/2026", "2026-10-01"), (",Yes,", ",Maybe,"), (",B1,", ",A1,")]
)
def test_a_line_that_is_no_invoice_is_named(good: str, bad: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.csv"
    path.write_text(INVOICES.replace(good, bad, 1), encoding="utf-8")
    with pytest.raises(UnreadableInvoice, match=r"line \d"):
        load_invoices(path)
