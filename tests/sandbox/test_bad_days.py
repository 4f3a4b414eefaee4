"""Every bad day that PSCloud is known to have, on order."""

import asyncio
from datetime import date
from decimal import Decimal
from email.utils import parsedate_to_datetime

import httpx
import pytest

from scripts.pscloud_sandbox import ConnectionDropped, Defect, Fault, FaultKind, PSCloudWorld, load_invoices, make_app
from scripts.pscloud_sandbox.cli import SAMPLE
from tests.sandbox.conftest import NOW
from tests.sandbox.door import API_KEY, API_ROOT, Document, Door, payment, to

A, B, C = "SOA-1000-AAAAA", "SOA-2000-BBBBB", "SOA-3000-CCCCC"
EVERYTHING = "2020-01-01T00:00:00Z"


@pytest.fixture
def sample_world() -> PSCloudWorld:
    """Some fifty SOAs, all of them active, so that a listing has many pages."""
    world = PSCloudWorld(lambda: NOW)
    world.load([each for each in load_invoices(SAMPLE) if each.settled_on > date(2026, 10, 31)], date(2026, 10, 31))
    return world


def raw(door: Door, path: str, **parameters: str | int) -> httpx.Response:
    """An answer as it is, held against nothing."""
    return asyncio.run(door.send("GET", API_ROOT + path, params=parameters))


@pytest.mark.parametrize("status", [401, 429, 500, 502, 503, 504])
def test_a_status_comes_as_often_as_ordered(door: Door, world: PSCloudWorld, status: int) -> None:
    world.inject(Fault(kind=FaultKind.STATUS, status=status, times=2))
    assert [door.get("/soas").status_code for _ in range(3)] == [status, status, 200]


def test_retry_after_comes_as_seconds_or_as_a_date(door: Door, world: PSCloudWorld) -> None:
    world.inject(Fault(kind=FaultKind.STATUS, status=429, retry_after_s=7))
    world.inject(Fault(kind=FaultKind.STATUS, status=503, retry_after_s=90, retry_after_as_date=True))
    assert door.get("/soas").headers["Retry-After"] == "7"
    retry_at = parsedate_to_datetime(door.get("/soas").headers["Retry-After"])
    assert (retry_at - NOW).seconds == 90
    assert "Retry-After" not in door.get("/soas").headers


def test_a_fault_meets_only_its_path_method_and_turn(door: Door, world: PSCloudWorld) -> None:
    world.inject(Fault(kind=FaultKind.STATUS, path="/payments", method="POST", skip=1))
    assert door.get("/payments").status_code == 200
    assert door.get("/soas").status_code == 200
    assert door.pay(payment(A, "1.00", advance="1.00")).status_code == 201
    assert door.void("00000000-0000-4000-8000-000000000000").status_code == 503


def test_an_answer_lost_after_acceptance_is_given_again_to_who_asks_again(door: Door, world: PSCloudWorld) -> None:
    body = payment(A, "100.00", to("A1", "100.00"))
    world.inject(Fault(kind=FaultKind.DROP_AFTER_ACCEPT))
    with pytest.raises(ConnectionDropped):
        door.pay(body)
    assert door.soa(A)["amount_due"] == "1150.50"
    again = door.pay(body)
    assert (again.status_code, again.headers["Idempotent-Replay"]) == (200, "true")
    assert door.soa(A)["amount_due"] == "1150.50"


def test_a_refusal_does_not_use_up_the_lost_answer(door: Door, world: PSCloudWorld) -> None:
    world.inject(Fault(kind=FaultKind.DROP_AFTER_ACCEPT))
    assert door.pay(payment(C, "1.00", advance="1.00")).status_code == 422
    with pytest.raises(ConnectionDropped):
        door.pay(payment(A, "1.00", advance="1.00"))


