"""What other systems read and do, as pages and commands show it."""

import json
from typing import Any

import pytest

from bridge.access.actor import holder_of_the_home
from bridge.commands import run
from bridge.connector.opening import open_back_office
from bridge.deeds.reconcile_day import reconcile_day
from bridge.soas.comparing import compare_and_keep
from bridge.store.alerts import Finding, raise_alert
from bridge.store.engine import writing
from scripts.pscloud_sandbox import FaultKind
from tests.bridge.pscloud_office import DAY, Office
from tests.bridge.web.office.caller import Connected


def test_today_is_what_the_command_says(line: Connected, capsys: pytest.CaptureFixture[str]) -> None:
    line.office.collect("SOA-1000", 50_000, "A1")
    told = line.caller("today:read").get("/today")
    assert told == _said(line.office, capsys, "today")
    assert told["payments"]["to_post"] == {"payments": 1, "amount": "500.00"}


def test_soas_come_page_by_page_and_are_found_by_words(line: Connected) -> None:
    caller = line.caller("soas:read")
    for sort in ("due", "amount", "name"):
        found = caller.every("/soas", limit=1, sort=sort)
        assert sorted(each["soa_no"] for each in found) == ["SOA-1000", "SOA-2000", "SOA-3000"]
    page = caller.get("/soas", search="SOA-2000")
    assert [each["amount_due"] for each in page["items"]] == ["80.08"]
    assert (page["count"], page["upstream_amount_due"]) == (1, "80.08")
    assert caller.get("/soas", min_amount="1000.00", collector_code="C391")["count"] == 1


def test_one_soa_has_its_invoices_and_what_was_paid_on_it(line: Connected, capsys: pytest.CaptureFixture[str]) -> None:
    payment = line.office.collect("SOA-1000", 50_000, "A1")
    soa = line.caller("soas:read").get("/soas/SOA-1000")
    assert soa == _said(line.office, capsys, "soa", "show", "SOA-1000")
    assert (soa["amount_due"], soa["upstream_amount_due"]) == ("750.50", "1250.50")
    assert [each["payment_id"] for each in soa["collected"]] == [payment.payment_id]
    assert line.caller("soas:read").refused("/soas/SOA-9999") == (404, "no_soa")


def test_payments_are_filtered_paged_and_added_up(line: Connected, capsys: pytest.CaptureFixture[str]) -> None:
    office, caller = line.office, line.caller("payments:read")
    payments = [office.collect("SOA-1000", 1_000 * count, "A1") for count in range(1, 6)]
    office.void(payments[0])
    listed = caller.every("/payments", limit=2)
    assert [each["receipt_no"] for each in listed] == [each.receipt_no for each in reversed(payments)]
    assert listed == _said(office, capsys, "payments", "list")["items"]
    assert len(caller.every("/payments", limit=1, voided="true")) == 1
    assert caller.get("/payments", date="2026-10-14")["items"] == []
    totals = caller.get("/payment-totals", collector_code="C391")
    assert (totals["count"], totals["active"], totals["voided"]) == (5, "140.00", "10.00")
    in_cash = caller.get("/payment-totals", method="cash")
    assert in_cash["by_method"] == {"cash": {"count": 4, "amount": "140.00"}}
    assert caller.get("/payment-totals", method="check")["count"] == 0


def test_a_payment_is_told_from_its_entry_to_pscloud(line: Connected, capsys: pytest.CaptureFixture[str]) -> None:
    office, caller = line.office, line.caller("payments:read")
    payment = office.collect("SOA-1000", 50_000, "A1")
    office.bad_day(FaultKind.STATUS, status=503, times=1)
    office.sync()
    office.sync()
    told = caller.get(f"/payments/{payment.receipt_no}")
    assert told == _said(office, capsys, "payments", "show", payment.payment_id)
    assert told["status"] == "completed"
    assert told["payment_no"]
    assert caller.refused("/payments/A99999999") == (404, "not_found")


