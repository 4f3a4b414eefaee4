"""A whole small office in one directory: PSCloud's stand-in, a bridge, and the home of one terminal."""

import os
import selectors
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Self

from scripts.demo_day.stopping import undivided

ROOT = Path(__file__).resolve().parents[2]
PROGRAMS = Path(sys.executable).parent
START_WITHIN_S = 30
"""Far more than a start takes on a slow machine."""
STOP_WITHIN_S = 10
"""The bridge lets requests under way end for a few seconds; after that it is killed."""
COMMAND_WITHIN_S = 120
BUSINESS = {
    "NAME": "San Roque Cooperative",
    "ADDRESS": "Rizal St., Santiago, Isabela",
    "TIN": "000-123-456-00000",
    "FOOTER": "Thank you.",
}


class NotStarted(Exception):
    """A program did not start, or a command failed that everything after it needs."""


class Office:
    """Starts and stops the programs. Leaving the `with` block stops whatever still runs."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self.paper = directory / "paper.bin"
        self.environ = _environ(directory)
        self._key_file = directory / "pscloud.key"
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._bridge_port = 0

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _type: type[BaseException] | None, _error: object, _trace: TracebackType | None) -> None:
        with undivided():
            for name in reversed(list(self._running)):
                self._stop(name)

    def start_pscloud(self, *options: str) -> str:
        """PSCloud's stand-in with these options of scripts/sandbox; its address, which the bridge now has, too."""
        self._key_file.write_text("key-of-the-demo\n")
        self._key_file.chmod(0o600)
        words = [sys.executable, str(ROOT / "scripts" / "sandbox"), "--port", "0", "--key-file", str(self._key_file)]
        url = self._start("sandbox", [*words, *options])
        self.environ["MPOS_BRIDGE_PSCLOUD_URL"] = url
        return url

    def start_bridge(self) -> str:
        """`mpos-bridge serve`; its address, the same each time."""
        words = [str(PROGRAMS / "mpos-bridge"), "serve", "--host", "127.0.0.1", "--port", str(self._bridge_port)]
        url = self._start("bridge", words)
        self._bridge_port = int(url.rpartition(":")[2])
        return url

    @property
    def bridge_url(self) -> str:
        """Where the bridge listens that was started."""
        return f"http://127.0.0.1:{self._bridge_port}"

    def stop_bridge(self) -> None:
        """As if the network were gone."""
        with undivided():
            self._stop("bridge")

    def run(self, *words: str, typed: str = "") -> str:
        """Runs a command that is only preparation; its output. NotStarted tells what it complained of."""
        with undivided():
            ended = subprocess.run(
                words, env=self.environ, input=f"{typed}\n", capture_output=True, text=True, timeout=COMMAND_WITHIN_S
            )
        if ended.returncode:
            raise NotStarted(f"{' '.join(words)} ended with {ended.returncode}: {ended.stderr.strip()}")
        return ended.stdout

    def _start(self, name: str, words: Sequence[str]) -> str:
        complaints = self.directory / f"{name}.stderr"
        with undivided(), complaints.open("wb") as stderr:
            # A session of its own: Ctrl-C is for the demo, which then stops this one in order.
            process = self._running[name] = subprocess.Popen(
                words,
                env=self.environ,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=stderr,
                start_new_session=True,
            )
        line = _first_line(process)
        if "http://" not in line:
            raise NotStarted(f"the {name} did not start: {complaints.read_text().strip() or 'it said nothing'}")
        return line[line.index("http://") :].strip()

    def _stop(self, name: str) -> None:
        process = self._running.pop(name, None)
        if process is None:
            return
        process.terminate()
        try:
            process.wait(STOP_WITHIN_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
        _stdout(process).close()


def _environ(directory: Path) -> dict[str, str]:
    """The visitor's own environment, without any setting of MPOS that happens to be in it."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("MPOS_")}
    return {
        **inherited,
        "PATH": os.pathsep.join((str(PROGRAMS), inherited.get("PATH", os.defpath))),
        "MPOS_HOME": str(directory / "terminal"),
        "MPOS_PRINTER": f"file:{directory / 'paper.bin'}",
        "MPOS_BRIDGE_HOME": str(directory / "bridge"),
        "MPOS_BRIDGE_PSCLOUD_KEY_FILE": str(directory / "pscloud.key"),
        **{f"MPOS_BRIDGE_BUSINESS_{name}": text for name, text in BUSINESS.items()},
    }


def _first_line(process: subprocess.Popen[bytes]) -> str:
    with selectors.DefaultSelector() as selector:
        selector.register(_stdout(process), selectors.EVENT_READ)
        ready = selector.select(START_WITHIN_S)
    return _stdout(process).readline().decode() if ready else ""


def _stdout(process: subprocess.Popen[bytes]) -> IO[Any]:
    assert process.stdout is not None
    return process.stdout
