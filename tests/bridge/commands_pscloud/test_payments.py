"""mpos-bridge payments and audit."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.bridge.pscloud_office import DAY, Office, open_office

from .conftest import Tell


@pytest.fixture
def office(tmp_path: Path) -> Iterator[Office]:
    with open_office(tmp_path / "home", MPOS_BRIDGE_APPROVAL="cashier") as office:
        office.sync()
        yield office


def test_totals_tell_active_synced_vat_and_voided(office: Office, tell: Tell) -> None:
    office.collect("SOA-1000", 11_200, "A1")
    tell("payments", "approve", "--all")
    tell("sync")
    office.collect("SOA-1000", 22_400, "A1")
    office.void(office.collect("SOA-1000", 5_600, "A1"))
    assert tell("payments", "list", "--json").json["totals"] == {
        "count": 3,
        "active": "336.00",
        "synced": "112.00",
        "vat": "36.00",
        "voided": "56.00",
        "refunded": "0.00",
    }


def test_the_list_can_be_narrowed(office: Office, tell: Tell) -> None:
    office.collect("SOA-1000", 11_200, "A1")
    for options, count in [
        (["--date", DAY.isoformat()], 1),
        (["--date", "2026-10-14"], 0),
        (["--collector", "ana"], 1),
        (["--collector", "C391"], 1),
        (["--collector", "C406"], 0),
        (["--status", "pending"], 1),
        (["--status", "completed"], 0),
    ]:
        shown = tell("payments", "list", *options, "--json").json
        assert (len(shown["items"]), shown["totals"]["count"]) == (count, count)


def test_nothing_goes_to_pscloud_before_a_cashier_approves_it(office: Office, tell: Tell) -> None:
    first = office.collect("SOA-1000", 10_000, "A1")
    office.collect("SOA-1000", 20_000, "A1")
    tell("sync")
    assert office.posted == []
    assert tell("payments", "approve", first.receipt_no, "--json").json == {"approved": [first.payment_id]}
    tell("sync")
    assert office.posted == [(first.receipt_no, 10_000)]
    assert tell("payments", "approve", "--all", "--json").exit_code == 0
    tell("sync")
    assert len(office.posted) == 2


def test_approving_twice_is_refused_and_approves_none(office: Office, tell: Tell) -> None:
    first = office.collect("SOA-1000", 10_000, "A1")
    second = office.collect("SOA-1000", 20_000, "A1")
    tell("payments", "approve", first.payment_id)
    assert tell("payments", "approve", second.payment_id, first.payment_id).exit_code == 4
    assert office.status(second) == "pending"


def test_a_payment_that_was_voided_before_approval_never_goes_to_pscloud(office: Office, tell: Tell) -> None:
    payment = office.collect("SOA-1000", 10_000, "A1")
    office.void(payment)
    assert tell("payments", "approve", payment.receipt_no).exit_code == 4
    tell("sync")
    assert office.posted == []
    assert tell("audit", "--json").json["ok"]


def test_a_refused_payment_is_seen_and_can_be_settled_as_credit(office: Office, tell: Tell) -> None:
    payment = office.collect("SOA-1000", 10_000, "A1")
    office.change("UPDATE journal SET body = replace(body, '\"A1\"', '\"A9\"')")
    tell("payments", "approve", "--all")
    assert tell("sync").exit_code == 8
    (item,) = tell("payments", "list", "--status", "failed", "--json").json["items"]
    assert (item["receipt_no"], item["code"]) == (payment.receipt_no, "unknown_invoice")
    assert tell("payments", "resolve", payment.receipt_no).exit_code == 2
    assert tell("payments", "resolve", payment.receipt_no, "--as-credit").exit_code == 0
    assert tell("sync").exit_code == 0
    assert office.world.books.credits_minor() == {"1000": 10_000}
    shown = tell("payments", "show", payment.payment_id, "--json").json
    assert (shown["status"], shown["posted_as_credit"]) == ("completed", True)
    assert [(each["outcome"], each["http_status"]) for each in shown["attempts"]] == [("refused", 422), ("posted", 201)]
    assert shown["journal"] == {"terminal_id": "T001", "epoch": 1, "seq": 1}
    assert [tender["method"] for tender in shown["tenders"]] == ["cash"]


def test_a_refused_payment_can_be_sent_again_under_the_same_key(office: Office, tell: Tell) -> None:
    payment = office.collect("SOA-1000", 10_000, "A1", currency="USD")
    tell("payments", "approve", "--all")
    tell("sync")
    assert tell("payments", "retry", payment.receipt_no).exit_code == 0
    assert office.status(payment) == "approved"
    tell("sync")
    keys = {request.headers["Idempotency-Key"] for request in office.network.requests if request.method == "POST"}
    assert keys == {payment.payment_id}
    assert office.status(payment) == "failed"


def test_what_is_not_refused_is_not_sent_again(office: Office, tell: Tell) -> None:
    payment = office.collect("SOA-1000", 10_000, "A1")
    for act in (["retry", payment.receipt_no], ["resolve", payment.receipt_no, "--as-credit"]):
        said = tell("payments", *act)
        assert said.exit_code == 4
        assert "is pending" in said.err


def test_decisions_are_kept_on_record(office: Office, tell: Tell) -> None:
    office.collect("SOA-1000", 10_000, "A1")
    tell("payments", "approve", "--all")
    assert office.value("SELECT what FROM office_deed") == "payment approved"


def test_audit_says_what_waits_and_where(office: Office, tell: Tell) -> None:
    office.collect("SOA-1000", 10_000, "A1")
    said = tell("audit", "--json")
    assert said.exit_code == 0
    assert said.json.items() >= {"ok": True, "payments": 1, "posted": 0, "waiting": 1, "problems": []}.items()
    assert said.json["amounts"]["waiting"] == "100.00"
    (terminal,) = said.json["terminals"]
    assert terminal.items() >= {"terminal_id": "T001", "chain_ok": True, "entries": 1, "gaps": []}.items()
    assert tell("audit", "--live", "--json").json["ok"]


def test_a_broken_journal_is_exit_code_8(office: Office, tell: Tell) -> None:
    office.collect("SOA-1000", 10_000, "A1")
    office.change("UPDATE journal SET collector = 'eve'")
    said = tell("audit")
    assert said.exit_code == 8
    assert "T001: entry 1: its content was changed" in said.out


@pytest.mark.parametrize(
    "argv",
    [
        ["payments", "list", "--status", "lost"],
        ["payments", "list", "--date", "15.10.2026"],
        ["payments", "approve"],
        ["payments", "approve", "X", "--all"],
        ["payments"],
        ["soa", "list", "--due-before", "soon"],
        ["sync", "--wait", "-1"],
        ["audit", "--date", "today"],
    ],
)
def test_what_makes_no_sense_is_a_usage_error(tell: Tell, argv: list[str]) -> None:
    assert tell(*argv).exit_code == 2
