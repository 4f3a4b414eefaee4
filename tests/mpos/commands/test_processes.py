"""Real processes on one store: killed at any moment, or two at once."""

import json
import random
import subprocess
import sys
import time
from pathlib import Path

from tests.mpos.office_at_work import SOA
from tests.mpos.terminal_at_work import TerminalAtWork

ROOT = Path(__file__).parents[3]
KILLS = 15


def start(terminal: TerminalAtWork, *argv: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "mpos", "--json", *argv],
        cwd=ROOT,
        env=terminal.environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def assert_sound(terminal: TerminalAtWork) -> None:
    """The journal holds, the rows say what it says, and the numbers run without gap."""
    assert terminal.ask("journal", "verify")["ok"]
    bodies = [json.loads(body) for (body,) in terminal.rows(PAYMENT_BODIES)]
    rows = terminal.rows("SELECT seq, payment_id, receipt_no, amount_minor FROM payment ORDER BY seq")
    assert [(body["payment_id"], body["receipt_no"]) for body in bodies] == [row[1:3] for row in rows]
    assert [row[2] for row in rows] == [f"A{number:08}" for number in range(1, len(rows) + 1)]
    assert terminal.rows("SELECT count(DISTINCT payment_seq) FROM tender") == [(len(rows),)]
    x = terminal.ask("x-reading", "--no-print")
    assert x["receipts"] == len(rows)
    assert x["gross"] == f"{sum(row[3] for row in rows) / 100:.2f}"


PAYMENT_BODIES = "SELECT body FROM journal WHERE kind = 'payment_recorded' ORDER BY seq"


def test_kill_9_at_any_moment_leaves_whole_payments_in_a_row(open_terminal: TerminalAtWork, tmp_path: Path) -> None:
    open_terminal.print_to(tmp_path / "paper")
    begun_s = time.monotonic()
    shown = [_killed_after(open_terminal, None)]
    whole_run_s = time.monotonic() - begun_s
    chance = random.Random(22)
    for _ in range(KILLS):
        shown.append(_killed_after(open_terminal, chance.uniform(0, 1) * whole_run_s))
        assert_sound(open_terminal)
    recorded = {row[0] for row in open_terminal.rows("SELECT receipt_no FROM payment")}
    assert {receipt_no for receipt_no in shown if receipt_no} <= recorded
    _assert_no_original_twice(open_terminal, tmp_path / "paper")


def test_payments_taken_at_the_same_time_wait_for_one_another(open_terminal: TerminalAtWork) -> None:
    processes = [start(open_terminal, "collect", SOA, "--cash", "400") for _ in range(4)]
    codes = sorted(process.wait(60) for process in processes)
    answers = [json.loads(process.communicate()[0]) for process in processes]
    # The last of them finds 75.50 left: that is what it takes, and gives the rest back.
    assert codes == [0, 0, 0, 0]
    assert sorted(answer["amount"] for answer in answers) == ["400.00", "400.00", "400.00", "75.50"]
    assert sorted(answer["receipt_no"] for answer in answers) == [f"A{number:08}" for number in range(1, 5)]
    assert open_terminal.due() == "0.00"
    assert_sound(open_terminal)


def test_a_reader_that_leaves_early_is_no_accident(terminal: TerminalAtWork) -> None:
    process = start(terminal, "journal", "export")
    assert process.stdout is not None
    process.stdout.close()
    _, err = process.communicate(timeout=60)
    assert "Traceback" not in err
    assert "unforeseen" not in err


def _killed_after(terminal: TerminalAtWork, run_s: float | None) -> str | None:
    """Takes a payment, or dies on the way; the receipt number if it was shown."""
    process = start(terminal, "collect", SOA, "--cash", "1")
    try:
        process.wait(run_s)
    except subprocess.TimeoutExpired:
        process.kill()
    out, _ = process.communicate()
    return json.loads(out)["receipt_no"] if process.returncode == 0 else None


def _assert_no_original_twice(terminal: TerminalAtWork, paper: Path) -> None:
    """Each slip that is on paper is there once, and what is not is in doubt or still waits."""
    printed = paper.read_bytes().decode("cp437")
    rows = terminal.rows("SELECT receipt_no, state FROM print_job WHERE slip = 'receipt'")
    for receipt_no, state in rows:
        # Where it ends a line it is the slip's own number; the check code begins with it, too.
        times = printed.count(f"{receipt_no}\n")
        assert times == 1 if state == "confirmed" else times <= 1
    assert {"confirmed"} <= {state for _, state in rows}
