"""A whole day with nobody to talk to: the normal case. Only what needs the office says that it can't be reached."""

from mpos.services.files import read_whole
from tests.mpos.office_at_work import SOA
from tests.mpos.terminal_at_work import LOGIN, NoNetwork, TerminalAtWork, assert_one_line


def test_a_whole_day_needs_no_network(terminal: TerminalAtWork) -> None:
    terminal.transport = network = NoNetwork()
    terminal.ask("logout")
    terminal.log_in()
    terminal.open_registry()
    terminal.collect("100")
    terminal.collect("200")
    terminal.ask("void", "A00000001", "--reason", "wrong customer")
    terminal.ask("or-entry", "--manual-or", "77", "--customer-no", "9", "--cash", "5")
    for verb in ("x-reading", "transactions", "collection-report", "status", "receipt"):
        terminal.ask(verb)
    terminal.ask("soa", "list", "--search", "1000")
    terminal.ask("close-registry", "--count", "100x7", "--count", "5x1")
    assert terminal.ask("z-reading")["over_short"] == "0.00"
    terminal.clock.move(days=1)
    terminal.open_registry()
    assert terminal.collect("10")["receipt_no"] == "A00000004"
    assert network.requests == []


def test_what_needs_the_office_says_so_and_loses_nothing(open_terminal: TerminalAtWork) -> None:
    open_terminal.collect("100")
    list_before = read_whole(open_terminal.home / "soas.sqlite3")
    open_terminal.transport = NoNetwork()
    before = open_terminal.head
    for argv in (("download-soa",), ("upload",)):
        ran = open_terminal.run(*argv)
        assert ran.exit_code == 3
        assert_one_line(ran, ["can't be reached", "Nothing is lost"])
    assert open_terminal.head == before
    assert read_whole(open_terminal.home / "soas.sqlite3") == list_before
    assert open_terminal.due() == "1175.50"
    open_terminal.transport = None
    assert open_terminal.ask("upload")["pending"] == 0


def test_the_doctor_tells_that_the_office_is_away_and_looks_at_all_else(terminal: TerminalAtWork) -> None:
    terminal.transport = NoNetwork()
    checks = terminal.ask("doctor", exit_code=8)["checks"]
    assert [check["name"] for check in checks if not check["ok"]] == ["bridge"]


def test_enrolling_needs_the_office(terminal: TerminalAtWork) -> None:
    new = TerminalAtWork(terminal.home.parent / "new", terminal.clock, terminal.office)
    new.transport = NoNetwork()
    ran = new.run("enroll", "--bridge", "https://bridge.example.ph", "--code", "1234567890")
    assert ran.exit_code == 3
    assert_one_line(ran, ["can't be reached"])
    assert new.head is None


def test_somebody_new_needs_the_office_once(terminal: TerminalAtWork) -> None:
    terminal.office.add_collector("maria", "C391")
    terminal.transport = NoNetwork()
    assert terminal.log_in("maria", exit_code=6)["error"]["code"] == "unknown_here"
    assert terminal.ask("status")["collector"] == LOGIN
    terminal.transport = None
    terminal.log_in("maria")
    terminal.transport = NoNetwork()
    terminal.log_in(LOGIN)
    terminal.log_in("maria")
    assert terminal.due(SOA) == "1275.50"
