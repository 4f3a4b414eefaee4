"""Paper: nothing on it before it is on disk, nothing twice without a mark, and no payment waits for it."""

import fcntl
import json
import os
import select
import subprocess
import sys
from pathlib import Path

import pytest

from mpos.app import opened
from mpos.services.printing import LOCK_FILE, Printed, print_queue, print_waiting
from scripts.fake_printer import COVER_OPEN, OUT_OF_PAPER, SILENT, Behaviour, hung_line, printer_on_a_line
from tests.mpos.office_at_work import SOA
from tests.mpos.terminal_at_work import TerminalAtWork

ROOT = Path(__file__).parents[3]
PATIENCE_S = 60
AWAY = "file:/proc/nowhere"
OUTCOMES = "SELECT body FROM journal WHERE kind = 'slip_printed' ORDER BY seq"


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    """The file that stands for paper."""
    return tmp_path / "paper"


def jobs(terminal: TerminalAtWork) -> list[tuple[str, str]]:
    """The print queue: slip and state."""
    return [(slip, state) for slip, state in terminal.rows("SELECT slip, state FROM print_job ORDER BY job_id")]


def outcomes(terminal: TerminalAtWork) -> list[str]:
    """What the journal says became of the slips."""
    return [json.loads(body)["outcome"] for (body,) in terminal.rows(OUTCOMES)]


def test_a_receipt_prints_by_itself_and_is_journalled(open_terminal: TerminalAtWork, paper: Path) -> None:
    open_terminal.print_to(paper)
    assert open_terminal.collect("100")["printed"]
    assert "A00000001" in paper.read_text("cp437")
    assert open_terminal.kinds[-2:] == ["payment_recorded", "slip_printed"]
    assert jobs(open_terminal) == [("receipt", "confirmed")]


def test_the_collectors_copy_is_a_second_slip_of_the_same_receipt(open_terminal: TerminalAtWork, paper: Path) -> None:
    open_terminal.print_to(paper)
    open_terminal.collect("100", SOA, "--copy")
    assert paper.read_text("cp437").count("A00000001\n") == 2
    assert paper.read_text("cp437").count("COLLECTOR'S COPY") == 1


def test_a_receipt_that_never_reached_paper_is_printed_late_as_the_original(
    open_terminal: TerminalAtWork, paper: Path
) -> None:
    open_terminal.print_to(AWAY)
    told = open_terminal.ask("collect", SOA, "--cash", "100", exit_code=5)
    assert not told["printed"]
    assert open_terminal.ask("status")["unprinted_slips"] == 1
    open_terminal.print_to(paper)
    late = open_terminal.ask("receipt")
    assert (late["printed"], late["reprints"]) == (True, 0)
    assert "REPRINT" not in paper.read_text("cp437")
    assert open_terminal.ask("receipt")["reprints"] == 1
    assert "REPRINT 1" in paper.read_text("cp437")
    assert open_terminal.ask("receipt", "A00000001")["reprints"] == 2
    assert open_terminal.kinds.count("receipt_reprinted") == 2
    assert open_terminal.ask("x-reading")["reprints"] == 2


def test_what_waits_is_printed_first(open_terminal: TerminalAtWork, paper: Path) -> None:
    open_terminal.print_to(AWAY)
    for _ in range(3):
        open_terminal.ask("collect", SOA, "--cash", "10", exit_code=5)
    open_terminal.print_to(paper)
    open_terminal.collect("10")
    printed = paper.read_text("cp437")
    places = [printed.index(f"A0000000{number}") for number in (1, 2, 3, 4)]
    assert places == sorted(places)
    assert all(state == "confirmed" for _, state in jobs(open_terminal))


@pytest.mark.parametrize("typed", ["collect SOA-1000 --cash 10", "x-reading", "collection-report"])
def test_no_print_prints_nothing_not_even_what_waits(open_terminal: TerminalAtWork, paper: Path, typed: str) -> None:
    open_terminal.print_to(AWAY)
    open_terminal.ask("collect", SOA, "--cash", "10", exit_code=5)
    assert not open_terminal.ask(*typed.split(), "--no-print")["printed"]
    open_terminal.print_to(paper)
    assert not open_terminal.ask(*typed.split(), "--no-print")["printed"]
    assert not paper.exists()


def test_a_void_has_a_slip_of_its_own(open_terminal: TerminalAtWork, paper: Path) -> None:
    open_terminal.print_to(paper)
    open_terminal.collect("100")
    assert open_terminal.ask("void", "A00000001", "--reason", "wrong customer")["printed"]
    assert "A-V00000001" in paper.read_text("cp437")
    assert "VOIDED, SEE A-V00000001" in open_terminal.ask("receipt", "A00000001")["text"]


