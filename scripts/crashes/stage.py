"""Where commands are killed: one office with its PSCloud, and as many terminals as are wanted, all freshly enrolled.

What only prepares a kill, or follows it, runs in this process, through the same doors as the console scripts: it takes
a tenth of the time.
"""

import io
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, NamedTuple, Self

from bridge.commands import run as run_bridge
from mpos.commands import run as run_mpos
from scripts.crashes.pscloud_books import Books, read_books
from scripts.demo_day.office import Office
from scripts.demo_day.opening import CODE, LOGIN, NAME, PASSWORD, PIN

PROGRAMS: Mapping[str, Callable[[Sequence[str], Mapping[str, str]], int]] = {
    "mpos": run_mpos,
    "mpos-bridge": run_bridge,
}
NEVER_S = "86400"
"""`serve` goes its round when it starts; all later rounds are those that a kill asks for."""


class Unexpected(Exception):
    """A command that only prepared a kill, or ended the day after it, ended as it should not."""


class Ran(NamedTuple):
    """How a command in this process ended."""

    exit_code: int
    shown: str
    complaint: str


class Site:
    """Commands with one environment, run in this process."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self.environ = dict(environ)

    def run(self, *words: str, typed: str = "") -> Ran:
        """Runs a command, whatever its exit code."""
        shown, complaint, stdin = io.StringIO(), io.StringIO(), sys.stdin
        sys.stdin = io.StringIO(typed)
        try:
            with redirect_stdout(shown), redirect_stderr(complaint):
                exit_code = PROGRAMS[words[0]](words[1:], self.environ)
        finally:
            sys.stdin = stdin
        return Ran(exit_code, shown.getvalue(), complaint.getvalue())

    def do(self, *words: str, typed: str = "", expected: Sequence[int] = (0,)) -> str:
        """Runs a command that has to end with one of these exit codes; what it showed. Unexpected otherwise."""
        ran = self.run(*words, typed=typed)
        if ran.exit_code not in expected:
            raise Unexpected(f"{' '.join(words)} ended with {ran.exit_code}: {ran.complaint or ran.shown}".strip())
        return ran.shown

    def ask(self, *words: str, expected: Sequence[int] = (0,)) -> dict[str, Any]:
        """The JSON document that a command answers with."""
        content: dict[str, Any] = json.loads(self.do(*words, "--json", expected=expected))
        return content


class Device(Site):
    """One terminal: its home and its paper."""

    def __init__(self, environ: Mapping[str, str], directory: Path) -> None:
        self.home, self.paper = directory / "home", directory / "paper.bin"
        paths = {"MPOS_HOME": str(self.home), "MPOS_PRINTER": f"file:{self.paper}"}
        super().__init__({**environ, **paths})

    def moved(self, home: Path) -> Self:
        """The same terminal in another home, as after a restore; its paper stays."""
        other = type(self)(self.environ, home.parent)
        other.home = home
        other.environ |= {"MPOS_HOME": str(home), "MPOS_PRINTER": f"file:{self.paper}"}
        other.paper = self.paper
        return other


class Stage(Site):
    """The office. Leaving the `with` block stops its programs. `is_warm`: this process may be forked for a command."""

    def __init__(self, directory: Path, *, is_warm: bool = False) -> None:
        self.directory, self.is_warm = directory, is_warm
        self.office = Office(directory)
        self.office.environ["MPOS_BRIDGE_POLL_SECONDS"] = NEVER_S
        super().__init__(self.office.environ)
        self.bridge_url = self.pscloud_url = ""
        self.bridge_home = directory / "bridge"
        self.planted: tuple[str, ...] = ()
        """Faults in the product, for the proof that they are found: see `before` of the runner."""

    def __enter__(self) -> Self:
        self.office.__enter__()
        try:
            self._open()
        except BaseException:
            self.office.__exit__(None, None, None)
            raise
        return self

    def __exit__(self, *failure: Any) -> None:
        self.office.__exit__(*failure)

    def enrolment_code(self) -> str:
        """A code that lets one terminal in."""
        return str(self.ask("mpos-bridge", "terminals", "enroll")["code"])

    def device(self, directory: Path, bridge_url: str | None = None) -> Device:
        """A terminal in this directory: enrolled, Ana logged in, her list on it, and a day of its own open."""
        device = Device(self.environ, directory)
        url = bridge_url or self.bridge_url
        device.do("mpos", "enroll", "--bridge", url, "--code", self.enrolment_code())
        log_in(device)
        device.do("mpos", "download-soa")
        return device

    def books(self) -> Books:
        """What PSCloud has, as it says itself."""
        return read_books(self.pscloud_url, (self.directory / "pscloud.key").read_text().strip())

    def _open(self) -> None:
        self.pscloud_url = self.office.start_pscloud()
        self.environ = self.office.environ
        self.do("mpos-bridge", "init", "--admin", "office", "--password", "-", typed=f"{PASSWORD}\n")
        self.do("mpos-bridge", "sync", "--download")
        words = ("mpos-bridge", "collectors", "add", LOGIN, "--name", NAME, "--code", CODE, "--pin", "-")
        self.do(*words, typed=f"{PIN}\n")
        self.bridge_url = self.office.start_bridge()


def log_in(device: Site) -> None:
    """Ana begins her work on this terminal."""
    device.do("mpos", "login", LOGIN, "--pin", "-", typed=f"{PIN}\n")
