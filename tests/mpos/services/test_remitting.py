"""Cash handed over: it lowers what the box should hold before the count, and is part of what was found after it."""

from pathlib import Path

import pytest

from tests.mpos.office_at_work import Office
from tests.mpos.terminal_at_work import NoNetwork, TerminalAtWork


def in_hand(terminal: TerminalAtWork) -> str:
    return str(terminal.ask("status")["cash_in_hand"])


def test_it_takes_a_number_of_its_own_and_leaves_the_rest_in_hand(open_terminal: TerminalAtWork) -> None:
    open_terminal.collect("100")
    first = open_terminal.ask("remit", "--amount", "350", "--to", "Cashier Cruz", "--reference", "DEP-1")
    wanted = {
        "remittance_no": "A-R00000001",
        "amount": "350.00",
        "count": [],
        "handed_to": "Cashier Cruz",
        "reference": "DEP-1",
        "business_date": "2026-11-22",
        "cash_in_hand": "250.00",
        "printed": False,
    }
    assert wanted.items() <= first.items()
    assert open_terminal.ask("remit", "--count", "100x2", "--count", "50x1")["remittance_no"] == "A-R00000002"
    assert in_hand(open_terminal) == "0.00"
    assert open_terminal.kinds[-2:] == ["cash_remitted", "cash_remitted"]


def test_notes_and_coins_are_told_largest_first(open_terminal: TerminalAtWork) -> None:
    answer = open_terminal.ask("remit", "--count", "20x1", "--count", "100x2", "--count", "100x1", "--amount", "320")
    assert answer["count"] == [{"denomination": "100.00", "pieces": 3}, {"denomination": "20.00", "pieces": 1}]


def test_a_count_that_differs_from_the_amount_is_refused(open_terminal: TerminalAtWork) -> None:
    told = open_terminal.ask("remit", "--count", "100x3", "--amount", "320", exit_code=2)
    assert told["error"]["code"] == "count_differs"
    assert "cash_remitted" not in open_terminal.kinds


def test_nobody_hands_over_more_than_is_in_hand(open_terminal: TerminalAtWork) -> None:
    open_terminal.ask("remit", "--amount", "500")
    assert open_terminal.ask("remit", "--amount", "0.01", exit_code=4)["error"]["code"] == "more_than_in_hand"


def test_what_went_before_the_count_is_not_expected_in_the_box(open_terminal: TerminalAtWork) -> None:
    open_terminal.collect("100")
    open_terminal.ask("remit", "--amount", "400")
    x = open_terminal.ask("x-reading")
    assert (x["remitted"], x["expected_cash"], x["change_fund"]) == ("400.00", "200.00", "500.00")
    counted = open_terminal.ask("close-registry", "--count", "100x2")
    assert (counted["expected_cash"], counted["over_short"]) == ("200.00", "0.00")
    z = open_terminal.ask("z-reading")
    assert (z["remitted"], z["expected_cash"], z["counted_cash"], z["over_short"]) == (
        "400.00",
        "200.00",
        "200.00",
        "0.00",
    )


def test_what_goes_after_the_count_changes_neither_the_count_nor_the_z_reading(open_terminal: TerminalAtWork) -> None:
    open_terminal.collect("100")
    open_terminal.ask("close-registry", "--count", "100x5")
    open_terminal.ask("remit", "--amount", "450")
    assert in_hand(open_terminal) == "50.00"
    z = open_terminal.ask("z-reading")
    assert (z["expected_cash"], z["counted_cash"], z["over_short"]) == ("600.00", "500.00", "-100.00")
    assert (z["remitted"], z["remitted_after_count"]) == ("0.00", "450.00")
    assert open_terminal.ask("remit", "--amount", "50.01", exit_code=4)["error"]["code"] == "more_than_in_hand"
    assert open_terminal.ask("remit", "--amount", "50")["cash_in_hand"] == "0.00"


def test_before_a_blind_count_nobody_is_told_what_is_left(open_terminal: TerminalAtWork) -> None:
    policy = '{"business": {}, "policy": {"blind_count": true}}'
    open_terminal.change_store(f"INSERT OR REPLACE INTO setting VALUES ('office', '{policy}')")
    assert open_terminal.ask("remit", "--amount", "100")["cash_in_hand"] is None
    assert "in hand" not in open_terminal.run("remit", "--amount", "100").out
    open_terminal.ask("close-registry", "--count", "100x3")
    assert open_terminal.ask("remit", "--amount", "100")["cash_in_hand"] == "200.00"


