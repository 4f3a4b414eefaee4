"""Alerts on their page and by command: seen, looked after, and over."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bridge.access.roles import AUDITOR, MANAGER
from bridge.alerts.evaluating import evaluate
from bridge.commands import run
from bridge.store.engine import reading, writing
from bridge.store.office_deeds import Wanted, list_deeds
from tests.bridge.alerts.servers import LOOPBACK, mail_server
from tests.bridge.office_core import Core, open_core
from tests.bridge.web.pages.browser import Browser

RULES_OFF = {"MPOS_BRIDGE_ALERTS_RULES_OFF": "sync_late,disk_low"}


@pytest.fixture
def core(tmp_path: Path) -> Iterator[Core]:
    with open_core(tmp_path / "bridge", **RULES_OFF) as core:
        yield core


def a_gap(core: Core, key: bytes = b"t" * 32) -> None:
    """One alert: the first receipt of a terminal is missing."""
    hand = core.terminal(key)
    hand.collect(receipt_no=f"{hand.series}00000002")
    hand.upload()
    evaluate(core.bridge)


def test_an_office_without_alerts_says_so(core: Core) -> None:
    browser = Browser(core)
    browser.sign_in()
    assert "Nothing to look at." in browser.get("/alerts").words


def test_an_alert_is_seen_on_every_page_until_somebody_looks_after_it(core: Core) -> None:
    a_gap(core)
    browser = Browser(core)
    assert "Alerts (1)" in browser.sign_in().words
    page = browser.get("/alerts")
    assert "Receipts missing A00000001" in page.words
    done = browser.submit(page, "/alerts/1/acknowledge")
    assert "You look after Receipts missing, A00000001." in done.words
    assert "looked after by admin, 2026-10-15 09:00" in done.words
    assert "Alerts (1)" not in done.words
    with reading(core.bridge.engine) as conn:
        (deed,) = list_deeds(conn, Wanted(what="alert acknowledged"), 10)
    assert (deed.who, deed.detail) == ("admin", {"alert": 1, "rule": "receipt_gap", "subject": "A00000001"})


def test_an_alert_is_looked_after_by_one(core: Core) -> None:
    a_gap(core)
    browser = Browser(core)
    browser.sign_in()
    page = browser.get("/alerts")
    browser.submit(page, "/alerts/1/acknowledge")
    again = browser.submit(page, "/alerts/1/acknowledge")
    assert again.status == 409
    assert "is looked after already" in again.words


def test_what_is_over_is_kept_with_who_looked_after_it(core: Core) -> None:
    hand = core.terminal()
    hand.collect(receipt_no="A00000002")
    hand.upload()
    evaluate(core.bridge)
    browser = Browser(core)
    browser.sign_in()
    browser.submit(browser.get("/alerts"), "/alerts/1/acknowledge")
    hand.collect(receipt_no="A00000001")
    hand.upload()
    evaluate(core.bridge)
    page = browser.get("/alerts")
    assert "Nothing to look at." in page.words
    assert "Receipts missing A00000001 2026-10-15 09:00 to 2026-10-15 09:00" in page.words


def test_an_auditor_sees_alerts_and_looks_after_none(core: Core) -> None:
    a_gap(core)
    browser = Browser(core)
    browser.become(AUDITOR)
    page = browser.get("/alerts")
    assert "Receipts missing" in page.words
    assert not [form for form in page.forms if form.action.endswith("/acknowledge")]
    token = page.form("/sign-out").values["csrf_token"]
    assert browser.send("/alerts/1/acknowledge", csrf_token=token).status == 403


def test_who_is_limited_to_a_branch_sees_its_alerts_and_leaves_the_offices_to_others(core: Core) -> None:
    core.collector("juan", "MNL-01")
    core.collector("maria", "CEB-01")
    with writing(core.bridge.engine) as conn:
        conn.execute(text("UPDATE collector_code SET branch = substr(collector_code, 1, 3)"))
        made = "'2026-10-15T00:00:00.000+00:00', false, 1, 1, 2, 2, '[]'"
        columns = "made_at, ok, count, amount_due_minor, upstream_count, upstream_amount_due_minor, differences"
        conn.execute(text(f"INSERT INTO comparison ({columns}) VALUES ({made})"))
    for key, login in ((b"t" * 32, "juan"), (b"u" * 32, "maria")):
        hand = core.terminal(key)
        hand.log_in(login)
        hand.collect(receipt_no=f"{hand.series}00000002")
        hand.upload()
    evaluate(core.bridge)
    browser = Browser(core)
    browser.become(MANAGER, ("CEB",))
    page = browser.get("/alerts")
    assert "B00000001" in page.words
    assert "A00000001" not in page.words
    assert "Differs from PSCloud" in page.words
    by_subject = {row.subject: row.alert_id for row in _alerts(core)}
    (form,) = (form for form in page.forms if form.action.endswith("/acknowledge"))
    assert form.action == f"/alerts/{by_subject['B00000001']}/acknowledge"
    token = form.values["csrf_token"]
    assert browser.send(f"/alerts/{by_subject['A00000001']}/acknowledge", csrf_token=token).status == 404
    assert browser.send(f"/alerts/{by_subject['PSCloud']}/acknowledge", csrf_token=token).status == 403


def _alerts(core: Core) -> list[Any]:
    with reading(core.bridge.engine) as conn:
        return list(conn.execute(text("SELECT alert_id, subject FROM alert")))


def test_alerts_are_looked_for_listed_and_looked_after_by_command(
    core: Core, capsys: pytest.CaptureFixture[str]
) -> None:
    hand = core.terminal()
    hand.collect(receipt_no="A00000002")
    hand.upload()
    environ = {"MPOS_BRIDGE_HOME": str(core.bridge.settings.home), **RULES_OFF}
    assert run(["alerts", "check", "--json"], environ, core.clock) == 8
    checked = json.loads(capsys.readouterr().out)
    assert (checked["open"], checked["raised"][0]["subject"], checked["told"]) == (1, "A00000001", 0)
    assert run(["alerts", "acknowledge", "1", "--json"], environ, core.clock) == 0
    assert json.loads(capsys.readouterr().out)["acknowledged_by"] == "command line"
    assert run(["alerts", "acknowledge", "1"], environ, core.clock) == 4
    capsys.readouterr()
    assert run(["alerts", "list", "--json"], environ, core.clock) == 0
    (item,) = json.loads(capsys.readouterr().out)["items"]
    assert (item["id"], item["rule"], item["raised_at"]) == (1, "receipt_gap", "2026-10-15T09:00:00.000+08:00")
    hand.collect(receipt_no="A00000001")
    hand.upload()
    assert run(["alerts", "check"], environ, core.clock) == 0
    assert "Healed: Receipts missing, A00000001.\nNothing to look at." in capsys.readouterr().out
    assert run(["alerts", "list"], environ, core.clock) == 0
    assert capsys.readouterr().out == "No alerts.\n"


def test_the_rules_are_listed_with_those_that_are_off(core: Core, capsys: pytest.CaptureFixture[str]) -> None:
    environ = {"MPOS_BRIDGE_HOME": str(core.bridge.settings.home), **RULES_OFF}
    assert run(["alerts", "list", "--rules", "--json"], environ, core.clock) == 0
    off = [each["rule"] for each in json.loads(capsys.readouterr().out)["items"] if not each["on"]]
    assert off == ["sync_late", "disk_low"]


def test_a_test_message_shows_whether_a_channel_works(core: Core, capsys: pytest.CaptureFixture[str]) -> None:
    environ = {"MPOS_BRIDGE_HOME": str(core.bridge.settings.home), **RULES_OFF}
    assert run(["alerts", "test"], environ, core.clock) == 2
    with mail_server() as (box, port):
        wanted = {"mail_to": "a@example.com", "mail_from": "m@example.com", "smtp_host": LOOPBACK}
        wanted |= {"smtp_port": str(port), "smtp_security": "none"}
        environ |= {f"MPOS_BRIDGE_ALERTS_{name.upper()}": value for name, value in wanted.items()}
        assert run(["alerts", "test", "--json"], environ, core.clock) == 0
        assert [mail["Subject"] for mail in box.mails] == ["MPOS: test of alerts"]
        box.refuses = "554 no"
        capsys.readouterr()
        assert run(["alerts", "test", "--json"], environ, core.clock) == 3
        (item,) = json.loads(capsys.readouterr().out)["items"]
        assert (item["channel"], item["ok"]) == ("mail", False)
        assert "554 no" in item["detail"]


def test_an_audit_is_kept_for_the_alerts(core: Core) -> None:
    hand = core.terminal()
    hand.collect(receipt_no="A00000002")
    hand.upload()
    environ = {"MPOS_BRIDGE_HOME": str(core.bridge.settings.home), **RULES_OFF}
    assert run(["audit"], environ, core.clock) == 8
    assert "audit_failed" in {each.rule for each in evaluate(core.bridge).raised}
