"""How long a command takes, what memory it needs, and how often it waits for the disk."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from statistics import median
from typing import NamedTuple

from scripts.demo_day.stopping import undivided

RUN_WITHIN_S = 60
# The memory of a process counts from its fork on, when it is still a copy of its parent. So a small parent starts it.
PEAK_OF_CHILD = """
import os, sys
quiet = (os.POSIX_SPAWN_OPEN, 1, "/dev/null", os.O_WRONLY, 0)
child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=[quiet])
_, status, usage = os.wait4(child, 0)
print(usage.ru_maxrss)
sys.exit(os.waitstatus_to_exitcode(status))
"""

Words = Sequence[str]
NextWords = Callable[[], Words]


class RunFailed(Exception):
    """A command that was to be measured ended with an error."""


class CannotCount(Exception):
    """This machine can't count waits for the disk."""


class Cost(NamedTuple):
    """Medians of one command."""

    time_s: float
    memory_kib: float


def measure(
    subjects: Mapping[str, NextWords],
    rounds: int,
    environ: Mapping[str, str],
    otherwise: Mapping[str, Callable[[Words, Mapping[str, str]], float]] | None = None,
) -> dict[str, Cost]:
    """Runs each subject once a round, so that whatever else the machine does meets all alike.

    `otherwise` times subjects that do not end by themselves; their memory is not told.
    """
    timers = otherwise or {}
    times: dict[str, list[float]] = {name: [] for name in subjects}
    # The round before the first fills caches, and tells the memory.
    peaks = {name: 0 if name in timers else peak_memory(words(), environ) for name, words in subjects.items()}
    for _ in range(rounds):
        for name, words in subjects.items():
            times[name].append(timers.get(name, time_of)(words(), environ))
    return {name: Cost(median(times[name]), peaks[name]) for name in subjects}


def program_of(words: Words, environ: Mapping[str, str]) -> str:
    """The file that the first word names."""
    return shutil.which(words[0], path=environ.get("PATH")) or words[0]


def time_of(words: Words, environ: Mapping[str, str]) -> float:
    """Seconds from start to end of one process."""
    began = time.perf_counter()
    ended = _run(words, environ, stdout=subprocess.DEVNULL)
    took_s = time.perf_counter() - began
    _check(words, ended)
    return took_s


def peak_memory(words: Words, environ: Mapping[str, str]) -> int:
    """KiB of one process at its largest."""
    probe = [sys.executable, "-I", "-S", "-c", PEAK_OF_CHILD, program_of(words, environ), *words[1:]]
    ended = _run(probe, environ)
    _check(words, ended)
    return int(ended.stdout)


def count_syncs(words: Words, environ: Mapping[str, str], trace: Path) -> int:
    """Calls of fsync and fdatasync in one process. CannotCount without strace, or where it may not trace."""
    if not shutil.which("strace"):
        raise CannotCount("strace is not installed")
    strace = ["strace", "-f", "-qq", "-e", "trace=fsync,fdatasync", "-o", os.fspath(trace)]
    ended = _run([*strace, *words], environ)
    if ended.returncode:
        raise CannotCount(f"strace does not work here: {ended.stderr.decode().strip()}")
    return sum("sync(" in line for line in trace.read_text().splitlines())


def _run(words: Words, environ: Mapping[str, str], stdout: int = subprocess.PIPE) -> subprocess.CompletedProcess[bytes]:
    with undivided():
        return subprocess.run(words, env=environ, stdout=stdout, stderr=subprocess.PIPE, timeout=RUN_WITHIN_S)


def _check(words: Words, ended: subprocess.CompletedProcess[bytes]) -> None:
    if ended.returncode:
        raise RunFailed(f"{' '.join(words)} ended with {ended.returncode}: {ended.stderr.decode().strip()}")