def test_another_system_approves_a_payment_once_and_that_is_a_deed(line: Connected) -> None:
    office = line.office
    payment = office.collect("SOA-1000", 50_000, "A1")
    office.change("UPDATE payment SET status = 'pending'")
    office.change("DELETE FROM posting")
    caller = line.caller("payments:approve")
    answer = caller.send("POST", f"/payments/{payment.payment_id}/approval")
    assert (answer.status_code, answer.json()["status"]) == (200, "approved")
    assert answer.json()["approved_by"].startswith("API key system")
    assert caller.refused(f"/payments/{payment.payment_id}/approval", "POST") == (409, "nothing_to_do")
    assert office.value("SELECT count(*) FROM office_deed WHERE what = 'payment approved'") == 1
    office.sync(download=False)
    assert office.posted == [(payment.receipt_no, 50_000)]


def test_downloads_are_listed_and_run(line: Connected) -> None:
    office, caller = line.office, line.caller("downloads:read", "downloads:run")
    office.sync(post=False)
    assert [each["id"] for each in caller.every("/downloads", limit=1)] == [2, 1]
    begun = caller.send("POST", "/downloads", json={"whole": True})
    assert begun.status_code == 200, begun.text
    assert (begun.json()["id"], begun.json()["scope"]) == (3, "whole")
    assert begun.json()["asked_by"].startswith("API key")
    assert caller.get("/downloads/3/failures")["items"] == []
    assert caller.refused("/downloads/4") == (404, "not_found")
    assert caller.refused("/downloads", "POST", json={"whole": "yes"}) == (400, "bad_query")
    assert caller.refused("/downloads", "POST", content=b"{") == (400, "bad_query")


def test_records_that_failed_are_told_with_what_healed_them(line: Connected) -> None:
    office, caller = line.office, line.caller("downloads:read")
    office.bad_day(FaultKind.MALFORMED_RECORD)
    office.sync(post=False, whole=True)
    newest = caller.get("/downloads", limit=1)["items"][0]
    failures = caller.every(f"/downloads/{newest['id']}/failures", limit=1)
    assert len(failures) == newest["failed"] > 0


def test_codes_terminals_and_alerts_are_told(line: Connected) -> None:
    office = line.office
    caller = line.caller()
    assert [each["collector_code"] for each in caller.every("/codes", limit=1)] == ["C391", "C406"]
    assert [each["terminal_id"] for each in caller.every("/terminals", limit=1)] == ["T001"]
    assert caller.get("/terminals/T001")["series_prefix"] == "A"
    assert caller.refused("/terminals/T002") == (404, "not_found")
    with writing(office.bridge.engine) as conn:
        for subject in ("one", "two", "three"):
            raise_alert(conn, Finding("sync_late", subject, "as an example"), office.clock.now())
    assert [each["subject"] for each in caller.every("/alerts", limit=2)] == ["three", "two", "one"]
    assert caller.get("/alerts/1")["subject"] == "one"
    assert caller.get("/healed-alerts")["items"] == []
    assert caller.refused("/alerts/9") == (404, "not_found")


def test_the_last_comparison_is_told(line: Connected) -> None:
    caller, bridge = line.caller("reconciliations:read"), line.office.bridge
    assert caller.refused("/comparison") == (404, "not_found")
    with open_back_office(bridge) as pscloud:
        compare_and_keep(bridge, pscloud, holder_of_the_home(None))
    told = caller.get("/comparison")
    assert (told["ok"], told["count"], told["upstream_count"]) == (True, 3, 3)


