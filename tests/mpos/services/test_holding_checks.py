"""Post-dated checks: no payment before their day, none lost, and none taken twice."""

from pathlib import Path

import pytest

from tests.mpos.office_at_work import SOA, Office
from tests.mpos.terminal_at_work import TerminalAtWork

TOMORROW = "2026-11-23"
CHECK = f"200:BDO:0012345:{TOMORROW}"


@pytest.fixture
def holding(open_terminal: TerminalAtWork) -> TerminalAtWork:
    """A check over 200.00 of tomorrow is in keeping for SOA-1000."""
    open_terminal.ask("check", "hold", SOA, CHECK)
    return open_terminal


@pytest.fixture
def its_day(holding: TerminalAtWork) -> TerminalAtWork:
    """The check's day has come."""
    holding.close_day()
    holding.clock.move(days=1)
    holding.open_registry()
    return holding


def code_of(answer: dict[str, dict[str, str]]) -> str:
    return answer["error"]["code"]


def test_a_post_dated_check_is_no_payment(open_terminal: TerminalAtWork) -> None:
    told = open_terminal.ask("collect", SOA, "--check", CHECK, exit_code=4)
    assert code_of(told) == "post_dated_check"
    assert "mpos check hold" in told["error"]["hint"]
    manual = ("or-entry", "--manual-or", "7", "--customer-no", "1000", "--check", CHECK)
    assert code_of(open_terminal.ask(*manual, exit_code=4)) == "post_dated_check"
    assert "payment_recorded" not in open_terminal.kinds


def test_a_check_of_today_is_a_payment_and_not_held(open_terminal: TerminalAtWork) -> None:
    today = "200:BDO:0012345:2026-11-22"
    assert code_of(open_terminal.ask("check", "hold", SOA, today, exit_code=4)) == "not_post_dated"
    assert open_terminal.ask("collect", SOA, "--check", today)["amount"] == "200.00"


def test_it_is_acknowledged_under_a_number_of_its_own(open_terminal: TerminalAtWork, tmp_path: Path) -> None:
    open_terminal.print_to(tmp_path / "paper")
    answer = open_terminal.ask("check", "hold", SOA, CHECK)
    wanted = {
        "ack_no": "A-P00000001",
        "soa_no": SOA,
        "amount": "200.00",
        "bank": "BDO",
        "check_no": "0012345",
        "check_date": TOMORROW,
        "printed": True,
    }
    assert wanted.items() <= answer.items()
    assert b"POST-DATED CHECK" in (tmp_path / "paper").read_bytes()


def test_it_is_outside_of_all_totals_and_a_memo_on_the_reading(holding: TerminalAtWork) -> None:
    assert holding.due() == "1275.50"
    x = holding.ask("x-reading")
    assert (x["gross"], x["expected_cash"], x["by_method"]["check"]) == ("0.00", "500.00", "0.00")
    assert (x["checks_taken"], x["checks_taken_amount"]) == (1, "200.00")
    assert (x["checks_held"], x["checks_held_amount"]) == (1, "200.00")
    assert "A-P00000001" in holding.ask("collection-report", "--preview")["text"]


def test_the_same_check_is_not_taken_twice(holding: TerminalAtWork) -> None:
    assert code_of(holding.ask("check", "hold", SOA, CHECK, exit_code=4)) == "check_held_already"


@pytest.mark.parametrize("bank", ["bdo", "Bdo"])
def test_nor_under_another_spelling_of_its_bank(holding: TerminalAtWork, bank: str) -> None:
    again = CHECK.replace("BDO", bank)
    assert code_of(holding.ask("check", "hold", SOA, again, exit_code=4)) == "check_held_already"


def test_nor_as_a_payment_beside_its_keeping(its_day: TerminalAtWork) -> None:
    told = its_day.ask("collect", SOA, "--check", CHECK, exit_code=4)
    assert code_of(told) == "check_held_already"
    assert "A-P00000001" in told["error"]["message"]
    its_day.ask("check", "return", "A-P00000001", "--reason", "taken as it is")
    assert its_day.ask("collect", SOA, "--check", CHECK)["amount"] == "200.00"