def test_a_void_stands_though_its_slip_waits_and_the_receipt_is_still_a_reprint(
    open_terminal: TerminalAtWork, paper: Path
) -> None:
    open_terminal.print_to(paper)
    open_terminal.collect("100")
    open_terminal.print_to(AWAY)
    told = open_terminal.ask("void", "A00000001", "--reason", "wrong customer", exit_code=5)
    assert (told["void_no"], told["printed"]) == ("A-V00000001", False)
    open_terminal.print_to(paper)
    again = open_terminal.ask("receipt", "A00000001")
    assert (again["reprints"], again["printed"]) == (1, True)
    assert jobs(open_terminal) == [("receipt", "confirmed"), ("void", "confirmed"), ("reprint", "confirmed")]


def test_two_slips_do_not_run_into_one_another(open_terminal: TerminalAtWork, paper: Path) -> None:
    open_terminal.print_to(paper)
    with (open_terminal.home / LOCK_FILE).open("w") as printing:
        fcntl.flock(printing, fcntl.LOCK_EX)
        told = open_terminal.ask("collect", SOA, "--cash", "100", exit_code=5)
        assert "busy with another slip" in told["error"]["message"]
        assert not paper.exists()
    assert open_terminal.ask("receipt")["reprints"] == 0
    assert "A00000001" in paper.read_text("cp437")


@pytest.mark.parametrize("status", [OUT_OF_PAPER, COVER_OPEN])
def test_a_printer_that_takes_nothing_leaves_the_slip_in_the_queue(
    open_terminal: TerminalAtWork, tmp_path: Path, status: bytes
) -> None:
    open_terminal.print_to(f"serial:{tmp_path}/ttyS1")
    with printer_on_a_line(tmp_path / "ttyS1", Behaviour(status=status)) as printer:
        open_terminal.ask("collect", SOA, "--cash", "100", exit_code=5)
        assert printer.taken == b""
    assert jobs(open_terminal) == [("receipt", "queued")]
    with printer_on_a_line(tmp_path / "ttyS1") as printer:
        assert open_terminal.ask("receipt")["reprints"] == 0
        assert b"A00000001" in printer.taken


def test_a_slip_that_stopped_in_the_middle_is_printed_again_only_as_a_reprint(
    open_terminal: TerminalAtWork, tmp_path: Path
) -> None:
    open_terminal.print_to(f"serial:{tmp_path}/ttyS1")
    stops = Behaviour(status_later=(200, OUT_OF_PAPER))
    with printer_on_a_line(tmp_path / "ttyS1", stops):
        open_terminal.ask("collect", SOA, "--cash", "100", exit_code=5)
    assert jobs(open_terminal) == [("receipt", "failed")]
    assert outcomes(open_terminal) == ["failed"]
    with printer_on_a_line(tmp_path / "ttyS1") as printer:
        assert open_terminal.ask("receipt")["reprints"] == 1
        assert b"REPRINT 1" in printer.taken


def test_no_byte_is_printed_before_the_payment_is_on_disk_and_a_power_cut_leaves_the_slip_in_doubt(
    open_terminal: TerminalAtWork, paper: Path, tmp_path: Path
) -> None:
    with hung_line(tmp_path / "ttyS1") as far_end:
        collecting = subprocess.Popen(
            [sys.executable, "-m", "mpos", "collect", SOA, "--cash", "100"],
            cwd=ROOT,
            env=open_terminal.environ | {"MPOS_PRINTER": f"serial:{tmp_path}/ttyS1"},
        )
        _read_until(far_end, b"A00000001")
        assert open_terminal.rows("SELECT receipt_no FROM payment") == [("A00000001",)]
        collecting.kill()
        collecting.wait()
    assert open_terminal.due() == "1175.50"
    open_terminal.print_to(paper)
    open_terminal.collect("50")
    assert jobs(open_terminal) == [("receipt", "unknown"), ("receipt", "confirmed")]
    assert "A00000001" not in paper.read_text("cp437")
    assert open_terminal.ask("receipt", "A00000001")["reprints"] == 1


def _read_until(far_end: int, wanted: bytes) -> None:
    """Takes what is sent to a printer that answers nothing."""
    taken = b""
    while wanted not in taken:
        assert select.select([far_end], [], [], PATIENCE_S)[0], f"only {taken!r} was sent"
        taken += os.read(far_end, 1024)


