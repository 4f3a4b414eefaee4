"""Pages of SOAs and payments, and the totals they must add up to."""

from decimal import Decimal

import pytest

from scripts.pscloud_sandbox import PSCloudWorld
from tests.sandbox.door import API_KEY, Door, payment, to

A, B, C = "SOA-1000-AAAAA", "SOA-2000-BBBBB", "SOA-3000-CCCCC"


def numbers(soas: list[dict[str, str]]) -> list[str]:
    return [soa["soa_no"] for soa in soas]


def test_health_asks_for_no_key(door: Door) -> None:
    door.key = "wrong"
    assert door.get("/health").json() == {"status": "ok", "time": "2026-10-15T01:00:00.000000+00:00"}


@pytest.mark.parametrize("path", ["/collectors", "/soas", "/soas/control-totals", f"/soas/{A}", "/payments", "/other"])
@pytest.mark.parametrize("authorization", ["", "Bearer", "Bearer wrong", f"Basic {API_KEY}"])
def test_everything_else_asks_for_the_key(door: Door, path: str, authorization: str) -> None:
    answer = door.ask("GET", path, headers={"Authorization": authorization})
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthorized")
    assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_collectors_are_all_codes_that_accounts_are_assigned_to(door: Door) -> None:
    collectors = door.get("/collectors").json()["items"]
    assert [collector["collector_code"] for collector in collectors] == ["C391", "C406"]


def test_a_listing_from_the_start_holds_the_active_soas(door: Door) -> None:
    assert numbers(door.items("/soas")) == [A, B]


@pytest.mark.parametrize("limit", [1, 2, 1000])
def test_pages_together_hold_every_record_once(door: Door, limit: int) -> None:
    assert numbers(door.items("/soas", limit=limit, updated_since="2020-01-01T00:00:00Z")) == [A, B, C]


def test_a_listing_can_be_of_one_collector_code(door: Door) -> None:
    assert numbers(door.items("/soas", updated_since="2020-01-01T00:00:00Z", collector_code="C406")) == [C]


def test_as_of_of_one_listing_starts_the_next_without_loss_or_repeat(door: Door) -> None:
    as_of = door.get("/soas").json()["as_of"]
    assert door.items("/soas", updated_since=as_of) == []
    door.pay(payment(B, "80.08", to("B1", "80.08")))
    assert [(soa["soa_no"], soa["status"]) for soa in door.items("/soas", updated_since=as_of)] == [(B, "settled")]


def test_settled_and_cancelled_soas_come_with_updated_since(door: Door, world: PSCloudWorld) -> None:
    as_of = door.get("/soas").json()["as_of"]
    world.cancel_soa(A)
    assert [(soa["soa_no"], soa["status"]) for soa in door.items("/soas", updated_since=as_of)] == [(A, "cancelled")]


def test_what_changes_behind_the_cursor_comes_with_the_next_listing(door: Door) -> None:
    pages = door.pages("/soas", limit=1)
    first = next(pages)
    door.pay(payment(A, "10.00", to("A1", "10.00")))
    others = list(pages)
    assert {page["as_of"] for page in others} == {first["as_of"]}
    assert numbers(door.items("/soas", updated_since=first["as_of"])) == [A]


@pytest.mark.parametrize(
    "parameters",
    [
        {"limit": "0"},
        {"limit": "1001"},
        {"limit": "ten"},
        {"updated_since": "2026-10-15"},
        {"updated_since": "2026-10-15T00:00:00"},
        {"cursor": "%%%"},
        {"cursor": "bm90IG91cnM="},
    ],
)
def test_a_parameter_that_makes_no_sense_is_refused(door: Door, parameters: dict[str, str]) -> None:
    answer = door.get("/soas", **parameters)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_parameter")


def test_a_cursor_of_another_listing_is_refused(door: Door) -> None:
    cursor = door.get("/soas", limit=1).json()["next_cursor"]
    assert door.get("/payments", cursor=cursor).status_code == 400


def test_control_totals_are_what_the_active_soas_add_up_to(door: Door) -> None:
    totals = door.get("/soas/control-totals").json()
    soas = door.items("/soas")
    assert totals["count"] == len(soas)
    assert Decimal(totals["amount_due"]) == sum(Decimal(soa["amount_due"]) for soa in soas)
    assert totals["by_collector"] == [
        {"collector_code": "C391", "count": 2, "amount_due": "1330.58"},
        {"collector_code": "C406", "count": 0, "amount_due": "0.00"},
    ]


def test_payments_are_listed_oldest_first_and_since_a_moment(door: Door) -> None:
    bodies = [payment(A, "1.00", to("A1", "1.00")) for _ in range(3)]
    posted = [door.pay(body).json() for body in bodies]
    assert door.items("/payments", limit=2) == posted
    assert door.items("/payments", posted_since=posted[0]["posted_at"]) == posted[1:]
    as_of = door.get("/payments").json()["as_of"]
    assert door.items("/payments", posted_since=as_of) == []


def test_an_unknown_soa_is_not_found(door: Door) -> None:
    answer = door.get("/soas/SOA-NONE")
    assert (answer.status_code, answer.json()["code"]) == (404, "unknown_soa")


def test_an_unknown_address_and_a_wrong_method_are_problems_too(door: Door) -> None:
    assert door.get("/nothing").status_code == 404
    assert door.ask("DELETE", "/payments").status_code == 405


def test_answers_are_compressed_for_who_accepts_it_and_for_nobody_else(door: Door) -> None:
    compressed = door.ask("GET", "/soas", headers={"Accept-Encoding": "gzip"})
    plain = door.ask("GET", "/soas", headers={"Accept-Encoding": "identity"})
    assert compressed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert compressed.json()["items"] == plain.json()["items"]