def test_days_held_against_pscloud_are_told_with_what_differs(line: Connected) -> None:
    office, caller = line.office, line.caller("reconciliations:read")
    office.collect("SOA-1000", 50_000, "A1")
    office.sync()
    office.world.books.postings.clear()
    for _ in range(2):
        reconcile_day(office.bridge, holder_of_the_home(None), DAY.isoformat())
    newest, older = caller.every("/reconciliations", limit=1)
    assert (newest["id"], older["id"], newest["verdict"]) == (2, 1, "differs")
    assert newest["ours"] == {"count": 1, "amount": "500.00"}
    (differing,) = caller.every("/reconciliations/2/differences", limit=1)
    assert (differing["ours"], differing["theirs"]) == ("500.00", None)
    assert caller.get("/reconciliations", business_date="2026-10-16")["items"] == []
    assert caller.refused("/reconciliations/3/differences") == (404, "not_found")
    assert line.caller(branches=("Cebu",)).refused("/reconciliations") == (403, "all_branches_needed")


def test_a_key_of_one_branch_sees_and_changes_nothing_of_another(line: Connected) -> None:
    office = line.office
    office.change("UPDATE collector_code SET branch = 'Manila' WHERE collector_code = 'C391'")
    office.change("UPDATE collector_code SET branch = 'Cebu' WHERE collector_code = 'C406'")
    office.change("UPDATE soa SET branch = 'Manila' WHERE collector_code = 'C391'")
    office.change("UPDATE soa SET branch = 'Cebu' WHERE collector_code = 'C406'")
    payment = office.collect("SOA-1000", 50_000, "A1")
    office.change("UPDATE payment SET status = 'pending'")
    cebu = line.caller(branches=("Cebu",))
    assert [each["collector_code"] for each in cebu.get("/codes")["items"]] == ["C406"]
    assert [each["soa_no"] for each in cebu.get("/soas")["items"]] == ["SOA-3000"]
    assert cebu.get("/payments")["items"] == cebu.get("/terminals")["items"] == []
    assert cebu.get("/payment-totals")["count"] == 0
    for path in ("/soas/SOA-1000", f"/payments/{payment.payment_id}", f"/payments/{payment.receipt_no}"):
        assert cebu.refused(path)[0] == 404
    assert cebu.refused(f"/payments/{payment.payment_id}/approval", "POST") == (404, "not_found")
    assert office.status(payment) == "pending"
    assert line.caller(branches=("Manila",)).get("/payments")["items"][0]["amount"] == "500.00"


def test_a_key_of_one_branch_is_told_of_no_codes_of_another(line: Connected) -> None:
    office = line.office
    office.change("UPDATE collector_code SET branch = 'Manila' WHERE collector_code = 'C391'")
    office.change("UPDATE collector_code SET branch = 'Cebu' WHERE collector_code = 'C406'")
    for code in ("C391", "C406"):
        office.change(f"INSERT INTO terminal_code VALUES ('T001', '{code}')")
    cebu, everywhere = line.caller(branches=("Cebu",)), line.caller()
    for told, codes in ((cebu, ["C406"]), (everywhere, ["C391", "C406"])):
        assert told.get("/terminals/T001")["kept_to"] == codes
        assert [each["kept_to"] for each in told.get("/terminals")["items"]] == [codes]


@pytest.mark.parametrize(
    "cursor", ["x", "WzFd", "bnVsbA==", "WyJcdWQ4MDAiLCAiXHUwMDAwIiwgIiJd", "W1tbW1tbW1tb", "é", "WzEuNSwgMiwgM10="]
)
def test_a_cursor_that_was_not_given_here_is_refused(line: Connected, cursor: str) -> None:
    caller = line.caller()
    for path in ("/soas", "/payments", "/terminals"):
        assert caller.refused(path, params={"cursor": cursor}) == (400, "bad_query")


def _said(office: Office, capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    """What the command prints in the same office."""
    environ = {"MPOS_BRIDGE_HOME": str(office.bridge.settings.home), "MPOS_BRIDGE_PSCLOUD_KEY": "a-key-for-tests"}
    environ["MPOS_BRIDGE_DATABASE_URL"] = office.bridge.settings.database_url
    capsys.readouterr()
    assert run([*words, "--json"], environ, office.clock) == 0
    return json.loads(capsys.readouterr().out)