def test_it_is_not_collected_before_its_day(holding: TerminalAtWork) -> None:
    assert code_of(holding.ask("check", "collect", "A-P00000001", exit_code=4)) == "check_not_yet_due"
    listed = holding.ask("check", "list")
    assert (listed["count"], listed["amount"]) == (1, "200.00")
    assert listed["items"][0] == {
        "ack_no": "A-P00000001",
        "soa_no": SOA,
        "customer_no": "1000",
        "customer_name": listed["items"][0]["customer_name"],
        "business_date": "2026-11-22",
        "amount": "200.00",
        "bank": "BDO",
        "check_no": "0012345",
        "check_date": TOMORROW,
    }
    assert holding.ask("check", "list", "--due")["count"] == 0


def test_on_its_day_it_becomes_a_payment_that_names_it(its_day: TerminalAtWork, office: Office) -> None:
    assert [item["ack_no"] for item in its_day.ask("check", "list", "--due")["items"]] == ["A-P00000001"]
    taken = its_day.ask("check", "collect", "A-P00000001")
    assert (taken["amount"], taken["soa_no"], taken["tenders"][0]["check_date"]) == ("200.00", SOA, TOMORROW)
    assert its_day.due() == "1075.50"
    x = its_day.ask("x-reading")
    assert (x["by_method"]["check"], x["checks_taken"], x["checks_held"]) == ("200.00", 0, 0)
    its_day.ask("upload")
    office.sync()
    assert office.posted == [("A00000001", 20_000, "posted")]


def test_it_is_collected_once(its_day: TerminalAtWork) -> None:
    its_day.ask("check", "collect", "A-P00000001")
    assert code_of(its_day.ask("check", "collect", "A-P00000001", exit_code=4)) == "check_not_held"
    assert code_of(its_day.ask("check", "return", "A-P00000001", "--reason", "x", exit_code=4)) == "check_not_held"


def test_it_is_in_keeping_again_when_its_payment_is_voided(its_day: TerminalAtWork) -> None:
    its_day.ask("check", "collect", "A-P00000001")
    its_day.ask("void", "A00000001", "--reason", "wrong customer")
    assert its_day.ask("check", "list")["count"] == 1
    assert its_day.ask("check", "collect", "A-P00000001")["receipt_no"] == "A00000002"


def test_what_it_is_worth_beyond_what_is_due_needs_a_word(its_day: TerminalAtWork) -> None:
    its_day.collect("1200")
    told = its_day.ask("check", "collect", "A-P00000001", exit_code=4)
    assert code_of(told) == "more_than_due"
    taken = its_day.ask("check", "collect", "A-P00000001", "--advance")
    assert (taken["advance"], taken["balance_after"]) == ("124.50", "0.00")


def test_one_that_goes_back_is_no_payment_and_may_be_held_anew(holding: TerminalAtWork) -> None:
    answer = holding.ask("check", "return", "A-P00000001", "--reason", "customer pays cash")
    assert (answer["ack_no"], answer["reason"]) == ("A-P00000001", "customer pays cash")
    assert holding.ask("check", "list")["items"] == []
    assert holding.ask("x-reading")["checks_held"] == 0
    assert holding.ask("check", "hold", SOA, CHECK)["ack_no"] == "A-P00000002"


def test_an_unknown_number_is_named(open_terminal: TerminalAtWork) -> None:
    assert code_of(open_terminal.ask("check", "collect", "A-P9", exit_code=4)) == "unknown_held_check"


def test_a_revoked_device_takes_no_check(holding: TerminalAtWork, office: Office) -> None:
    office.revoke("T001")
    holding.run("upload")
    assert code_of(holding.ask("check", "hold", SOA, f"1:BPI:1:{TOMORROW}", exit_code=6)) == "terminal_revoked"


def test_rows_follow_from_the_journal(its_day: TerminalAtWork) -> None:
    its_day.ask("check", "collect", "A-P00000001")
    tables = ("held_check", "check_settled")
    before = [its_day.rows(f"SELECT * FROM {table}") for table in tables]
    its_day.change_store(*(f"DELETE FROM {table}" for table in reversed(tables)))
    assert [row["table"] for row in its_day.ask("rebuild")["rows"]] == list(tables)
    assert [its_day.rows(f"SELECT * FROM {table}") for table in tables] == before
    assert {check["name"]: check["ok"] for check in its_day.ask("doctor")["checks"]}["rows"]
