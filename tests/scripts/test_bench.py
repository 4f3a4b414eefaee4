"""The benchmark as CI runs it. Figures are not judged here: machines differ, the table says on which it was."""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from importlib import import_module
from pathlib import Path
from socket import create_connection, create_server, socket

import pytest

from scripts.benchmarks.groups import GROUPS
from scripts.benchmarks.measuring import CannotCount, Cost, RunFailed, count_syncs, peak_memory, time_of
from scripts.benchmarks.slow_line import Cut, Line, drawn
from scripts.benchmarks.terminal_commands import BARE, COLLECT, COLLECT_TO_PAPER, KEYPAD, LIST, LIST_AS_JSON, judged

DEADLINE_S = 240
PYTHON = sys.executable


def test_the_short_run_gives_the_table_and_writes_it(tmp_path: Path) -> None:
    report, temporary = tmp_path / "bench.md", tmp_path / "tmp"
    temporary.mkdir()
    ended = subprocess.run(
        [PYTHON, "-P", "-m", "scripts.benchmarks", "terminal", "search", "--short", "--write", str(report)],
        env={**os.environ, "TMPDIR": str(temporary)},
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
    )
    assert ended.returncode == 0, ended.stderr
    for name in (COLLECT, COLLECT_TO_PAPER, KEYPAD, LIST, LIST_AS_JSON, "mpos status", "mpos --help"):
        assert f"time: {name}" in ended.stdout
        assert f"| time: {name} |" in report.read_text()
    assert "in exact look-ups" in ended.stdout
    assert list(temporary.iterdir()) == []


def test_a_goal_is_judged_against_the_bare_interpreter_of_the_same_run() -> None:
    costs = {name: Cost(0.05, 20_480) for name in (COLLECT, COLLECT_TO_PAPER, LIST)}
    fast, slow = costs | {BARE: Cost(0.02, 10_240)}, costs | {BARE: Cost(0.001, 10_240)}
    assert (f"time: {COLLECT}", "<= 3", "2.5", "yes") in list(judged(fast))
    assert (f"time: {COLLECT}", "<= 3", "50.0", "NO") in list(judged(slow))
    assert (f"memory: {COLLECT}", "<= 2.5", "2.0 (20 MiB)", "yes") in list(judged(fast))


@pytest.mark.parametrize("name", GROUPS)
def test_each_group_has_its_file(name: str) -> None:
    assert callable(import_module(f"scripts.benchmarks.{GROUPS[name].module}").figures)


def test_a_line_counts_what_goes_over_it_and_is_cut_as_often_as_it_is_told() -> None:
    for cut in (0.0, 1.0):
        line = Line(cut=cut)
        with _ends_of(line) as (near, far):
            near.sendall(b"GET / HTTP/1.1\r\n" + b"x" * 5_000)
            there, _ = far.accept()
            with closing(there), suppress(OSError):
                there.settimeout(DEADLINE_S)
                while line.up < 5_016 and there.recv(65_536):
                    pass
        assert (line.connections, line.cuts, line.requests) == (1, int(cut), 1)
        assert (line.up == 5_016) == (cut == 0)


@pytest.mark.parametrize("of_answer", [False, True])
def test_a_line_is_surely_cut_where_it_is_told(of_answer: bool) -> None:
    line = Line(sure=[Cut("/there", 1_000, of_answer)])
    with _ends_of(line) as (near, far):
        near.sendall(b"GET /elsewhere HTTP/1.1\r\n" + b"x" * 2_000)
        there, _ = far.accept()
        with closing(there), suppress(OSError):
            there.settimeout(DEADLINE_S)
            _receive(there, 2_025)
            near.sendall(b"GET /there HTTP/1.1\r\n" + b"x" * (10 if of_answer else 2_000))
            _receive(there, 31)
            if of_answer:
                there.sendall(b"x" * 2_000)
            while there.recv(65_536):
                pass
    assert (line.connections, line.cuts, line.sure) == (1, 1, [])
    assert line.down < 2_000
    assert (line.down >= 1_000) == of_answer


def _receive(there: socket, count: int) -> None:
    while count > 0 and (content := there.recv(65_536)):
        count -= len(content)


@contextmanager
def _ends_of(line: Line) -> Iterator[tuple[socket, socket]]:
    """A connection through the line, and the server where the line ends."""
    with (
        closing(create_server(("127.0.0.1", 0))) as far,
        drawn(line, f"http://127.0.0.1:{_port(far)}") as url,
        closing(create_connection(("127.0.0.1", int(url.rpartition(":")[2])), DEADLINE_S)) as near,
    ):
        yield near, far


def _port(server: socket) -> int:
    return int(server.getsockname()[1])


def test_a_command_that_fails_is_not_measured() -> None:
    with pytest.raises(RunFailed, match="no luck"):
        time_of([PYTHON, "-c", "import sys; sys.exit('no luck')"], os.environ)
    with pytest.raises(RunFailed, match="ended with 1"):
        peak_memory([PYTHON, "-c", "import sys; sys.exit(1)"], os.environ)


def test_the_peak_is_that_of_the_command_and_not_of_its_parent() -> None:
    small = peak_memory([PYTHON, "-c", "pass"], os.environ)
    large = peak_memory([PYTHON, "-c", "b'x' * 50_000_000"], os.environ)
    assert large - small > 40_000
    assert small < 30_000


def test_waits_for_the_disk_are_counted_or_said_not_to_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    syncing = "import os; f = os.open('f', os.O_CREAT | os.O_WRONLY); os.fsync(f); os.fdatasync(f)"
    monkeypatch.chdir(tmp_path)
    with suppress(CannotCount):
        assert count_syncs([PYTHON, "-c", syncing], os.environ, tmp_path / "trace") == 2
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(CannotCount, match="not installed"):
        count_syncs([PYTHON, "-c", syncing], os.environ, tmp_path / "trace")