def test_a_recount_finds_what_is_left(open_terminal: TerminalAtWork) -> None:
    open_terminal.ask("close-registry", "--count", "100x5")
    open_terminal.ask("remit", "--amount", "300")
    again = open_terminal.ask("close-registry", "--count", "100x2", "--recount")
    assert (again["expected_cash"], again["over_short"]) == ("200.00", "0.00")
    assert in_hand(open_terminal) == "200.00"
    z = open_terminal.ask("z-reading")
    assert (z["remitted"], z["remitted_after_count"], z["over_short"]) == ("300.00", "0.00", "0.00")


def test_cash_stays_in_hand_after_the_z_reading_until_it_is_handed_over(
    open_terminal: TerminalAtWork, office: Office
) -> None:
    open_terminal.collect("100")
    open_terminal.ask("close-registry", "--count", "100x6")
    open_terminal.ask("z-reading")
    open_terminal.ask("upload")
    assert office.rows("SELECT json_extract(contact, '$.cash_in_hand') FROM terminal") == [("600.00",)]
    remitted = open_terminal.ask("remit", "--count", "100x6")
    assert remitted["business_date"] == "2026-11-22"
    open_terminal.ask("upload")
    assert office.rows("SELECT json_extract(contact, '$.cash_in_hand') FROM terminal") == [("0.00",)]
    assert open_terminal.rows("SELECT business_date FROM journal WHERE kind = 'cash_remitted'") == [("2026-11-22",)]


def test_the_next_day_begins_with_its_change_fund_alone(open_terminal: TerminalAtWork) -> None:
    open_terminal.ask("close-registry", "--count", "100x5")
    open_terminal.ask("z-reading")
    open_terminal.ask("remit", "--amount", "300")
    open_terminal.clock.move(days=1)
    open_terminal.open_registry("200")
    assert in_hand(open_terminal) == "200.00"
    assert open_terminal.ask("x-reading")["remitted"] == "0.00"


def test_a_payment_voided_after_its_cash_was_handed_over_leaves_a_day_that_can_be_closed(
    open_terminal: TerminalAtWork,
) -> None:
    receipt_no = open_terminal.collect("100")["receipt_no"]
    open_terminal.ask("remit", "--amount", "600")
    open_terminal.ask("void", receipt_no, "--reason", "wrong customer")
    assert in_hand(open_terminal) == "0.00"
    counted = open_terminal.ask("close-registry", "--count", "0.01x0")
    assert (counted["expected_cash"], counted["over_short"]) == ("-100.00", "100.00")
    assert open_terminal.ask("z-reading")["expected_cash"] == "-100.00"
    open_terminal.ask("upload")
    assert open_terminal.ask("rebuild")["rows"] == []


def test_a_revoked_device_brings_its_cash_in(open_terminal: TerminalAtWork, office: Office) -> None:
    office.revoke("T001")
    open_terminal.run("upload")
    assert open_terminal.ask("remit", "--amount", "500")["cash_in_hand"] == "0.00"


def test_before_the_first_day_there_is_no_cash(terminal: TerminalAtWork) -> None:
    assert terminal.ask("remit", "--amount", "1", exit_code=4)["error"]["code"] == "registry_closed"


def test_only_who_opened_the_day_hands_its_cash_over(open_terminal: TerminalAtWork, office: Office) -> None:
    office.add_collector("ben", "C391")
    open_terminal.log_in("ben")
    assert open_terminal.ask("remit", "--amount", "1", exit_code=4)["error"]["code"] == "registry_of_another"


def test_the_slip_is_printed_and_a_dead_printer_loses_nothing(open_terminal: TerminalAtWork, tmp_path: Path) -> None:
    open_terminal.print_to(tmp_path / "paper")
    assert open_terminal.ask("remit", "--amount", "100")["printed"]
    assert b"REMITTANCE SLIP" in (tmp_path / "paper").read_bytes()
    open_terminal.print_to("lp:/dev/nowhere")
    open_terminal.transport = NoNetwork()
    assert open_terminal.ask("remit", "--amount", "100", exit_code=5)["remittance_no"] == "A-R00000002"


@pytest.mark.parametrize("table", ["remittance"])
def test_rows_follow_from_the_journal(open_terminal: TerminalAtWork, table: str) -> None:
    open_terminal.ask("remit", "--count", "100x1")
    before = open_terminal.rows(f"SELECT * FROM {table}")
    open_terminal.change_store(f"DELETE FROM {table}")
    assert open_terminal.ask("rebuild")["rows"] == [{"table": table, "missing": 1, "unfounded": 0}]
    assert open_terminal.rows(f"SELECT * FROM {table}") == before
