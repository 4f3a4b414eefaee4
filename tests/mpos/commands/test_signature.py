"""mpos signature on a device: a real process, a panel that is a pipe, and a keypad that is a pseudo-terminal."""

import json
import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest

from tests.mpos.signing import SCRAWL, kept_pictures, recorded
from tests.mpos.terminal_at_work import TerminalAtWork, assert_one_line

ROOT = Path(__file__).parents[3]
DEADLINE_S = 60
FIRST = "A00000001"


@pytest.fixture
def paid(open_terminal: TerminalAtWork) -> TerminalAtWork:
    open_terminal.collect("100")
    return open_terminal


@pytest.fixture
def panel(tmp_path: Path) -> Path:
    path = tmp_path / "event0"
    os.mkfifo(path)
    return path


def begin(terminal: TerminalAtWork, panel: Path, keypad: int) -> subprocess.Popen[str]:
    """Waits for a customer on this panel, with this keypad at hand."""
    words = [sys.executable, "-m", "mpos", "--json", "signature", "capture", FIRST, "--device", str(panel)]
    streams = {"stdin": keypad, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    return subprocess.Popen(words, cwd=ROOT, env=terminal.environ, text=True, **streams)  # type: ignore[call-overload,no-any-return]


def test_a_customer_signs_on_the_panel_and_enter_ends_it(paid: TerminalAtWork, panel: Path) -> None:
    fingers, keypad = pty.openpty()
    process = begin(paid, panel, keypad)
    with panel.open("wb", buffering=0) as pen:
        assert process.stderr is not None
        assert "Enter ends it" in process.stderr.readline()
        pen.write(recorded(SCRAWL))
        # What is typed before the panel was read is taken after it: the panel is heard first.
        os.write(fingers, b"\n")
        out, err = process.communicate(timeout=DEADLINE_S)
    assert (process.returncode, err) == (0, "")
    assert [path.stem for path in kept_pictures(paid)] == [json.loads(out)["sha256"]]
    os.close(fingers)
    os.close(keypad)


def test_nothing_written_records_nothing(paid: TerminalAtWork, panel: Path) -> None:
    before = paid.head
    # Nobody holds the other end: as a panel that is pulled out at once.
    ran = paid.run("signature", "capture", FIRST, "--device", str(panel), "--seconds", "1")
    assert (ran.exit_code, paid.head, kept_pictures(paid)) == (2, before, [])
    assert "no signature" in ran.err


@pytest.mark.parametrize(
    ("typed", "exit_code", "told"),
    [
        ("signature", 2, "Missing command"),
        ("signature add", 2, "RECEIPT_NO"),
        (f"signature add {FIRST}", 2, "FILE"),
        (f"signature add {FIRST} HOME/nowhere.png", 2, "No such file"),
        (f"signature add {FIRST} HOME", 2, "can't be read"),
        (f"signature add {FIRST} /dev/zero", 2, "not a file"),
        (f"signature add {FIRST} HOME/terminal.key", 2, "no picture"),
        ("signature add A00000009 HOME/terminal.key", 4, "No receipt A00000009"),
        (f"signature capture {FIRST} --device HOME/nowhere", 4, "can't be read"),
        (f"signature capture {FIRST} --seconds 0", 2, "--seconds"),
        (f"signature capture {FIRST} --seconds 601", 2, "--seconds"),
        ("signature capture A00000009 --device HOME/nowhere", 4, "No receipt A00000009"),
        (f"signature show {FIRST}", 4, "Nobody has signed"),
        ("signature show A00000009", 4, "No receipt A00000009"),
    ],
)
def test_bad_input_is_told_in_one_line_and_records_nothing(
    paid: TerminalAtWork, typed: str, exit_code: int, told: str
) -> None:
    before = paid.head
    ran = paid.run(*typed.replace("HOME", str(paid.home)).split())
    assert (ran.exit_code, paid.head) == (exit_code, before)
    assert_one_line(ran, [told])


def test_a_device_without_a_panel_says_what_else_there_is(paid: TerminalAtWork) -> None:
    if any(Path("/sys/class/input").glob("event*")):
        pytest.skip("this machine has input devices of its own")
    ran = paid.run("signature", "capture", FIRST)
    assert ran.exit_code == 4
    assert_one_line(ran, ["no touch panel", "mpos signature add"])
