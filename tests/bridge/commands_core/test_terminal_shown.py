"""mpos-bridge terminals show: forks, clocks and conflicts, as a person sees them."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from mpos.contract import kinds
from mpos.contract.journal import chain
from mpos.contract.wire import CONTACT_HEADER, JOURNAL, Contact, contact_wire
from tests.bridge.office_core import DAY, Hand, open_core

from .conftest import Tell

SAID = Contact("2026-10-15T08:59:00+08:00", "0.1.0", DAY, "open", "juan", 3, None, "A00000003", "150.00", 0, 2, "70.50")


@pytest.fixture
def hand(home: Path) -> Iterator[Hand]:
    """A terminal with two payments, a fork after the first of them, and a payment in conflict."""
    with open_core(home) as core:
        hand = core.terminal()
        hand.record(kinds.ENROLLED, {"series": "A"})
        hand.collect("SOA-1", amount_minor=12_345_00)
        fork = hand.head
        hand.collect("SOA-2", amount_minor=200)
        hand.upload()
        hand.head = fork
        body = {"parent": fork._asdict(), "series": "AXYZBC", "reason": "restored"}
        hand.record(kinds.EPOCH_BEGUN, body, epoch=7)
        core.clock.move(minutes=1)
        hand.upload(hand.entries[3:])
        other = {**hand.entries[2].body, "payment_id": "7b1c0b86-5b1e-4d3c-9a53-7a3f6f0f2f11", "amount": "9.99"}
        forged = chain(hand.entries[2]._replace(body=other, collector="eve", hash=""))
        hand.upload([forged], seal=hand.seal(forged.head))
        said = {CONTACT_HEADER: json.dumps(contact_wire(SAID))}
        hand.ask("POST", JOURNAL, json={"entries": [], "seal": "", "fates_after": 0}, headers=said)
        yield hand


@pytest.mark.usefixtures("hand")
def test_everything_of_one_terminal_is_one_document(tell: Tell) -> None:
    shown = tell("terminals", "show", "T001", "--json").json
    assert shown["epochs"] == 2
    assert (shown["pending_payments"], shown["pending_amount"]) == (2, "70.50")
    assert [(each["epoch"], each["series"], each["depth"], each["reason"]) for each in shown["tree"]] == [
        (1, "A", 0, None),
        (7, "AXYZBC", 1, "restored"),
    ]
    fork = shown["tree"][1]
    assert (fork["parent"], fork["parent_went_on"], fork["two_at_work"]) == ({"epoch": 1, "seq": 2}, 1, False)
    assert shown["clock"] == [
        {
            "day": DAY,
            "last_ms": 120_000,
            "last_at": "2026-10-15T09:01:00.000+08:00",
            "largest_ms": 120_000,
            "largest_at": "2026-10-15T09:01:00.000+08:00",
        }
    ]
    (conflict,) = shown["conflicts"]
    assert (conflict["epoch"], conflict["seq"]) == (1, 3)
    assert [conflict[place]["amount"] for place in ("kept", "beside")] == ["2.00", "9.99"]
    assert (conflict["beside"]["receipt_no"], conflict["beside"]["soa_no"]) == ("A00000002", "SOA-2")
    assert conflict["beside"]["collector"] == "eve"
    assert conflict["beside"]["recorded_at"] == "2026-10-15T09:00:00.000+08:00"


@pytest.mark.usefixtures("hand")
def test_it_is_said_in_words_too(tell: Tell) -> None:
    said = tell("terminals", "show", "T001").out
    assert "- 7\tAXYZBC\t2026-10-15T09:00:00.000+08:00\t1\t0\t0.00\trestored from a backup" in said
    assert "Epoch 7: It follows entry 2 of epoch 1, which has 1 entry after it, with 1 payment over 2.00" in said
    assert "3\tbeside\tpayment_recorded\tA00000002\t9.99\tSOA-2\teve" in said
    assert "2026-10-15\t+120.0 s\t+120.0 s" in said


@pytest.mark.usefixtures("hand")
def test_the_list_says_how_many_epochs_there_are_and_how_the_clocks_go(tell: Tell) -> None:
    (item,) = tell("terminals", "list", "--json").json["items"]
    assert (item["epochs"], item["skew_ms"]) == (2, 120_000)
    assert "\t2\t+120.0 s\t" in tell("terminals", "list").out


@pytest.mark.usefixtures("hand")
def test_the_audit_says_where_the_money_is(tell: Tell) -> None:
    said = tell("audit", "--json")
    assert said.exit_code == 8
    where = said.json["where"]
    assert where["on_device"] == {"payments": 2, "amount": "70.50"}
    assert where["to_post"] == {"payments": 2, "amount": "12347.00"}
    assert where["in_conflict"] == {"payments": 1, "amount": "9.99"}
    assert where["total"] == {"payments": 5, "amount": "12427.49"}
    assert said.json["notes"][0].startswith("T001: epoch 7: restored from a backup.")
    assert said.json["terminals"][0]["on_device"]["amount"] == "70.50"
    assert tell("audit", "--date", DAY, "--json").json["where"]["on_device"] is None
    assert "Together\t5\t12427.49" in tell("audit").out


def test_a_terminal_that_is_not_there_is_named(office: Tell) -> None:
    said = office("terminals", "show", "T009")
    assert said.exit_code == 4
    assert "T009" in said.err
