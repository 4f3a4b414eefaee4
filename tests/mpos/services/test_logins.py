"""Who works on a device: PINs checked here, wrong ones counted, and what the office changes of a person."""

import pytest
from argon2 import PasswordHasher

from tests.mpos.office_at_work import CODE, OF_ANOTHER_CODE, PIN, Office
from tests.mpos.terminal_at_work import LOGIN, NoNetwork, OutOfOrder, TerminalAtWork


def code_of(terminal: TerminalAtWork, pin: str, login: str = LOGIN) -> str:
    """Which problem a login ends with; "" for none."""
    ran = terminal.run("--json", "login", login, "--pin", "-", stdin=pin)
    return "" if ran.exit_code == 0 else str(ran.document["error"]["code"])


def test_the_fifth_wrong_pin_locks_and_each_further_one_doubles_the_wait(terminal: TerminalAtWork) -> None:
    terminal.ask("logout")
    assert [code_of(terminal, "9999") for _ in range(5)] == ["wrong_pin"] * 5
    assert code_of(terminal, PIN) == "pin_locked"
    assert terminal.kinds[-1] == "pin_locked"
    for minutes in (1, 2, 4, 8):
        terminal.clock.move(minutes=minutes, seconds=-1)
        assert code_of(terminal, PIN) == "pin_locked"
        terminal.clock.move(seconds=1)
        assert code_of(terminal, "9999") in ("wrong_pin", "pin_locked")
    terminal.clock.move(minutes=16)
    assert code_of(terminal, PIN) == ""


def test_a_lock_is_told_with_its_end_and_without_network(terminal: TerminalAtWork) -> None:
    for _ in range(5):
        code_of(terminal, "9999")
    terminal.transport = network = NoNetwork()
    ran = terminal.run("login", LOGIN, "--pin", "-", stdin=PIN)
    assert ran.exit_code == 6
    assert f"{LOGIN} is locked until 09:01" in ran.err
    assert network.requests == []


def test_a_clock_set_back_keeps_the_lock(terminal: TerminalAtWork) -> None:
    for _ in range(5):
        code_of(terminal, "9999")
    terminal.clock.move(days=-30)
    assert code_of(terminal, PIN) == "pin_locked"


def guess(terminal: TerminalAtWork, times: int) -> list[str]:
    """Wrong PINs, the clock set forward behind each lock."""
    found = []
    for _ in range(times):
        found.append(code_of(terminal, "9999"))
        terminal.clock.move(days=2)
    return found


def test_a_lock_made_when_the_clock_was_years_ahead_holds_a_minute(terminal: TerminalAtWork) -> None:
    terminal.clock.move(days=1826)
    for _ in range(5):
        code_of(terminal, "9999")
    terminal.clock.move(days=-1826)
    assert code_of(terminal, PIN) == "pin_locked"
    terminal.clock.move(seconds=59)
    assert code_of(terminal, PIN) == "pin_locked"
    terminal.clock.move(seconds=1)
    assert code_of(terminal, PIN) == ""


def test_whoever_sets_the_clock_forward_has_twenty_tries_and_then_only_the_office_helps(
    terminal: TerminalAtWork,
) -> None:
    terminal.transport = OutOfOrder()
    assert guess(terminal, 22) == ["wrong_pin"] * 20 + ["too_many_wrong_pins"] * 2
    assert code_of(terminal, PIN) == "too_many_wrong_pins"
    terminal.transport = None
    assert code_of(terminal, PIN) == ""
    terminal.transport = OutOfOrder()
    assert code_of(terminal, PIN) == ""


