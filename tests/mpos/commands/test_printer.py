"""mpos printer: found without a manual, set without spoiling the settings, and slips in doubt printed again."""

import stat
import tomllib
from pathlib import Path

import pytest

from mpos.app import PRINTER_CACHE
from mpos.settings import CONFIG_FILE
from printers import phrases
from scripts.fake_printer import COVER_OPEN, OUT_OF_PAPER, READY, SILENT, Behaviour, printer_on_a_line
from tests.mpos.office_at_work import SOA
from tests.mpos.terminal_at_work import TerminalAtWork, assert_one_line
from tests.printers.escpos_reader import read_escpos

AWAY = "file:/proc/nowhere"
STOPS = Behaviour(status_later=(200, OUT_OF_PAPER))


@pytest.fixture
def line(open_terminal: TerminalAtWork, tmp_path: Path) -> Path:
    """The port that is set as the printer's."""
    open_terminal.print_to(f"serial:{tmp_path}/ttyS1")
    return tmp_path / "ttyS1"


def test_alone_it_tells_what_is_set_and_what_to_do_next(terminal: TerminalAtWork) -> None:
    told = terminal.ask("printer")
    assert (told["printer"], told["set_by"], told["ready"]) == ("none", "not set", False)
    assert told["next"] == "mpos printer list"
    assert "mpos printer list" in terminal.run("printer").out


def test_a_device_that_is_not_enrolled_yet_can_be_given_its_printer(terminal: TerminalAtWork, tmp_path: Path) -> None:
    new = TerminalAtWork(tmp_path / "new", terminal.clock, terminal.office)
    assert new.ask("printer", "set", f"file:{tmp_path}/paper")["ready"]
    assert new.ask("printer", "test")["outcome"] == "confirmed"
    assert new.ask("printer", "queue")["items"] == []


