"""A receipt printer that others wrote: the emulator emupos, as a real process with a network and a serial printer.

scripts/emulator installs it, on a machine with Python 3.13; elsewhere the tests that print to it are skipped.
"""

import io
import os
import socket
import subprocess
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from PIL import Image

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / os.environ.get("MPOS_VENV", ".venv") / "emulator" / "bin" / "emupos"
DEADLINE_S = 300

NARROW, WIDE = "narrow", "wide"
_ROLL_OF_58_MM = """
type: printer
name: 58 mm roll
dpi: 203
width_dots: 384
font_a: {width: 12, height: 24}
font_b: {width: 9, height: 17}
code_pages: {0: PC437, 2: PC850}
default_code_page: 0
drawer_sensor_open_level: high
serial: {baud: 9600, data_bits: 8, parity: none, stop_bits: 1}
"""
_CONFIG = """
schema: 1
api: {{host: 127.0.0.1, port: {api_port}}}
devices:
  - id: narrow
    type: printer
    profile: ./narrow.yaml
    connections: [{{tcp: {{host: 127.0.0.1, port: {port}}}}}]
    receipts_dir: ./receipts
  - id: wide
    type: printer
    profile: epson-tm-t20iii
    connections: [serial: {{pty: true}}]
    receipts_dir: ./receipts
"""
_STARTED = "Showing events"
_DONE = "printer.job.completed"
_COMPLAINTS = ("printer.command.unknown", "printer.codepage.unsupported", "drawer.")


class Sheet(NamedTuple):
    """What one job left: its text, with a mark for each image, the paper's dots, and what no slip should hold."""

    lines: list[str]
    dots: Image.Image
    complaints: list[str]


class Emulator:
    """The running printers. `address` is what our setting takes; jobs are told one by one, in the order printed."""

    def __init__(self, process: "subprocess.Popen[str]", home: Path, port: int, api_port: int) -> None:
        self._process = process
        self._home = home
        self._api = f"http://127.0.0.1:{api_port}/api/v1/devices"
        self.address = {NARROW: f"tcp://127.0.0.1:{port}", WIDE: f"serial:{home}/emupos/wide"}

    def printed(self) -> Sheet:
        """Waits for the next job to be complete."""
        complaints: list[str] = []
        for event in self._events():
            if _DONE in event:
                name = event.split("→")[1].strip()
                receipts = self._home / "receipts"
                lines = (receipts / f"{name}.txt").read_text(encoding="utf-8").splitlines()
                dots = Image.open(io.BytesIO((receipts / f"{name}.png").read_bytes())).convert("L")
                return Sheet(lines, dots, complaints)
            if any(kind in event for kind in _COMPLAINTS):
                complaints.append(event)
        raise AssertionError("the emulator ended")

    @contextmanager
    def fault(self, device: str, name: str) -> Iterator[None]:
        """The printer is out of paper, say, while this lasts."""
        self._ask("PUT", f"{device}/faults/{name}")
        try:
            yield
        finally:
            self._ask("DELETE", f"{device}/faults/{name}")

    def wait_until_started(self) -> None:
        for event in self._events():
            if _STARTED in event:
                return
        raise AssertionError("the emulator did not start")

    def _events(self) -> Iterator[str]:
        assert self._process.stdout is not None
        return iter(self._process.stdout.readline, "")

    def _ask(self, method: str, path: str) -> None:
        request = urllib.request.Request(f"{self._api}/{path}", method=method)
        urllib.request.urlopen(request, timeout=DEADLINE_S).close()


@contextmanager
def emulator_running(home: Path) -> Iterator[Emulator]:
    """Both printers; whatever hangs is ended after the deadline."""
    port, api_port = _free_port(), _free_port()
    (home / "narrow.yaml").write_text(_ROLL_OF_58_MM)
    (home / "emupos.yaml").write_text(_CONFIG.format(port=port, api_port=api_port))
    environ = {"PATH": os.environ["PATH"], "HOME": str(home), "TMPDIR": str(home), "COLUMNS": "300"}
    command = [str(PROGRAM), "run", "--config", "emupos.yaml"]
    with subprocess.Popen(command, cwd=home, env=environ, stdout=subprocess.PIPE, text=True) as process:
        deadline = threading.Timer(DEADLINE_S, process.kill)
        deadline.start()
        try:
            emulator = Emulator(process, home, port, api_port)
            emulator.wait_until_started()
            yield emulator
        finally:
            deadline.cancel()
            process.terminate()


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port