def test_a_guess_counts_though_its_process_is_killed_while_it_is_looked_at(
    terminal: TerminalAtWork, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed(_hasher: PasswordHasher, _hash: str, _pin: str) -> bool:
        raise KeyboardInterrupt

    with monkeypatch.context() as here:
        here.setattr(PasswordHasher, "verify", killed)
        for _ in range(5):
            terminal.run("login", LOGIN, "--pin", "-", stdin="9999")
    assert code_of(terminal, PIN) == "pin_locked"


def test_a_pin_that_nobody_looked_at_was_no_try(terminal: TerminalAtWork, office: Office) -> None:
    office.add_collector("maria", CODE)
    terminal.transport = OutOfOrder()
    assert {code_of(terminal, "9999", "maria") for _ in range(8)} == {"unknown_here"}
    terminal.transport = None
    assert code_of(terminal, PIN, "maria") == ""


def test_a_right_pin_forgives_the_wrong_ones(terminal: TerminalAtWork) -> None:
    terminal.transport = OutOfOrder()
    for _ in range(3):
        assert [code_of(terminal, "9999") for _ in range(4)] == ["wrong_pin"] * 4
        assert code_of(terminal, PIN) == ""


def test_wrong_pins_count_without_network(terminal: TerminalAtWork) -> None:
    terminal.transport = OutOfOrder()
    assert [code_of(terminal, "9999") for _ in range(5)] == ["wrong_pin"] * 5
    assert code_of(terminal, PIN) == "pin_locked"


def test_wrong_pins_count_on_a_revoked_device_too(terminal: TerminalAtWork, office: Office) -> None:
    office.revoke("T001")
    assert [code_of(terminal, "9999") for _ in range(5)] == ["terminal_revoked"] * 5
    assert code_of(terminal, PIN) == "pin_locked"


def test_a_pin_changed_at_the_office_is_taken_when_it_is_first_used(terminal: TerminalAtWork, office: Office) -> None:
    office.change_pin(LOGIN, "86420")
    assert code_of(terminal, "86420") == ""
    terminal.transport = NoNetwork()
    assert code_of(terminal, "86420") == ""
    assert code_of(terminal, PIN) == "wrong_pin"


def test_a_pin_changed_at_the_office_holds_after_the_next_download(terminal: TerminalAtWork, office: Office) -> None:
    office.change_pin(LOGIN, "86420")
    terminal.ask("download-soa")
    assert code_of(terminal, PIN) == "wrong_pin"
    assert code_of(terminal, "86420") == ""


def test_logging_out_deletes_nothing(open_terminal: TerminalAtWork) -> None:
    open_terminal.collect("100")
    assert open_terminal.ask("logout")["pending"] == 6
    assert open_terminal.ask("collect", "SOA-1000", exit_code=6)["error"]["code"] == "not_logged_in"
    open_terminal.log_in()
    assert open_terminal.due() == "1175.50"


def test_a_day_belongs_to_who_opened_it(open_terminal: TerminalAtWork, office: Office) -> None:
    office.add_collector("maria", CODE)
    open_terminal.log_in("maria")
    for argv in (("collect", "SOA-1000"), ("close-registry", "--count", "100x5")):
        assert open_terminal.ask(*argv, exit_code=4)["error"]["code"] == "registry_of_another"
    assert open_terminal.ask("x-reading")["collector"] == LOGIN
    open_terminal.log_in()
    open_terminal.close_day()


def test_somebody_without_codes_takes_no_payments(terminal: TerminalAtWork, office: Office) -> None:
    office.add_collector("trainee")
    assert terminal.log_in("trainee")["collector_code"] is None
    terminal.open_registry()
    before = terminal.head
    for typed in ("soa list", "collect SOA-1000", "or-entry --manual-or 7 --customer-no 9 --cash 5"):
        told = terminal.ask(*typed.split(), exit_code=4)
        assert told["error"]["code"] == "no_collector_code"
    assert terminal.head == before
    office.assign("trainee", CODE)
    terminal.ask("download-soa")
    terminal.collect("100")


@pytest.mark.parametrize("codes", [(CODE, "C406"), ("C406",)])
def test_codes_given_at_the_office_are_there_after_one_download(
    open_terminal: TerminalAtWork, office: Office, codes: tuple[str, ...]
) -> None:
    office.assign(LOGIN, *codes)
    open_terminal.ask("download-soa")
    assert open_terminal.due(OF_ANOTHER_CODE) == "60.00"
    listed = {item["collector_code"] for item in open_terminal.ask("soa", "list")["items"]}
    assert listed == set(codes)
