"""Business days: named when they open, never backwards, closed whatever is missing; and the office's policies."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from mpos.contract.canonical import read_json
from tests.mpos.office_at_work import SOA
from tests.mpos.terminal_at_work import Homes, NoNetwork, TerminalAtWork, at_work, copied

WithPolicy = Callable[..., TerminalAtWork]


@pytest.fixture
def with_policy(homes: Homes, tmp_path: Path) -> Iterator[WithPolicy]:
    """An open terminal that has downloaded these policies of its office."""
    with ExitStack() as stack:

        def started(**policy: str) -> TerminalAtWork:
            settings = {f"MPOS_BRIDGE_POLICY_{name.upper()}": value for name, value in policy.items()}
            terminal = stack.enter_context(at_work(copied(homes, tmp_path), **settings))
            terminal.ask("download-soa")
            terminal.open_registry()
            return terminal

        yield started


def test_midnight_changes_nothing(terminal: TerminalAtWork) -> None:
    terminal.clock.move(hours=14, minutes=59)
    terminal.open_registry()
    terminal.clock.move(minutes=2)
    assert terminal.collect("100")["paid_at"].startswith("2026-11-23T00:01")
    assert terminal.rows("SELECT DISTINCT business_date FROM payment") == [("2026-11-22",)]
    assert terminal.ask("transactions", "--date", "2026-11-22")["items"]
    assert terminal.close_day()["business_date"] == "2026-11-22"
    terminal.open_registry()
    assert terminal.ask("status")["business_date"] == "2026-11-23"


def test_a_clock_set_back_is_recorded_and_opens_no_older_day(open_terminal: TerminalAtWork) -> None:
    open_terminal.collect("100")
    open_terminal.clock.move(days=-2)
    open_terminal.collect("100")
    assert open_terminal.kinds[-2:] == ["clock_stepped", "payment_recorded"]
    body = open_terminal.rows("SELECT body FROM journal WHERE kind = 'clock_stepped'")[0][0]
    assert read_json(body) == {"from": "2026-11-22T09:00:00.000+08:00", "to": "2026-11-20T09:00:00.000+08:00"}
    assert open_terminal.close_day()["receipts"] == 2
    told = open_terminal.ask("open-registry", "--change-fund", "0", exit_code=4)
    assert told["error"]["code"] == "day_backwards"
    open_terminal.ask("open-registry", "--change-fund", "0", "--business-date", "2026-11-23")
    assert open_terminal.kinds.count("clock_stepped") == 1


@pytest.mark.parametrize(("seconds", "is_recorded"), [(5, False), (6, True)])
def test_a_clock_that_swings_by_a_few_seconds_is_not_worth_a_record(
    open_terminal: TerminalAtWork, seconds: int, is_recorded: bool
) -> None:
    open_terminal.clock.move(seconds=-seconds)
    open_terminal.collect("100")
    assert ("clock_stepped" in open_terminal.kinds) is is_recorded


def test_a_day_without_collections_closes(open_terminal: TerminalAtWork) -> None:
    z = open_terminal.close_day()
    assert (z["receipts"], z["first_receipt_no"], z["gross"], z["z_counter"]) == (0, None, "0.00", 1)


def test_a_day_closes_with_a_dead_printer_and_everything_unsent(open_terminal: TerminalAtWork) -> None:
    open_terminal.transport = NoNetwork()
    open_terminal.collect("100")
    open_terminal.print_to("file:/proc/nowhere")
    open_terminal.ask("close-registry", "--count", "100x6")
    z = open_terminal.ask("z-reading", exit_code=5)
    assert (z["gross"], z["printed"]) == ("100.00", False)
    assert open_terminal.ask("z-reading", exit_code=4)["error"]["code"] == "registry_closed"
    assert open_terminal.ask("status")["unprinted_slips"] == 1


def test_the_grand_total_goes_on_from_day_to_day_and_voids_do_not_lower_it(terminal: TerminalAtWork) -> None:
    totals = ["0.00"]
    for day in range(3):
        terminal.open_registry("0")
        receipt_no = terminal.collect("100")["receipt_no"]
        terminal.ask("void", receipt_no, "--reason", "wrong customer")
        z = terminal.close_day()
        assert (z["z_counter"], z["previous_grand_total"], z["net"]) == (day + 1, totals[-1], "0.00")
        totals.append(z["present_grand_total"])
        terminal.clock.move(days=1)
    assert totals == ["0.00", "100.00", "200.00", "300.00"]


def test_an_earlier_day_is_still_reported_as_it_was(open_terminal: TerminalAtWork) -> None:
    open_terminal.collect("100")
    open_terminal.close_day()
    open_terminal.clock.move(days=1)
    open_terminal.open_registry()
    open_terminal.collect("50")
    report = open_terminal.ask("collection-report", "--date", "2026-11-22")
    assert (report["totals"]["gross"], len(report["items"])) == ("100.00", 1)
    assert open_terminal.ask("collection-report")["totals"]["gross"] == "50.00"


def test_no_payment_is_over_the_offices_limit(with_policy: WithPolicy) -> None:
    terminal = with_policy(max_payment="500.00")
    before = terminal.head
    for argv in (("collect", SOA), ("collect", SOA, "--cash", "500.01"), ("collect", SOA, "--card", "500.01:A:4242")):
        assert terminal.ask(*argv, exit_code=4)["error"]["code"] == "over_the_limit"
    words = ("or-entry", "--manual-or", "7", "--customer-no", "9", "--cash", "500.01")
    assert terminal.ask(*words, exit_code=4)["error"]["code"] == "over_the_limit"
    assert terminal.head == before
    assert terminal.ask("collect", SOA, "--cash", "1000", "--amount", "500")["change"] == "500.00"


def test_a_change_fund_is_within_the_offices_limit(with_policy: WithPolicy) -> None:
    terminal = with_policy(max_change_fund="500.00")
    terminal.close_day()
    terminal.clock.move(days=1)
    words = ("open-registry", "--change-fund", "500.01")
    assert terminal.ask(*words, exit_code=4)["error"]["code"] == "over_the_limit"


def test_a_void_waits_for_a_supervisor_where_the_office_wants_one(with_policy: WithPolicy) -> None:
    terminal = with_policy(void_needs_supervisor="true")
    terminal.collect("100")
    words = ("void", "A00000001", "--reason", "wrong customer")
    assert terminal.ask(*words, exit_code=4)["error"]["code"] == "supervisor_needed"
    terminal.office.add_collector("boss", supervisor=True)
    terminal.log_in("boss")
    terminal.log_in()
    terminal.ask(*words, "--supervisor", "boss", "--pin", "-", stdin="1357\n")


def test_the_office_may_want_everything_uploaded_before_the_z_reading(with_policy: WithPolicy) -> None:
    terminal = with_policy(upload_before_z="true")
    terminal.ask("close-registry", "--count", "100x5")
    assert terminal.ask("z-reading", exit_code=4)["error"]["code"] == "not_uploaded_yet"
    terminal.ask("upload")
    terminal.ask("z-reading")


def test_a_clock_that_was_set_back_keeps_no_uploaded_day_from_its_z_reading(with_policy: WithPolicy) -> None:
    terminal = with_policy(upload_before_z="true")
    terminal.ask("close-registry", "--count", "100x5")
    terminal.ask("upload")
    terminal.clock.move(hours=-1)
    terminal.ask("z-reading")
    assert "clock_stepped" in terminal.kinds


def test_the_balance_goes_before_the_penalty_where_the_office_wants_it(with_policy: WithPolicy) -> None:
    terminal = with_policy(allocation_order="balance_first")
    assert terminal.collect("100")["allocations"] == [{"invoice_no": "A1", "amount": "100.00", "penalty": "0.00"}]