def test_whoever_logs_in_waits_for_the_printers_library_and_the_first_customer_does_not(
    terminal: TerminalAtWork, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(phrases, "_asked", {})
    terminal.print_to(tmp_path / "paper")
    terminal.log_in()
    assert [words.name for words in (terminal.home / PRINTER_CACHE).iterdir()] == ["default.json"]


def test_the_list_names_profiles_with_their_columns_and_what_is_set(terminal: TerminalAtWork) -> None:
    told = terminal.ask("printer", "list")
    assert {"name": "POS-5890", "columns": 32, "made_for": "Zjiang POS-5890 series"} in told["profiles"]
    assert told["printer"] == "none"
    assert "mpos printer set ADDRESS" in terminal.run("printer", "list").out


@pytest.mark.parametrize(
    ("status", "ready", "online", "paper", "cover", "after"),
    [
        (READY, True, True, "ok", "closed", "mpos printer test"),
        (OUT_OF_PAPER, False, False, "out", "closed", "see to the printer, then: mpos printer status"),
        (COVER_OPEN, False, False, "ok", "open", "see to the printer, then: mpos printer status"),
        (SILENT, True, None, "unknown", "unknown", "mpos printer test"),
    ],
)
def test_the_status_says_how_the_printer_is(
    open_terminal: TerminalAtWork,
    line: Path,
    status: bytes,
    ready: bool,
    online: bool | None,
    paper: str,
    cover: str,
    after: str,
) -> None:
    with printer_on_a_line(line, Behaviour(status=status)) as printer:
        told = open_terminal.ask("printer", "status")
        assert printer.taken == b""
    assert (told["ready"], told["online"], told["paper"], told["cover"]) == (ready, online, paper, cover)
    assert told["next"] == after


def test_the_status_counts_the_queue_by_state(open_terminal: TerminalAtWork, line: Path, tmp_path: Path) -> None:
    with printer_on_a_line(line, STOPS):
        open_terminal.ask("collect", SOA, "--cash", "10", exit_code=5)
    open_terminal.print_to(AWAY)
    open_terminal.ask("collect", SOA, "--cash", "10", exit_code=5)
    open_terminal.print_to(tmp_path / "paper")
    told = open_terminal.ask("printer", "status")
    assert told["queue"] == {"queued": 1, "sent": 0, "confirmed": 0, "unknown": 0, "failed": 1}
    assert told["next"] == "mpos printer send"


def test_setting_a_printer_keeps_all_other_settings_and_comments(terminal: TerminalAtWork, tmp_path: Path) -> None:
    config = terminal.home / CONFIG_FILE
    config.write_text("# Ana's device\n  printer='none' # the old one broke\nlanguage = \"fil\"\n")
    config.chmod(0o644)
    told = terminal.ask("printer", "set", f"file:{tmp_path}/paper", "--profile", "TM-T20II", "--peso", "PHP")
    assert (told["profile"], told["columns"], told["peso"], told["set_by"]) == ("TM-T20II", 48, "PHP", "config.toml")
    assert config.read_text().splitlines() == [
        "# Ana's device",
        f'  printer="file:{tmp_path}/paper" # the old one broke',
        'language = "fil"',
        'printer_profile = "TM-T20II"',
        "printer_columns = 48",
        'printer_peso = "PHP"',
    ]
    assert stat.S_IMODE(config.stat().st_mode) == 0o600
    terminal.ask("printer", "set", "none")
    assert tomllib.loads(config.read_text()) == {
        "printer": "none",
        "language": "fil",
        "printer_profile": "TM-T20II",
        "printer_columns": 48,
        "printer_peso": "PHP",
    }


@pytest.mark.parametrize(
    "config", ['"printer" = "none"\n', 'timezone = """\nprinter = "none"\n"""\n', "printer = [\n", "\ud800"]
)
def test_settings_that_only_a_person_can_change_are_left_alone(terminal: TerminalAtWork, config: str) -> None:
    path = terminal.home / CONFIG_FILE
    path.write_bytes(before := config.encode("utf-8", "surrogatepass"))
    ran = terminal.run("printer", "set", "lp:/dev/usb/lp0")
    assert ran.exit_code == 2
    assert_one_line(ran, [CONFIG_FILE, "can't be used"])
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("set", "ADDRESS"),
        ("set parallel:LPT1", "parallel:LPT1"),
        ("set bluetooth:00:11", "bluetooth:AA:BB:CC:DD:EE:FF"),
        ("set none --profile LaserJet", "Use one of: default"),
        ("set none --columns 40", "32, 42 or 48"),
        ("set none --profile POS-5890 --columns 48", "at most 32"),
        ("set none --peso R", "P, PHP, glyph"),
        ("again", "JOB"),
        ("again 0", "0"),
        ("nonsense", "nonsense"),
    ],
)
def test_what_cannot_be_a_printer_is_refused_and_nothing_changes(
    terminal: TerminalAtWork, words: str, told: str
) -> None:
    ran = terminal.run("printer", *words.split())
    assert ran.exit_code == 2
    assert_one_line(ran, [told])
    assert not (terminal.home / CONFIG_FILE).exists()


def test_a_printer_named_by_the_environment_wins_and_that_is_said(
    open_terminal: TerminalAtWork, line: Path, tmp_path: Path
) -> None:
    ran = open_terminal.run("printer", "set", f"file:{tmp_path}/paper")
    assert ran.exit_code == 0
    assert_one_line(ran, ["MPOS_PRINTER", "wins"])
    assert f"serial:{line} (MPOS_PRINTER)" in ran.out


def test_a_test_slip_shows_what_to_look_for_and_records_nothing(open_terminal: TerminalAtWork, line: Path) -> None:
    before = open_terminal.head
    with printer_on_a_line(line) as printer:
        told = open_terminal.ask("printer", "test")
        printed = read_escpos(printer.taken).lines
    assert (told["outcome"], len(told["look_for"])) == ("confirmed", 6)
    assert printed[0] == "12345678901234567890123456789012"
    assert "NOT A RECEIPT" in "".join(printed)
    assert any("Ññ" in shown for shown in printed)
    assert "Amount             P1,234,567.89" in printed
    assert open_terminal.head == before


