"""The start page, and the command that says the same."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from bridge.access.roles import MANAGER
from bridge.commands import run
from bridge.store.engine import writing
from mpos.contract.clock import write_instant
from mpos.contract.wire import CONTACT_HEADER, JOURNAL, Contact, contact_wire
from tests.bridge.office_core import Core, Hand, a_soa, open_core
from tests.bridge.web.pages.browser import Browser


@pytest.fixture
def core(tmp_path: Path) -> Iterator[Core]:
    with open_core(tmp_path / "bridge") as core:
        yield core


def say(hand: Hand, **fields: Any) -> None:
    """A contact of the terminal."""
    now = write_instant(hand.core.clock.now())
    contact = Contact(now, "0.1.0", "2026-10-15", "open", "juan", 0, None, None, "0.00", 0, 0, "0.00")
    headers = {CONTACT_HEADER: json.dumps(contact_wire(contact._replace(**fields)))}
    assert hand.ask("POST", JOURNAL, json={"entries": [], "seal": "", "fates_after": 0}, headers=headers).is_success


def change(core: Core, statement: str, **values: object) -> None:
    with writing(core.bridge.engine) as conn:
        conn.execute(text(statement), values)


def a_download(core: Core, reason: str | None = None, *, started: str = "2026-10-15T00:30:00.000+00:00") -> None:
    columns = "scope, status, started_at, finished_at, total, succeeded, as_of, reason"
    values = "'whole', 'completed', :at, :at, 9, 9, 'x', :reason"
    change(core, f"INSERT INTO download ({columns}) VALUES ({values})", at=started, reason=reason)


def test_a_new_office_is_told_that_there_was_no_download_and_that_nothing_waits(core: Core) -> None:
    page = Browser(core).sign_in()
    assert page.path == "/today"
    assert page.status == 200
    assert "Download never" in page.words
    assert "Waits for a person Nothing." in page.words


def test_each_payment_is_shown_where_it_is(core: Core) -> None:
    hand = core.terminal()
    payments = [hand.collect(amount_minor=amount) for amount in (125_050, 10_000, 7_000, 3_000)]
    hand.void(hand.collect(amount_minor=500))
    hand.upload()
    for status, payment in zip(("completed", "failed", "pending"), payments[1:], strict=True):
        change(core, f"UPDATE payment SET status = '{status}' WHERE payment_id = :id", id=payment.payment_id)
    say(hand, pending_entries=2, last_receipt_no="A00000099", pending_payments=2, pending_amount="77.00")
    words = Browser(core).sign_in().words
    for said in (
        "On terminals, as far as known 77.00 2 payments",
        "For approval 30.00 1 payment ",
        "To be posted 1,250.50 1 payment ",
        "In PSCloud 100.00 1 payment ",
        "Refused 70.00 1 payment ",
        "Voided 5.00 1 payment ",
        "Approvals 1 30.00",
        "Refused 1 70.00",
    ):
        assert said in words, said


def test_what_earlier_days_have_still_open_is_told_apart_from_today(core: Core) -> None:
    hand = core.terminal()
    hand.collect(amount_minor=900)
    hand.upload()
    core.clock.move(days=1)
    words = Browser(core).sign_in().words
    assert "To be posted 0.00 0 payments" in words
    assert "Of earlier days, still on the way or refused: 9.00 (1 payment)" in words
    assert "Thu 15 Oct 9.00 (1)" in words


def test_a_download_whose_sums_agree_is_complete_and_one_of_yesterday_is_not_today(core: Core) -> None:
    a_download(core)
    browser = Browser(core)
    assert "Download complete" in browser.sign_in().words
    a_download(core, "PSCloud counts 10 SOAs")
    assert "Download differs PSCloud counts 10 SOAs" in browser.get("/today").words
    core.clock.move(hours=15)  # Midnight, in Manila.
    browser.sign_in()
    assert "Download not yet today" in browser.get("/today").words


def test_the_last_comparison_names_the_soas_that_differ(core: Core) -> None:
    a_download(core)
    core.collector("juan", "MNL-01", "CEB-01")
    change(core, "UPDATE collector_code SET branch = substr(collector_code, 1, 3)")
    differences = [
        {"soa_no": f"SOA-{code}", "collector_code": code, "kind": "missing", "reason": "not downloaded yet"}
        for code in ("MNL-01", "CEB-01")
    ]
    change(
        core,
        "INSERT INTO comparison (made_at, ok, count, amount_due_minor, upstream_count, upstream_amount_due_minor,"
        " differences) VALUES ('2026-10-15T00:50:00.000+00:00', false, 1, 1, 3, 3, :differences)",
        differences=json.dumps(differences),
    )
    browser = Browser(core)
    everything = browser.sign_in().words
    assert "Download differs" in everything
    assert "SOA-MNL-01 MNL-01 missing not downloaded yet SOA-CEB-01" in everything
    of_branch = browser.become(MANAGER, ("CEB",)).words
    assert "SOA-CEB-01" in of_branch
    assert "SOA-MNL-01" not in of_branch


def test_a_terminal_shows_its_battery_printer_and_clock_and_the_one_that_wants_a_look_comes_first(core: Core) -> None:
    quiet, urgent = core.terminal(), core.terminal(b"u" * 32)
    say(quiet, day="closed", battery_percent=88, printer="ok")
    core.clock.move(minutes=-3)
    at = write_instant(core.clock.now())
    core.clock.move(minutes=3)
    say(urgent, sent_at=at, pending_entries=4, oldest_pending_at=at, battery_percent=9, printer="paper_out")
    words = Browser(core).sign_in().words
    assert words.index("T002") < words.index("T001")
    assert "paper out 9 % low 3 min 0 s behind 0.1.0" in words
    assert "closed 0 0.00 ok 88 % right 0.1.0" in words


def test_a_terminal_of_an_older_version_says_less_and_is_shown_all_the_same(core: Core) -> None:
    hand = core.terminal()
    say(hand)
    change(core, "UPDATE terminal SET contact = json_remove(contact, '$.battery_percent', '$.printer')")
    assert "T001 2026-10-15 09:00 open 0 0.00 right 0.1.0" in Browser(core).sign_in().words


def test_dues_are_shown_by_how_long_they_are_overdue(core: Core) -> None:
    for number, due in enumerate(("2026-10-15", "2026-10-14", "2026-09-15", "2026-09-14", "2026-07-17", "2026-07-16")):
        core.keep(a_soa(f"S{number}", balance_minor=100 * 10**number)._replace(due_date=due))
    core.keep(a_soa("GONE", balance_minor=5_000_000), status="settled")
    words = Browser(core).sign_in().words
    assert "Current 1.00 (1 SOAs)" in words
    assert "1 to 30 days 110.00 (2 SOAs)" in words
    assert "31 to 60 days 1,000.00 (1 SOAs)" in words
    assert "61 to 90 days 10,000.00 (1 SOAs)" in words
    assert "Over 90 days 100,000.00 (1 SOAs)" in words


def test_who_is_limited_to_a_branch_sees_its_payments_dues_and_terminals_only(core: Core) -> None:
    core.collector("juan", "MNL-01")
    core.collector("maria", "CEB-01")
    change(core, "UPDATE collector_code SET branch = substr(collector_code, 1, 3)")
    for hand, login, code in ((core.terminal(), "juan", "MNL-01"), (core.terminal(b"u" * 32), "maria", "CEB-01")):
        hand.log_in(login)
        hand.collect(collector_code=code, amount_minor=11_100 if code == "MNL-01" else 22_200)
        hand.upload()
    core.keep(a_soa("S1", "MNL-01", balance_minor=33_300)._replace(branch="MNL"))
    core.keep(a_soa("S2", "CEB-01", balance_minor=44_400)._replace(branch="CEB"))
    words = Browser(core).become(MANAGER, ("CEB",)).words
    assert "222.00" in words
    assert "444.00" in words
    assert "T002" in words
    for of_others in ("111.00", "333.00", "T001"):
        assert of_others not in words


def test_the_command_says_the_same_to_people_and_to_programs(core: Core, capsys: pytest.CaptureFixture[str]) -> None:
    a_download(core)
    hand = core.terminal()
    hand.collect(amount_minor=125_050)
    hand.upload()
    say(hand, cash_in_hand="1250.50", battery_percent=50, printer="ok")
    environ = {"MPOS_BRIDGE_HOME": str(core.bridge.settings.home)}
    assert run(["today", "--json"], environ, core.clock) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["business_date"] == "2026-10-15"
    assert (told["download"]["verdict"], told["download"]["complete"]) == ("complete", True)
    assert told["payments"]["to_post"] == {"payments": 1, "amount": "1250.50"}
    assert told["collections"]["by_day"][-1] == {"business_date": "2026-10-15", "payments": 1, "amount": "1250.50"}
    (terminal,) = told["terminals"]["items"]
    assert (terminal["battery_percent"], terminal["printer"], terminal["cash_in_hand"]) == (50, "ok", "1250.50")
    assert run(["today"], environ, core.clock) == 0
    said = capsys.readouterr().out
    assert "Download: complete, 2026-10-15 08:30." in said
    assert "At the office, to be posted\t1\t1250.50" in said
    assert "Nothing waits for a person." in said
