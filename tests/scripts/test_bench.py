"""The benchmark as CI runs it. Figures are not judged here: machines differ, the table says on which it was."""

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import pytest

from scripts.benchmarks.figures import BARE, COLLECT, COLLECT_TO_PAPER, LIST, LIST_AS_JSON, Figure, figures
from scripts.benchmarks.measuring import CannotCount, Cost, RunFailed, count_syncs, peak_memory, time_of

DEADLINE_S = 240
PYTHON = sys.executable
NO_SYNCS = Figure("fsyncs", "", "2", "")


def test_the_short_run_gives_the_table_and_writes_it(tmp_path: Path) -> None:
    report, temporary = tmp_path / "bench.md", tmp_path / "tmp"
    temporary.mkdir()
    ended = subprocess.run(
        [PYTHON, "-P", "-m", "scripts.benchmarks", "--short", "--write", str(report)],
        env={**os.environ, "TMPDIR": str(temporary)},
        capture_output=True,
        text=True,
        timeout=DEADLINE_S,
    )
    assert ended.returncode == 0, ended.stderr
    for name in (COLLECT, COLLECT_TO_PAPER, LIST, LIST_AS_JSON, "mpos status", "mpos --help"):
        assert f"time: {name}" in ended.stdout
        assert f"| time: {name} |" in report.read_text()
    assert list(temporary.iterdir()) == []


def test_a_goal_is_judged_against_the_bare_interpreter_of_the_same_run() -> None:
    costs = {name: Cost(0.05, 20_480) for name in (COLLECT, COLLECT_TO_PAPER, LIST)}
    fast, slow = costs | {BARE: Cost(0.01, 10_240)}, costs | {BARE: Cost(0.001, 10_240)}
    assert next(figures(fast, NO_SYNCS)) == (f"time: {COLLECT}", "<= 10", "5.0", "yes")
    assert next(figures(slow, NO_SYNCS)) == (f"time: {COLLECT}", "<= 10", "50.0", "NO")
    assert Figure(f"memory: {COLLECT}", "", "2.0 (20 MiB)", "") in figures(fast, NO_SYNCS)


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