def test_a_request_lost_on_the_way_changes_nothing(door: Door, world: PSCloudWorld) -> None:
    body = payment(A, "100.00", to("A1", "100.00"))
    world.inject(Fault(kind=FaultKind.DROP_BEFORE))
    with pytest.raises(ConnectionDropped):
        door.pay(body)
    assert door.items("/payments") == []
    assert door.pay(body).status_code == 201


def test_a_slow_answer_comes_after_the_deed_and_the_delay(world: PSCloudWorld) -> None:
    waits: list[tuple[float, int]] = []

    async def sleep(delay_s: float) -> None:
        waits.append((delay_s, len(world.books.postings)))

    door = Door(make_app(world, API_KEY, sleep=sleep))
    world.inject(Fault(kind=FaultKind.SLOW, delay_s=30))
    assert door.pay(payment(A, "1.00", advance="1.00")).status_code == 201
    assert waits == [(30, 1)]


def test_a_page_repeats_records_of_the_page_before_and_loses_none(door: Door, world: PSCloudWorld) -> None:
    world.inject(Fault(kind=FaultKind.REPEAT_RECORDS))
    pages = list(door.pages("/soas", limit=2, updated_since=EVERYTHING))
    assert [[soa["soa_no"] for soa in page["items"]] for page in pages] == [[A, B], [B, C]]


def test_a_page_shows_a_newer_version_and_the_older_one_after_it(sample_world: PSCloudWorld) -> None:
    door = Door(make_app(sample_world, API_KEY))
    sample_world.inject(Fault(kind=FaultKind.NEWER_VERSION_IN_PAGE))
    first, second, *_ = door.pages("/soas", limit=3)
    newer, *_, older = second["items"]
    assert first["items"][-1] == older
    assert newer["soa_no"] == older["soa_no"]
    assert newer["version"] > older["version"]
    assert newer == door.soa(newer["soa_no"])


def test_a_listing_with_bad_pages_still_holds_every_soa(sample_world: PSCloudWorld) -> None:
    door = Door(make_app(sample_world, API_KEY))
    sample_world.inject(Fault(kind=FaultKind.NEWER_VERSION_IN_PAGE, times=3))
    sample_world.inject(Fault(kind=FaultKind.REPEAT_RECORDS, times=3))
    pages = list(door.pages("/soas", limit=5))
    assert {soa["soa_no"] for page in pages for soa in page["items"]} == set(sample_world.books.soas)
    assert max(len(page["items"]) for page in pages) == 5


def test_a_cursor_expires_and_the_listing_starts_again(door: Door, world: PSCloudWorld) -> None:
    cursor = door.get("/soas", limit=1).json()["next_cursor"]
    world.inject(Fault(kind=FaultKind.EXPIRE_CURSOR))
    answer = door.get("/soas", cursor=cursor)
    assert (answer.status_code, answer.json()["code"]) == (410, "cursor_expired")
    assert len(door.items("/soas", limit=1)) == 2


def adds_up(soa: Document) -> bool:
    due = sum(Decimal(invoice["balance"]) + Decimal(invoice["penalty"]) for invoice in soa["invoices"])
    return Decimal(soa["amount_due"]) == due


def test_a_missing_due_date_is_missing(door: Door, world: PSCloudWorld) -> None:
    world.inject(Fault(kind=FaultKind.MALFORMED_RECORD, defect=Defect.MISSING_DUE_DATE))
    first, second = raw(door, "/soas").json()["items"]
    assert "due_date" not in first
    assert "due_date" in second


def test_a_negative_balance_is_negative_and_adds_up_all_the_same(door: Door, world: PSCloudWorld) -> None:
    world.inject(Fault(kind=FaultKind.MALFORMED_RECORD, defect=Defect.NEGATIVE_BALANCE, soa_no=B))
    spoilt = raw(door, "/soas").json()["items"][1]
    assert spoilt["invoices"][0]["balance"] == "-80.08"
    assert adds_up(spoilt)


def test_an_amount_that_is_no_number_is_none(door: Door, world: PSCloudWorld) -> None:
    world.inject(Fault(kind=FaultKind.MALFORMED_RECORD, defect=Defect.AMOUNT_NO_NUMBER))
    assert raw(door, "/soas").json()["items"][0]["amount_due"] == "1,2x0.00"