def test_a_test_on_a_printer_without_paper_says_so(open_terminal: TerminalAtWork, line: Path) -> None:
    with printer_on_a_line(line, Behaviour(status=OUT_OF_PAPER)):
        ran = open_terminal.run("printer", "test")
    assert (ran.exit_code, ran.out) == (5, "")
    assert_one_line(ran, ["out of paper", "Nothing was recorded"])


def test_what_waits_is_sent_when_the_printer_is_back(open_terminal: TerminalAtWork, tmp_path: Path) -> None:
    open_terminal.print_to(AWAY)
    open_terminal.ask("collect", SOA, "--cash", "10", exit_code=5)
    told = open_terminal.ask("printer", "queue")["items"]
    assert [(slip["state"], slip["next"]) for slip in told] == [("queued", "mpos printer send")]
    open_terminal.print_to(tmp_path / "paper")
    assert open_terminal.ask("printer", "send") == {"sent": 1, "waiting": 0, "printed": True}
    assert open_terminal.ask("printer", "send")["sent"] == 0


def test_a_void_slip_in_doubt_is_printed_again_with_its_mark_and_journalled(
    open_terminal: TerminalAtWork, line: Path
) -> None:
    with printer_on_a_line(line) as printer:
        open_terminal.collect("10")
    with printer_on_a_line(line, STOPS):
        open_terminal.ask("void", "A00000001", "--reason", "wrong customer", exit_code=5)
    [slip] = open_terminal.ask("printer", "queue")["items"]
    assert (slip["slip"], slip["state"], slip["next"]) == ("void", "failed", f"mpos printer again {slip['job_id']}")
    with printer_on_a_line(line) as printer:
        assert open_terminal.ask("printer", "again", str(slip["job_id"]))["printed"]
        printed = read_escpos(printer.taken).lines
    assert printed[0].strip() == "REPRINT 2026-11-22 09:00"
    assert "A-V00000001" in "".join(printed)
    [(body,)] = open_terminal.rows("SELECT body FROM journal ORDER BY seq DESC LIMIT 1")
    assert '"slip":"void again"' in body.replace('": "', '":"')


def test_a_receipt_in_doubt_is_reprinted_by_its_number(open_terminal: TerminalAtWork, line: Path) -> None:
    with printer_on_a_line(line, STOPS):
        open_terminal.ask("collect", SOA, "--cash", "10", exit_code=5)
    [slip] = open_terminal.ask("printer", "queue")["items"]
    assert slip["next"] == "mpos receipt A00000001"
    ran = open_terminal.run("printer", "again", str(slip["job_id"]))
    assert ran.exit_code == 4
    assert_one_line(ran, ["mpos receipt A00000001", "Nothing was printed"])


def test_a_slip_that_waits_or_is_unknown_is_not_printed_again(open_terminal: TerminalAtWork) -> None:
    open_terminal.print_to(AWAY)
    open_terminal.ask("x-reading", exit_code=5)
    assert_one_line(open_terminal.run("printer", "again", "1"), ["still waits", "mpos printer send"])
    assert_one_line(open_terminal.run("printer", "again", "99"), ["no slip 99"])


def test_without_a_printer_nothing_is_printed_again(open_terminal: TerminalAtWork) -> None:
    assert_one_line(open_terminal.run("printer", "again", "1"), ["No printer is set up", "mpos printer list"])


def test_a_slip_that_is_on_paper_and_lost_can_be_found_and_printed_again(
    open_terminal: TerminalAtWork, tmp_path: Path
) -> None:
    open_terminal.print_to(tmp_path / "paper")
    open_terminal.collect("100")
    open_terminal.ask("void", "A00000001", "--reason", "wrong customer")
    assert open_terminal.ask("printer", "queue")["items"] == []
    [_, void] = open_terminal.ask("printer", "queue", "--all")["items"]
    assert (void["slip"], void["state"], void["next"]) == ("void", "confirmed", f"mpos printer again {void['job_id']}")
    assert open_terminal.ask("printer", "again", str(void["job_id"]))["printed"]
    assert "on paper" in open_terminal.run("printer", "queue", "--all").out
    assert (tmp_path / "paper").read_bytes().count(b"VOIDS") == 2
