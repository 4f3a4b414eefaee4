"""Settings, printers, stores and homes that are not as they should be: each is told in one line, and money is safe."""

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path
from unittest.mock import patch

import pytest

from mpos.commands import run
from mpos.store.database import STORE_FILE
from mpos.store.soas import LIST_FILE
from tests.mpos.office_at_work import DUE, SOA
from tests.mpos.terminal_at_work import LOGIN, TerminalAtWork, assert_one_line

ROOT = Path(__file__).parents[3]
PAGE_BYTES = 4096


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"printer = ", "config.toml"),
        (b"printer_columns = 33", "32, 42 or 48"),
        (b'printer_columns = "wide"', "32, 42 or 48"),
        (b'timezone = "Asia/Atlantis"', "Asia/Manila"),
        (b'timezone = ""', "Asia/Manila"),
        (b"timezone = 8", "Asia/Manila"),
        (b'printers = "none"', "printers"),
        (b"\xff\xfe", "config.toml"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(open_terminal: TerminalAtWork, content: bytes, told: str) -> None:
    (open_terminal.home / "config.toml").write_bytes(content)
    before = open_terminal.head
    ran = open_terminal.run("collect", SOA)
    assert ran.exit_code == 2
    assert_one_line(ran, [told])
    assert open_terminal.ask("status", exit_code=2)["error"]["code"] == "bad_setting"
    assert open_terminal.head == before


def test_the_environment_wins_over_the_file(open_terminal: TerminalAtWork, tmp_path: Path) -> None:
    (open_terminal.home / "config.toml").write_text('printer = "nonsense"\ntimezone = "Asia/Atlantis"')
    open_terminal.print_to(tmp_path / "paper")
    open_terminal.environ["MPOS_TIMEZONE"] = "Asia/Manila"
    assert open_terminal.collect("100")["printed"]


@pytest.mark.parametrize(
    "address", ["nonsense", "tcp://", "usb:x:y", "file:", "serial:/dev/nowhere", "tcp://127.0.0.1:0", "lp:/dev/nowhere"]
)
def test_a_payment_is_recorded_though_its_printer_is_nonsense(open_terminal: TerminalAtWork, address: str) -> None:
    open_terminal.print_to(address)
    ran = open_terminal.run("collect", SOA, "--cash", "100")
    assert ran.exit_code == 5
    assert "Receipt A00000001" in ran.out
    assert_one_line(ran, ["recorded", "money is safe", "mpos printer send"])
    told = open_terminal.ask("collect", SOA, "--cash", "50", exit_code=5)
    assert (told["receipt_no"], told["printed"], told["error"]["code"]) == ("A00000002", False, "not_printed")
    assert open_terminal.due() == "1125.50"


def test_an_unknown_profile_is_told_like_a_printer_that_is_away(open_terminal: TerminalAtWork, tmp_path: Path) -> None:
    open_terminal.print_to(tmp_path / "paper")
    open_terminal.environ["MPOS_PRINTER_PROFILE"] = "Epson-99"
    assert_one_line(open_terminal.run("collect", SOA), ["Epson-99", "recorded"])
    assert not (tmp_path / "paper").exists()


def test_a_home_with_odd_signs_in_its_name_serves_as_well(open_terminal: TerminalAtWork, tmp_path: Path) -> None:
    odd = tmp_path / "büro #1 100%41 a?b=c"
    open_terminal.home.rename(odd)
    terminal = TerminalAtWork(odd, open_terminal.clock, open_terminal.office)
    terminal.collect("100")
    (odd / LIST_FILE).unlink()
    terminal.ask("download-soa")
    terminal.ask("backup", str(odd / "copy #1 100%41?mode=rw"))
    again = TerminalAtWork(odd / "again", terminal.clock, terminal.office)
    assert again.ask("restore", str(odd / "copy #1 100%41?mode=rw"))["entries"] == 6


def test_a_store_that_a_newer_version_made_is_left_alone(open_terminal: TerminalAtWork) -> None:
    open_terminal.change_store("PRAGMA user_version = 99")
    for argv in (("collect", SOA), ("status",), ("upload",), ("doctor",)):
        ran = open_terminal.run(*argv)
        assert ran.exit_code == 7
        assert_one_line(ran, ["newer version", "Update MPOS"])
    open_terminal.change_store("PRAGMA user_version = 1")
    assert open_terminal.due() == DUE


def test_a_backup_from_a_newer_version_is_not_restored(terminal: TerminalAtWork, tmp_path: Path) -> None:
    terminal.change_store("PRAGMA user_version = 99", "PRAGMA journal_mode = DELETE")
    again = TerminalAtWork(tmp_path / "again", terminal.clock, terminal.office)
    ran = again.run("restore", str(terminal.home / STORE_FILE))
    assert ran.exit_code in (4, 7)
    assert_one_line(ran, ["newer version"])
    assert again.head is None


EVERY_READER = ("status", "collect SOA-1000", "soa show SOA-1000", "x-reading", "transactions", "upload", "logout")


@pytest.mark.parametrize("typed", EVERY_READER)
def test_a_store_that_is_no_database_is_damaged(open_terminal: TerminalAtWork, typed: str) -> None:
    _damage(open_terminal.home / STORE_FILE, range(100))
    ran = open_terminal.run(*typed.split())
    assert ran.exit_code == 7
    assert_one_line(ran, ["local store", "Delete nothing"])


@pytest.mark.parametrize("typed", EVERY_READER)
@pytest.mark.parametrize("table", ["setting", "identity"])
def test_a_store_with_a_damaged_page_is_damaged(open_terminal: TerminalAtWork, table: str, typed: str) -> None:
    _damage_table(open_terminal, table)
    ran = open_terminal.run(*typed.split())
    assert ran.exit_code == 7
    assert_one_line(ran, ["local store", "Delete nothing"])


def test_the_doctor_looks_at_all_else_though_the_store_is_damaged(terminal: TerminalAtWork) -> None:
    _damage_table(terminal, "journal")
    checks = {check["name"]: check for check in terminal.ask("doctor", exit_code=8)["checks"]}
    assert not checks["store"]["ok"]
    assert checks["disk"]["ok"]
    assert "clock" in checks


@pytest.mark.parametrize("first_page", [0, 1, 4, 8])
def test_a_damaged_list_costs_a_download_and_no_more(open_terminal: TerminalAtWork, first_page: int) -> None:
    open_terminal.collect("100")
    _damage(open_terminal.home / LIST_FILE, range(first_page, 100))
    before = open_terminal.head
    ran = open_terminal.run("collect", SOA)
    assert ran.exit_code in (4, 7)
    assert_one_line(ran, ["mpos download-soa"])
    assert open_terminal.head == before
    open_terminal.ask("download-soa")
    assert open_terminal.due() == "1175.50"


def test_a_home_that_cannot_be_made_is_told(terminal: TerminalAtWork) -> None:
    nowhere = TerminalAtWork(Path("/proc/mpos"), terminal.clock, terminal.office)
    for argv in (("status",), ("login", LOGIN, "--pin", "-"), ("restore", str(terminal.home / STORE_FILE))):
        ran = nowhere.run(*argv, stdin="1357\n")
        assert ran.exit_code == 7
        assert_one_line(ran, ["local store"])


@pytest.mark.skipif(os.geteuid() == 0 and not shutil.which("setpriv"), reason="root may write everywhere")
def test_a_home_that_may_not_be_written_takes_no_payment(open_terminal: TerminalAtWork) -> None:
    for path in open_terminal.home.iterdir():
        path.chmod(0o444)
    open_terminal.home.chmod(0o555)
    as_others = ["setpriv", "--bounding-set", "-dac_override"] if os.geteuid() == 0 else []
    done = subprocess.run(
        [*as_others, sys.executable, "-m", "mpos", "--json", "collect", SOA],
        cwd=ROOT,
        env=open_terminal.environ | {"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=60,
    )
    open_terminal.home.chmod(0o755)
    assert done.returncode == 7, done
    assert '"code": "store_read_only"' in done.stdout
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("are_in_the_file", [True, False])
def test_a_full_disk_takes_no_payment_and_keeps_those_before(
    open_terminal: TerminalAtWork, are_in_the_file: bool
) -> None:
    open_terminal.collect("100")
    if are_in_the_file:
        open_terminal.settle()
    size = (open_terminal.home / STORE_FILE).stat().st_size
    wal = open_terminal.home / f"{STORE_FILE}-wal"
    assert (wal.exists() and wal.stat().st_size > 0) is not are_in_the_file
    done = subprocess.run(
        [sys.executable, "-m", "mpos", "collect", SOA, "--cash", "1"],
        cwd=ROOT,
        env={"MPOS_HOME": str(open_terminal.home), "PYTHONDONTWRITEBYTECODE": "1"},
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, size)),
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 7, done
    assert done.stderr.count("\n") == 1
    assert open_terminal.due() == "1175.50"
    assert open_terminal.ask("journal", "verify")["ok"]


def test_a_pin_is_not_waited_for_where_stdin_is_closed(terminal: TerminalAtWork) -> None:
    for pin in ([], ["--pin", "-"]):
        with patch("sys.stdin", None):
            assert run(["login", LOGIN, *pin], terminal.environ, terminal.clock) == 2


def test_a_pin_that_is_not_text_is_refused(terminal: TerminalAtWork) -> None:
    done = subprocess.run(
        [sys.executable, "-X", "utf8", "-m", "mpos", "login", LOGIN, "--pin", "-"],
        cwd=ROOT,
        env=terminal.environ,
        input=b"\xff\xfe\n",
        capture_output=True,
        timeout=60,
    )
    assert done.returncode in (2, 6)
    assert done.stderr.count(b"\n") == 1


def test_what_nobody_foresaw_is_told_in_one_line_and_logged_for_the_owner_alone(terminal: TerminalAtWork) -> None:
    terminal.change_store("INSERT INTO setting VALUES ('acknowledged', '[1]')")
    ran = terminal.run("status")
    assert ran.exit_code == 1
    assert_one_line(ran, ["unforeseen", "mpos.log"])
    assert "Traceback" in (terminal.home / "mpos.log").read_text()
    assert (terminal.home / "mpos.log").stat().st_mode & 0o777 == 0o600


def _damage_table(terminal: TerminalAtWork, table: str) -> None:
    """Overwrites the first page that holds rows of a table."""
    pages = terminal.rows("SELECT rootpage FROM sqlite_schema WHERE name = ?", table)
    _damage(terminal.home / STORE_FILE, [pages[0][0] - 1 if pages else 1])


def _damage(path: Path, pages: Iterable[int]) -> None:
    """Overwrites these pages of a database, as far as it has them."""
    content = bytearray(path.read_bytes())
    for page in pages:
        content[page * PAGE_BYTES : (page + 1) * PAGE_BYTES] = b"\xa5" * len(content[page * PAGE_BYTES :][:PAGE_BYTES])
    path.write_bytes(content)