def test_invoices_do_not_add_up_to_the_soa(door: Door, world: PSCloudWorld) -> None:
    world.inject(Fault(kind=FaultKind.MALFORMED_RECORD, defect=Defect.INVOICES_DO_NOT_ADD_UP))
    first, second = door.items("/soas")
    assert not adds_up(first)
    assert adds_up(second)
    assert all(adds_up(soa) for soa in door.items("/soas"))


def test_a_named_record_is_malformed_on_the_page_that_holds_it(door: Door, world: PSCloudWorld) -> None:
    world.inject(Fault(kind=FaultKind.MALFORMED_RECORD, defect=Defect.INVOICES_DO_NOT_ADD_UP, soa_no=B))
    assert [adds_up(soa) for soa in door.items("/soas", limit=1)] == [True, False]


def test_hostile_names_are_long_and_arrive_as_a_change(door: Door, world: PSCloudWorld) -> None:
    as_of = door.get("/soas").json()["as_of"]
    world.inject(Fault(kind=FaultKind.HOSTILE_NAMES))
    changed = door.items("/soas", updated_since=as_of)
    assert [len(soa["customer"]["name"]) for soa in changed] == [120, 120, 120]


def test_a_rotated_key_shuts_out_the_old_one(door: Door, world: PSCloudWorld) -> None:
    world.inject(Fault(kind=FaultKind.ROTATE_KEY, key="the-new-key"))
    assert door.get("/soas").status_code == 401
    door.key = "the-new-key"
    assert door.get("/soas").status_code == 200


def test_a_bad_day_can_be_ordered_and_called_off_over_http(door: Door) -> None:
    order = {"kind": "status", "status": 429, "retry_after_s": 3, "times": 5, "path": "/payments"}
    ordered = door.order("POST", "/faults", json=order)
    assert ordered.status_code == 201
    assert ordered.json()["faults"] == [{"kind": "status", "times": 5, "skip": 0, "path": "/payments", "method": ""}]
    assert door.get("/payments").status_code == 429
    assert door.order("DELETE", "/faults").json()["faults"] == []
    assert door.get("/payments").status_code == 200


@pytest.mark.parametrize(
    "order",
    [
        {},
        {"kind": "rain"},
        {"kind": "status", "status": 418},
        {"kind": "slow", "delay_s": 3600},
        {"kind": "slow", "times": 0},
        {"kind": "rotate_key"},
        {"kind": "status", "typo": 1},
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(door: Door, order: Document) -> None:
    answer = door.order("POST", "/faults", json=order)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_body")


def test_a_fault_for_an_unknown_soa_is_refused(door: Door) -> None:
    order = {"kind": "malformed_record", "soa_no": "SOA-NONE"}
    assert door.order("POST", "/faults", json=order).status_code == 404


def test_the_state_of_the_world_can_be_seen_and_moved_over_http(door: Door) -> None:
    door.pay(payment(A, "100.00", to("A1", "100.00")))
    state = door.order("POST", "/advance", json={"to": "2026-10-17"}).json()
    assert state == {
        "day": "2026-10-17",
        "soas": {"active": 3, "settled": 0, "cancelled": 0},
        "amount_due": "1330.57",
        "payments": {"posted": {"count": 1, "amount": "100.00"}, "voided": {"count": 0, "amount": "0.00"}},
        "credits": {},
        "faults": [],
    }
    assert door.order("POST", "/advance", json={"to": "2026-10-16"}).status_code == 400
    assert door.order("POST", "/cancel", json={"soa_no": A}).json()["soas"]["cancelled"] == 1


def test_the_sandbox_addresses_ask_for_the_key_too(door: Door) -> None:
    door.key = "wrong"
    assert door.order("GET", "/state").status_code == 401
    assert door.order("POST", "/advance", json={"to": "2026-10-17"}).status_code == 401
