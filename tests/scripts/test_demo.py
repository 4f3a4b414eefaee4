"""The demo as a visitor runs it: a process of its own, with real processes under it."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

DEADLINE_S = 240
"""Several times what the day takes on a busy machine."""
DEMO = [sys.executable, "-P", "-m", "scripts.demo_day"]

Start = Callable[..., "subprocess.Popen[str]"]


@pytest.fixture
def temporary(tmp_path: Path) -> Path:
    directory = tmp_path / "tmp"
    directory.mkdir()
    return directory


@pytest.fixture
def start(temporary: Path) -> Iterator[Start]:
    started: list[subprocess.Popen[str]] = []

    def start_one(*options: str) -> subprocess.Popen[str]:
        pipe = subprocess.PIPE
        environ = {**os.environ, "TMPDIR": str(temporary), "SHELL": "/bin/sh"}
        started.append(
            subprocess.Popen([*DEMO, *options], env=environ, stdin=pipe, stdout=pipe, stderr=pipe, text=True)
        )
        return started[-1]

    yield start_one
    for process in started:
        process.kill()
        process.communicate()


def test_the_day_is_played_to_its_end_and_nothing_is_left(start: Start, temporary: Path) -> None:
    demo = start()
    told, complaints = demo.communicate(timeout=DEADLINE_S)
    assert (demo.returncode, complaints) == (0, "")
    assert "Everything holds." in told
    assert "│        COLLECTION RECEIPT        │" in told
    assert "\x1b" not in told
    assert_nothing_is_left(temporary)


@pytest.mark.parametrize(
    ("number", "exit_code"), [(signal.SIGINT, 130), (signal.SIGTERM, 128 + signal.SIGTERM), (signal.SIGHUP, 129)]
)
def test_a_demo_that_is_stopped_leaves_nothing(
    start: Start, temporary: Path, number: signal.Signals, exit_code: int
) -> None:
    demo = start()
    assert demo.stdout
    while "$ mpos enroll" not in demo.stdout.readline():
        assert demo.poll() is None
    demo.send_signal(number)
    demo.communicate(timeout=DEADLINE_S)
    assert demo.returncode == exit_code
    assert_nothing_is_left(temporary)


def test_a_demo_whose_reader_goes_away_leaves_nothing(start: Start, temporary: Path) -> None:
    demo = start()
    assert demo.stdout
    assert demo.stdout.readline().startswith("A day of MPOS")
    demo.stdout.close()
    assert demo.wait(DEADLINE_S) == 1
    assert_nothing_is_left(temporary)


def test_commands_that_are_piped_in_run_in_the_visitors_shell(start: Start, temporary: Path) -> None:
    demo = start("--shell")
    commands = (
        "mpos open-registry --change-fund 500 >/dev/null || exit 1\n"
        "mpos collect $(mpos soa list --limit 1 | tail -1 | cut -f1) --cash 100 >/dev/null || exit 1\n"
        "show-paper\n"
        "mpos-bridge terminals list --json >/dev/null || exit 1\n"
        "exit 7\n"
    )
    shown, _ = demo.communicate(commands, timeout=DEADLINE_S)
    assert demo.returncode == 7
    assert "│        COLLECTION RECEIPT        │" in shown
    assert_nothing_is_left(temporary)


def test_a_directory_that_holds_something_is_not_played_in(start: Start, tmp_path: Path) -> None:
    (tmp_path / "letter").write_text("Dear")
    demo = start("--keep", str(tmp_path))
    _, complaints = demo.communicate(timeout=DEADLINE_S)
    assert demo.returncode == 1
    assert complaints.strip().endswith("is not empty; name another directory")
    assert (tmp_path / "letter").read_text() == "Dear"


def assert_nothing_is_left(temporary: Path) -> None:
    assert list(temporary.iterdir()) == []
    assert [process for process in processes() if str(temporary).encode() in process] == []


def processes() -> Iterator[bytes]:
    """The environment of each process; ours all have the temporary directory's name in it."""
    for environ in Path("/proc").glob("[0-9]*/environ"):
        try:
            yield environ.read_bytes()
        except OSError:
            continue
