"""Tells the day: what is done and why, the command as it is typed, what it shows, and what comes out of the printer."""

import json
import re
import shlex
import textwrap
from typing import Any

from scripts.demo_day.office import Office
from scripts.demo_day.paper import side_by_side, slips_in
from scripts.demo_day.screen import Ended, run_on_screen
from scripts.demo_day.stopping import undivided

INDENT = "    "
STYLE = re.compile(r"\x1b\[[0-9;]*m")
BOLD, DIM, PLAIN = "\x1b[1m", "\x1b[2m", "\x1b[0m"


class StepFailed(Exception):
    """A command of the day ended in another way than it should."""

    def __init__(self, step: str, line: str, expected: int, ended: Ended) -> None:
        super().__init__(step)
        self.story = (
            f"The demo stopped at: {step}\n$ {line}\n"
            f"ended with exit code {ended.exit_code} instead of {expected}.\n{ended.complaint.strip()}"
        )


class Narrator:
    """Runs the day's commands in an office, and tells of them on stdout. StepFailed when one ends unexpectedly."""

    def __init__(self, office: Office, columns: int, *, styled: bool) -> None:
        self._office = office
        self._columns = columns
        self._styled = styled
        self._step = ""
        self._steps = 0
        self._paper_read = 0

    def part(self, title: str) -> None:
        """A part of the day begins."""
        rule = "─" * (self._columns - len(title) - 4)
        self._say(f"\n{BOLD}── {title} {rule}{PLAIN}")

    def step(self, title: str, why: str) -> None:
        """What is done next, and why."""
        self._steps += 1
        self._step = f"{self._steps}. {title}"
        self._say(f"\n{BOLD}{self._step}{PLAIN}")
        self._show(why)

    def run(self, *words: str, typed: str = "", expected: int = 0) -> str:
        """Runs the command and shows it, its output and its slips; what it showed."""
        line = f"echo {typed} | {shlex.join(words)}" if typed else shlex.join(words)
        self._say(f"\n{INDENT}{DIM}${PLAIN} {BOLD}{line}{PLAIN}")
        with undivided():
            ended = run_on_screen(words, self._office.environ, self._columns - len(INDENT), f"{typed}\n")
        self._show(ended.shown + ended.complaint)
        if ended.exit_code != expected:
            raise StepFailed(self._step, line, expected, ended)
        if expected:
            self._say(f"{INDENT}{DIM}(exit code {ended.exit_code}){PLAIN}")
        self._show_slips()
        return ended.shown

    def ask(self, *words: str) -> dict[str, Any]:
        """What a command answers to --json, of which nothing is shown."""
        answer: dict[str, Any] = json.loads(self._office.run(*words, "--json"))
        return answer

    def _show(self, text: str) -> None:
        """The text as a window shows it, but broken between words."""
        room = self._columns - len(INDENT)
        for line in text.splitlines():
            fits = len(STYLE.sub("", line)) <= room
            for piece in [line] if fits else textwrap.wrap(line, room, break_on_hyphens=False):
                self._say(f"{INDENT}{piece}".rstrip())

    def _show_slips(self) -> None:
        printed = self._office.paper.read_bytes() if self._office.paper.exists() else b""
        slips = slips_in(printed[self._paper_read :])
        self._paper_read = len(printed)
        if slips:
            self._say("")
        for line in side_by_side(slips, self._columns - len(INDENT)):
            self._say(f"{INDENT}{line}")

    def _say(self, line: str) -> None:
        print(line if self._styled else STYLE.sub("", line), flush=True)
