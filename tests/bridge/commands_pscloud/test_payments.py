"""mpos-bridge payments and audit."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bridge.store.engine import writing
from bridge.store.office_users import add_user
from mpos.contract import kinds
from mpos.contract.held_check import HeldCheck, held_check_body
from mpos.contract.payment import Payment, payment_body
from mpos.contract.remittance import Remittance, remittance_body
from tests.bridge.pscloud_office import DAY, INVOICES, Office, open_office

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


def refused(office: Office, tell: Tell, amount_minor: int = 10_000) -> Payment:
    """A payment on a SOA that PSCloud does not have, sent and refused."""
    payment = office.payment(None, amount_minor)._replace(soa_no="SOA-9999")
    office.record(kinds.PAYMENT_RECORDED, payment_body(payment))
    tell("payments", "approve", payment.receipt_no)
    tell("sync", "--post")
    assert office.status(payment) == "failed"
    return payment


def test_a_refused_payment_is_attached_to_another_soa_under_its_own_key(office: Office, tell: Tell) -> None:
    payment = refused(office, tell, 130_000)
    said = tell("payments", "resolve", payment.receipt_no, "--attach", "SOA-1000", "--reason", "she showed her SOA")
    assert said.exit_code == 0
    assert office.due("SOA-1000") == 0
    tell("sync")
    assert office.due("SOA-1000") == 0
    assert office.world.books.soas["SOA-1000"].amount_due_minor == 0
    assert office.world.books.credits_minor() == {"1000": 4_950}
    keys = {request.headers["Idempotency-Key"] for request in office.network.requests if request.method == "POST"}
    assert keys == {payment.payment_id}
    shown = tell("payments", "show", payment.payment_id, "--json").json
    assert (shown["status"], shown["soa_no"], shown["attached_to"]) == ("completed", "SOA-9999", "SOA-1000")
    assert [(each["invoice_no"], each["amount"]) for each in shown["allocations"] if each["counts"]] == [
        ("A1", "1000.00"),
        ("A2", "250.50"),
    ]
    (decision,) = shown["resolutions"]
    assert (decision["how"], decision["soa_no"], decision["reason"]) == ("attached", "SOA-1000", "she showed her SOA")
    assert tell("audit", "--live", "--json").json["ok"]


def test_a_void_of_an_attached_payment_puts_back_what_it_took_there(office: Office, tell: Tell) -> None:
    payment = refused(office, tell)
    tell("payments", "resolve", payment.receipt_no, "--attach", "SOA-1000", "--reason", "hers")
    tell("sync")
    office.void(payment)
    assert office.due("SOA-1000") == 125_050
    tell("sync")
    assert office.due("SOA-1000") == 125_050 == office.world.books.soas["SOA-1000"].amount_due_minor
    assert tell("audit", "--live", "--json").json["ok"]


def test_a_refunded_payment_is_never_posted_and_settled_for_good(office: Office, tell: Tell) -> None:
    payment = refused(office, tell)
    assert tell("payments", "resolve", payment.receipt_no, "--refunded").exit_code == 2, "a reason is wanted"
    assert tell("payments", "resolve", payment.receipt_no, "--refunded", "--reason", "voucher 7").exit_code == 0
    for again in (["--refunded", "--reason", "x"], ["--as-credit"], ["--attach", "SOA-1000", "--reason", "x"]):
        said = tell("payments", "resolve", payment.receipt_no, *again)
        assert said.exit_code == 4
        assert "failed and refunded" in said.err
    assert tell("payments", "retry", payment.receipt_no).exit_code == 4
    tell("sync")
    assert office.posted == []
    totals = tell("payments", "list", "--json").json["totals"]
    assert (totals["active"], totals["synced"], totals["refunded"]) == ("0.00", "0.00", "100.00")
    assert tell("payments", "list", "--needs-person", "--json").json["items"] == []
    proof = tell("audit", "--json").json
    assert (proof["ok"], proof["amounts"]["refunded"], proof["where"]["refunded"]["payments"]) == (True, "100.00", 1)


@pytest.mark.parametrize(
    ("soa_no", "exit_code", "said"),
    [("SOA-0", 4, "There is no SOA SOA-0"), ("SOA-3000", 4, "SOA SOA-3000 is cancelled")],
)
def test_a_payment_is_not_attached_where_it_would_be_refused_again(
    office: Office, tell: Tell, soa_no: str, exit_code: int, said: str
) -> None:
    office.world.cancel_soa("SOA-3000")
    payment = refused(office, tell)
    tell("sync")
    answer = tell("payments", "resolve", payment.receipt_no, "--attach", soa_no, "--reason", "hers")
    assert (answer.exit_code, said in answer.err) == (exit_code, True)
    assert office.status(payment) == "failed"
    assert office.value("SELECT count(*) FROM resolution") == 0


def test_small_payments_go_by_themselves_and_large_ones_wait(tmp_path: Path) -> None:
    settings = {"MPOS_BRIDGE_APPROVAL": "amount", "MPOS_BRIDGE_APPROVE_UP_TO": "100.00"}
    with open_office(tmp_path / "another", INVOICES, **settings) as office:
        office.sync()
        small = office.collect("SOA-1000", 10_000, "A1")
        large = office.collect("SOA-1000", 10_001, "A1")
        assert (office.status(small), office.status(large)) == ("approved", "pending")


def test_whoever_gives_the_command_does_not_approve_what_they_collected(office: Office, tell: Tell) -> None:
    own = office.collect("SOA-1000", 10_000, "A1")
    with writing(office.bridge.engine) as conn:
        add_user(conn, "Ana", "a password of hers", "manager", office.clock.now())
    assert tell("--as", "Ana", "payments", "approve", own.receipt_no).exit_code == 6
    said = tell("--as", "Ana", "payments", "approve", "--all", "--json").json
    assert said == {"approved": [], "left": [own.payment_id]}
    assert tell("payments", "approve", "--all", "--json").json == {"approved": [own.payment_id]}


def test_the_list_goes_on_behind_a_page(office: Office, tell: Tell) -> None:
    paid = [office.collect("SOA-1000", 100, "A1").receipt_no for _ in range(5)]
    found: list[str] = []
    following: list[str] = []
    while True:
        page = tell("payments", "list", "--limit", "2", *following, "--json").json
        found += [item["receipt_no"] for item in page["items"]]
        if page["next"] is None:
            break
        following = ["--behind", page["next"]]
    assert found == paid[::-1]


def test_cash_checks_and_a_day_reconciled_are_told(office: Office, tell: Tell) -> None:
    payment = office.collect("SOA-1000", 10_000, "A1")
    at = "2026-10-15T17:00:00.000+08:00"
    office.record(kinds.CASH_REMITTED, remittance_body(Remittance("A-R1", 4_000, (), None, None, at)))
    whose = ("A-K1", "SOA-1000", "1000", "Ana Peña", "C391")
    office.record(kinds.CHECK_HELD, held_check_body(HeldCheck(*whose, "PHP", 4_000, "BPI", "1", "2026-10-20", at)))
    cash = tell("remittances", "list", "--json").json
    assert cash["totals"] == {"collected": "100.00", "remitted": "40.00", "in_hand": "60.00"}
    assert [item["remittance_no"] for item in cash["items"]] == ["A-R1"]
    checks = tell("checks", "list", "--json").json
    assert checks["totals"] == {"held": {"count": 1, "amount": "40.00"}}
    waits = tell("reconcile", "--json")
    assert (waits.exit_code, waits.json["verdict"], waits.json["waiting"]["count"]) == (8, "waits", 1)
    tell("payments", "approve", payment.receipt_no)
    tell("sync")
    agrees = tell("reconcile", "--date", DAY.isoformat(), "--json")
    assert (agrees.exit_code, agrees.json["verdict"], agrees.json["ours"]) == (0, "ok", agrees.json["theirs"])
    history = tell("reconcile", "--history", "--json").json["items"]
    assert [run["verdict"] for run in history] == ["ok", "waits"]
    for verb in (["remittances", "list"], ["checks", "list"], ["reconcile", "--history"], ["payments", "list"]):
        assert tell(*verb).exit_code == 0
    assert tell("payments", "show", payment.receipt_no).exit_code == 0
