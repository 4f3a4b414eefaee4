"""The work of the office's commands, for the benchmark of its pages: each once more in an office that is open."""

import io
from collections.abc import Callable, Iterator
from contextlib import redirect_stdout
from typing import TYPE_CHECKING

from bridge.app import Bridge
from bridge.commands import run
from scripts.benchmarks.big_office import TODAY, Size, StandingClock, environment
from scripts.benchmarks.big_office_days import terminal_at
from scripts.benchmarks.big_office_soas import customer_at

if TYPE_CHECKING:
    from scripts.benchmarks.office_pages import Subject

PARTLY_DONE = 8
"""Not a failure of the command: it has found something that a person should see."""


def commands(bridge: Bridge, size: Size) -> Iterator["Subject"]:
    """Those that only look, and look at little: proofs such as audit read everything by intent."""
    from scripts.benchmarks.office_pages import Subject

    soa_no = customer_at(size, 3).soa_no
    lines = (
        "today",
        "downloads",
        "downloads 1",
        "soa list",
        "soa list --search pena,jose",
        "soa list --search a",
        "soa list --overdue --sort amount",
        "soa list --disputed --sort name",
        f"soa show {soa_no}",
        "codes list",
        "collectors list",
        "payments list",
        f"payments list --date {TODAY}",
        "payments list --status failed",
        "terminals list",
        f"terminals show {terminal_at(1)}",
        "alerts list",
        "deeds list",
        "users list",
    )
    environ = environment(bridge.settings.home)
    for line in lines:
        words = [word.replace(",", " ") for word in line.split()]
        yield Subject(f"mpos-bridge {' '.join(words)}", _run([*words, "--json"], environ))


def _run(words: list[str], environ: dict[str, str]) -> Callable[[], None]:
    def command() -> None:
        said = io.StringIO()
        with redirect_stdout(said):
            exit_code = run(words, environ, StandingClock())
        assert exit_code in (0, PARTLY_DONE), f"exit code {exit_code}: {said.getvalue()[:200]!r}"

    return command
