"""Each rule: when it finds something, and when it heals, through what really comes into the office."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bridge.alert_settings import RULES as NAMES
from bridge.alerts.evaluating import Evaluated, evaluate
from bridge.alerts.rules import RULES
from bridge.store.alert_signs import keep_audit
from bridge.store.engine import writing
from mpos.contract import kinds
from mpos.contract.clock import write_instant
from mpos.contract.wire import CONTACT_HEADER, JOURNAL, Contact, contact_wire
from tests.bridge.office_core import Core, Hand, open_core
from tests.bridge.pscloud_office import open_office


def raised(found: Evaluated) -> list[tuple[str, str]]:
    return [(each.rule, each.subject) for each in found.raised]


def say(hand: Hand, **fields: Any) -> None:
    """A contact of the terminal."""
    now = write_instant(hand.core.clock.now())
    contact = Contact(now, "0.1.0", "2026-10-15", "open", "juan", 0, None, None, "0.00", 0, 0, "0.00")
    headers = {CONTACT_HEADER: json.dumps(contact_wire(contact._replace(**fields)))}
    assert hand.ask("POST", JOURNAL, json={"entries": [], "seal": "", "fates_after": 0}, headers=headers).is_success


def change(core: Core, statement: str, **values: object) -> None:
    with writing(core.bridge.engine) as conn:
        conn.execute(text(statement), values)


def test_every_rule_that_can_be_switched_off_is_there_and_helps() -> None:
    assert tuple(RULES) == NAMES
    assert all(rule.title and rule.advice for rule in RULES.values())


def test_a_quiet_office_has_nothing_to_look_at(core: Core) -> None:
    hand = core.terminal()
    hand.collect()
    hand.upload()
    found = evaluate(core.bridge)
    assert (found.raised, found.open, found.is_through) == ([], 0, True)


def test_a_download_that_is_late_is_an_alert_until_one_comes(tmp_path: Path) -> None:
    with open_office(tmp_path / "bridge") as office:
        assert raised(evaluate(office.bridge)) == [("sync_late", "PSCloud")]
        office.sync()
        assert evaluate(office.bridge).healed == [("sync_late", "PSCloud")]
        office.clock.sleep(3600)
        assert raised(evaluate(office.bridge)) == [("sync_late", "PSCloud")]


def test_soas_that_differ_from_pscloud_are_an_alert(core: Core) -> None:
    made = "INSERT INTO comparison (made_at, ok, count, amount_due_minor, upstream_count, upstream_amount_due_minor,"
    values = " differences) VALUES (:at, :ok, 1, 1, 2, 2, '[]')"
    change(core, made + values, at="2026-10-15T00:00:00.000+00:00", ok=False)
    assert raised(evaluate(core.bridge)) == [("compare_differs", "PSCloud")]
    change(core, made + values, at="2026-10-15T00:30:00.000+00:00", ok=True)
    assert evaluate(core.bridge).healed == [("compare_differs", "PSCloud")]


def test_a_terminal_that_is_silent_with_pesos_on_it_is_an_alert_until_they_come_in(core: Core) -> None:
    hand = core.terminal()
    payment = hand.collect(amount_minor=25_000)
    say(hand, pending_entries=1, last_receipt_no=payment.receipt_no, pending_payments=1, pending_amount="250.00")
    assert not evaluate(core.bridge).raised
    core.clock.move(hours=24)
    found = evaluate(core.bridge)
    assert raised(found) == [("terminal_silent", "T001")]
    assert "1 payments, 250.00, have not come in" in found.raised[0].detail
    hand.get_token()
    assert hand.upload().is_success
    assert ("terminal_silent", "T001") in evaluate(core.bridge).healed


def test_a_terminal_that_is_silent_with_nothing_on_it_is_none(core: Core) -> None:
    say(core.terminal())
    core.clock.move(hours=100)
    assert not evaluate(core.bridge).raised


def test_a_refused_payment_is_an_alert_until_it_is_resolved(tmp_path: Path) -> None:
    with open_office(tmp_path / "bridge", MPOS_BRIDGE_CREDIT_WHEN_SOA_CLOSED="false") as office:
        office.sync()
        payment = office.collect("SOA-1000", 5_000, "A1", currency="USD")
        office.sync(download=False)
        assert office.status(payment) == "failed"
        (found,) = (each for each in evaluate(office.bridge).raised if each.rule == "payment_refused")
        assert (found.subject, found.terminal_id, found.collector_code) == ("A00000001", "T001", "C391")
        office.change("UPDATE payment SET refunded = true")
        assert ("payment_refused", "A00000001") in evaluate(office.bridge).healed


def test_a_day_that_nobody_closed_is_an_alert_from_the_next_morning_on(core: Core) -> None:
    hand = core.terminal()
    hand.record(kinds.REGISTRY_OPENED, {"change_fund": "0.00"})
    hand.upload()
    core.clock.move(hours=20)  # Five in the morning.
    assert not evaluate(core.bridge).raised
    core.clock.move(hours=1)
    assert raised(evaluate(core.bridge)) == [("day_not_closed", "T001 2026-10-15")]
    change(core, "UPDATE business_day SET closed_at = '2026-10-16T00:00:00.000+00:00'")
    assert evaluate(core.bridge).healed == [("day_not_closed", "T001 2026-10-15")]


def test_a_wrong_clock_is_an_alert_as_long_as_it_is_wrong(core: Core) -> None:
    hand = core.terminal()
    say(hand, sent_at=write_instant(core.clock.now() - timedelta(minutes=6)))
    found = evaluate(core.bridge)
    assert raised(found) == [("clock_skew", "T001")]
    assert "6 min 0 s behind ours" in found.raised[0].detail
    say(hand)
    assert evaluate(core.bridge).healed == [("clock_skew", "T001")]


def test_numbers_that_are_missing_are_an_alert_until_they_come_in(core: Core) -> None:
    hand = core.terminal()
    hand.collect()
    hand.collect(receipt_no="A00000004")
    hand.upload()
    assert raised(evaluate(core.bridge)) == [("receipt_gap", "A00000002 to A00000003")]
    hand.collect(receipt_no="A00000003")
    hand.upload()
    found = evaluate(core.bridge)
    assert (raised(found), found.healed) == (
        [("receipt_gap", "A00000002")],
        [("receipt_gap", "A00000002 to A00000003")],
    )


def test_a_number_that_came_in_conflict_is_not_missing(core: Core) -> None:
    hand = core.terminal()
    hand.collect()
    hand.upload()
    before = (list(hand.entries), hand.head)
    hand.collect()
    hand.upload()
    hand.entries, hand.head = before
    hand.collect(receipt_no="A00000003")
    assert hand.upload().status_code == 409
    found = evaluate(core.bridge)
    assert raised(found) == [("entry_in_conflict", "T001 epoch 1 entry 2")]


def test_an_entry_that_was_changed_here_after_it_came_is_an_alert_until_it_is_put_right(core: Core) -> None:
    hand = core.terminal()
    for _ in range(3):
        hand.collect()
    hand.upload()
    body = core.value("SELECT body FROM journal WHERE seq = 2")
    change(core, "UPDATE journal SET body = replace(body, '100.00', '900.00') WHERE seq = 2")
    found = evaluate(core.bridge)
    assert [each.detail for each in found.raised] == ["Entry 2 of epoch 1: its content was changed."]
    assert not evaluate(core.bridge).raised, "it is raised once"
    change(core, "UPDATE journal SET body = :body WHERE seq = 2", body=body)
    assert evaluate(core.bridge).healed == [("chain_broken", "T001 epoch 1")]


def test_entries_that_are_gone_from_the_end_are_an_alert(core: Core) -> None:
    hand = core.terminal()
    hand.record(kinds.LOGGED_OUT)
    hand.record(kinds.LOGGED_OUT)
    hand.upload()
    assert not evaluate(core.bridge).raised
    change(core, "DELETE FROM journal WHERE seq = 2")
    found = evaluate(core.bridge)
    assert [each.detail for each in found.raised] == [
        "Entry 2 of epoch 1: it and those behind it are gone; there were 2."
    ]


def test_an_audit_that_found_something_is_an_alert_until_one_finds_nothing(core: Core) -> None:
    with writing(core.bridge.engine) as conn:
        keep_audit(conn, 2, "T001: entry 7: its content was changed", core.clock.now())
    found = evaluate(core.bridge)
    assert raised(found) == [("audit_failed", "office")]
    assert "found 2 problems. The first: T001: entry 7" in found.raised[0].detail
    with writing(core.bridge.engine) as conn:
        keep_audit(conn, 0, None, core.clock.now())
    assert evaluate(core.bridge).healed == [("audit_failed", "office")]


def printed(hand: Hand, receipt_no: str, kind: str = kinds.SLIP_PRINTED, **body: Any) -> None:
    told = {"slip": "receipt", "receipt_no": receipt_no, "outcome": "confirmed"}
    hand.record(kind, (told if kind == kinds.SLIP_PRINTED else {"receipt_no": receipt_no}) | body)


def test_a_void_is_an_alert_for_some_days_when_its_receipt_was_on_paper(core: Core) -> None:
    hand = core.terminal()
    on_paper, in_doubt = hand.collect(), hand.collect()
    printed(hand, on_paper.receipt_no)
    printed(hand, in_doubt.receipt_no, outcome="failed")
    core.clock.move(minutes=1)
    hand.void(on_paper)
    hand.void(in_doubt)
    hand.upload()
    assert raised(evaluate(core.bridge)) == [("void_after_print", on_paper.receipt_no)]
    core.clock.move(days=4)
    assert ("void_after_print", on_paper.receipt_no) in evaluate(core.bridge).healed


def test_many_reprints_of_one_receipt_are_an_alert(core: Core) -> None:
    hand = core.terminal()
    often, seldom = hand.collect(), hand.collect()
    for number in (1, 2, 3):
        printed(hand, often.receipt_no, kinds.RECEIPT_REPRINTED, reprint=number)
    printed(hand, seldom.receipt_no, kinds.RECEIPT_REPRINTED, reprint=1)
    hand.upload()
    assert raised(evaluate(core.bridge)) == [("many_reprints", often.receipt_no)]


def test_an_entry_that_nothing_could_be_derived_from_is_an_alert(core: Core) -> None:
    hand = core.terminal()
    hand.record("what_nobody_knows")
    hand.upload()
    assert raised(evaluate(core.bridge)) == [("entry_set_aside", "T001 epoch 1 entry 1")]


def test_a_full_disk_is_an_alert(tmp_path: Path) -> None:
    settings = {"MPOS_BRIDGE_ALERTS_RULES_OFF": "sync_late", "MPOS_BRIDGE_ALERTS_MIN_FREE_MB": "1000000"}
    with open_core(tmp_path / "bridge", **settings) as core:
        free = evaluate(core.bridge).raised
        assert [each.rule for each in free] in ([], ["disk_low"]), "a terabyte may be free here"


@pytest.mark.parametrize("rule", NAMES)
def test_a_rule_that_is_switched_off_finds_nothing(rule: str, tmp_path: Path) -> None:
    with open_core(tmp_path / "bridge", MPOS_BRIDGE_ALERTS_RULES_OFF=rule) as core:
        hand = core.terminal()
        hand.record("what_nobody_knows")
        hand.collect(receipt_no="A00000002")
        hand.upload()
        assert rule not in {each.rule for each in evaluate(core.bridge).raised}


def test_an_alert_that_comes_back_is_raised_anew(core: Core) -> None:
    hand = core.terminal()
    for round_number in range(3):
        say(hand, sent_at=write_instant(core.clock.now() - timedelta(minutes=6)))
        assert raised(evaluate(core.bridge)) == [("clock_skew", "T001")], round_number
        assert not evaluate(core.bridge).raised, "once"
        say(hand)
        evaluate(core.bridge)
    assert core.value("SELECT count(*) FROM alert WHERE healed_at IS NOT NULL") == 3


def test_a_long_journal_is_looked_through_over_several_rounds(core: Core, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bridge.alerts.watching.MAX_ENTRIES", 4)
    monkeypatch.setattr("bridge.alerts.watching.AT_ONCE", 2)
    hand = core.terminal()
    for number in range(1, 10):
        hand.collect(receipt_no=f"A{number + (number > 8):08}")
    hand.upload()
    looks = [evaluate(core.bridge) for _ in range(3)]
    assert [look.is_through for look in looks] == [False, False, True]
    assert raised(looks[-1]) == [("receipt_gap", "A00000009")]


def test_an_epoch_that_branches_off_is_followed_beside_the_one_that_goes_on(core: Core) -> None:
    hand = core.terminal()
    hand.collect()
    hand.upload()
    evaluate(core.bridge)
    old = hand.head
    hand.record(kinds.EPOCH_BEGUN, {"parent": old._asdict(), "series": "A2-"}, epoch=2)
    hand.collect(receipt_no="A2-00000002")
    hand.upload()
    assert raised(evaluate(core.bridge)) == [("receipt_gap", "A2-00000001")]