def test_a_slip_that_was_interrupted_is_put_in_doubt_by_printing_what_waits(open_terminal: TerminalAtWork) -> None:
    open_terminal.print_to(AWAY)
    open_terminal.run("collect", SOA, "--cash", "100")
    open_terminal.change_store("UPDATE print_job SET state = 'sent'")
    assert open_terminal.ask("printer", "queue")["items"][0]["next"] == "mpos printer send"
    ran = open_terminal.run("printer", "send")
    assert (ran.exit_code, ran.out) == (0, "0 sent, 0 still wait.\n")
    assert "interrupted" in ran.err
    assert "mpos printer queue" in ran.err
    [item] = open_terminal.ask("printer", "queue")["items"]
    assert (item["state"], item["next"]) == ("unknown", "mpos receipt A00000001")


def test_a_doubt_ends_with_a_confirmed_reprint(open_terminal: TerminalAtWork, paper: Path) -> None:
    open_terminal.print_to(paper)
    open_terminal.collect("100")
    open_terminal.collect("50")
    open_terminal.change_store("UPDATE print_job SET state = 'unknown'")
    open_terminal.run("receipt", "A00000001")
    queue = open_terminal.ask("printer", "queue")
    assert [(item["receipt_no"], item["state"]) for item in queue["items"]] == [("A00000002", "unknown")]
    assert queue["queue"]["unknown"] == 1


def test_without_a_printer_a_receipt_is_shown_and_no_reprint_counted(open_terminal: TerminalAtWork) -> None:
    open_terminal.collect("100")
    before = open_terminal.head
    shown = open_terminal.ask("receipt")
    assert (shown["printed"], shown["reprints"]) == (False, 0)
    assert "A00000001" in shown["text"]
    assert open_terminal.head == before


def test_a_printer_that_says_nothing_gets_little_at_a_time_and_is_caught_up_with(
    open_terminal: TerminalAtWork, tmp_path: Path
) -> None:
    open_terminal.print_to(AWAY)
    for _ in range(3):
        open_terminal.ask("collect", SOA, "--cash", "10", exit_code=5)
    open_terminal.print_to(f"serial:{tmp_path}/ttyS1")
    with printer_on_a_line(tmp_path / "ttyS1", Behaviour(status=SILENT)):
        told = open_terminal.ask("collect", SOA, "--cash", "10", exit_code=5)
        assert told["error"]["message"].endswith("Other slips went first, and there is more to print.")
        assert [state for _, state in jobs(open_terminal)] == ["unknown", "unknown", "queued", "queued"]
        assert open_terminal.run("collect", SOA, "--cash", "10").exit_code == 5
        assert [state for _, state in jobs(open_terminal)].count("queued") == 1


def test_a_printer_that_falls_silent_gets_no_further_slip(open_terminal: TerminalAtWork, tmp_path: Path) -> None:
    open_terminal.print_to(f"serial:{tmp_path}/ttyS1")
    with printer_on_a_line(tmp_path / "ttyS1", Behaviour(status_later=(1, SILENT))):
        ran = open_terminal.run("collect", SOA, "--cash", "10", "--copy")
    assert ran.exit_code == 5
    assert "did not confirm the slip: The printer does not answer." in ran.err
    assert jobs(open_terminal) == [("receipt", "unknown"), ("copy", "queued")]


def test_what_is_printed_aside_is_left_in_the_queue(open_terminal: TerminalAtWork, paper: Path) -> None:
    open_terminal.print_to(AWAY)
    open_terminal.ask("collect", SOA, "--cash", "10", exit_code=5)
    open_terminal.print_to(paper)
    with opened(open_terminal.environ, open_terminal.clock) as hand, opened(open_terminal.environ) as aside:
        hand.prints_aside = True
        assert print_waiting(hand) == Printed(waiting=1)
        assert not paper.exists()
        assert print_queue(aside) == Printed(sent=1)
        assert print_waiting(hand) == Printed()


@pytest.mark.parametrize(
    ("verb", "title"), [("x-reading", "X-READING REPORT"), ("collection-report", "COLLECTION REPORT")]
)
def test_what_would_be_printed_can_be_looked_at(
    open_terminal: TerminalAtWork, paper: Path, verb: str, title: str
) -> None:
    open_terminal.print_to(paper)
    shown = open_terminal.ask(verb, "--preview")
    assert title in shown["text"]
    assert max(map(len, shown["text"].splitlines())) <= 32
    assert (shown["printed"], paper.exists()) == (False, False)


def test_a_slip_that_the_printer_does_not_confirm_is_not_told_as_printed(
    open_terminal: TerminalAtWork, tmp_path: Path
) -> None:
    with printer_on_a_line(tmp_path / "ttyS1", Behaviour(status=SILENT)):
        open_terminal.print_to(f"serial:{tmp_path / 'ttyS1'}")
        ran = open_terminal.run("--json", "collect", SOA, "--cash", "100")
    assert (ran.exit_code, ran.document["printed"]) == (0, False)
    assert "did not confirm" in ran.err
