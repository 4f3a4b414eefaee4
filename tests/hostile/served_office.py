"""The real daemon on 127.0.0.1, and a terminal that speaks to it over real sockets."""

import os
import re
import select
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import httpx

from bridge.app import open_bridge
from mpos.contract.clock import SystemClock
from tests.bridge.office_core import MANILA, Core, MovableClock, open_core

DEADLINE_S = 30


class Present(MovableClock):
    """The machine's clock: the daemon's own."""

    def now(self) -> datetime:
        return SystemClock(MANILA).now()


class Served(NamedTuple):
    """The daemon under attack."""

    process: "subprocess.Popen[str]"
    port: int
    core: Core

    def connect(self) -> socket.socket:
        """One more connection, which waits no longer than a terminal would."""
        return socket.create_connection(("127.0.0.1", self.port), timeout=DEADLINE_S)

    @property
    def peak_mib(self) -> int:
        """The most memory that the daemon has held."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        found = re.search(r"VmHWM:\s+(\d+) kB", status)
        assert found is not None
        return int(found[1]) // 1024


@contextmanager
def served(home: Path) -> Iterator[Served]:
    """`mpos-bridge serve` in a home of its own, its PSCloud away."""
    with open_core(home):
        pass
    environ = {**os.environ, "MPOS_BRIDGE_HOME": str(home), "MPOS_BRIDGE_PSCLOUD_URL": "http://127.0.0.1:9/api/v1"}
    environ["MPOS_BRIDGE_PSCLOUD_KEY"] = "a-key-for-tests"
    argv = [sys.executable, "-m", "bridge", "serve", "--port", "0"]
    with subprocess.Popen(argv, env=environ, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        try:
            port = _port_of(process)
            bridge = open_bridge(environ)
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=DEADLINE_S) as http:
                yield Served(process, port, Core(bridge, Present(), http))
            bridge.close()
        finally:
            if process.poll() is None:
                process.kill()


def _port_of(process: "subprocess.Popen[str]") -> int:
    assert process.stdout is not None
    assert select.select([process.stdout], [], [], DEADLINE_S)[0], "it says nothing"
    found = re.search(r"127\.0\.0\.1:(\d+)", process.stdout.readline())
    assert found is not None
    return int(found[1])
