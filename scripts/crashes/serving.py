"""The daemon, killed while it answers a terminal: an upload, an enrolment, the download of a list.

Each server under the runner is first the restarted one, which makes good what the kill before it has left, and then
the next to die.
"""

import shutil
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import ClassVar

from mpos.contract import kinds
from scripts.crashes.bridge_commands import OfficeCommand
from scripts.crashes.killed import Orders
from scripts.crashes.ledger import NOTHING
from scripts.crashes.running import Ended, Kill, Running, start_ordered
from scripts.crashes.stage import Device, log_in

LISTENING = "Listening at "
UNREACHABLE = 3


class Serving(OfficeCommand):
    """A request that the daemon dies of; `words` are the terminal's."""

    cost = 3
    _server: Running | None = None
    _port = "0"

    def set_up(self) -> None:
        self._orders_file = self.directory / "kill-at"
        self.start()
        super().set_up()

    def start(self) -> Running:
        """The daemon, at the same address each time."""
        words = ("mpos-bridge", "serve", "--host", "127.0.0.1", "--port", self._port)
        orders = Orders(0, on_signal=str(self._orders_file), before=self.stage.planted)
        server = self._server = start_ordered(words, self.stage.environ, orders, is_warm=self.stage.is_warm)
        self.url = server.wait_for(LISTENING).partition(LISTENING)[2].strip()
        self._port = self.url.rpartition(":")[2]
        return server

    def close(self) -> None:
        if self._server is not None:
            self._server.signal(signal.SIGKILL)
            self._server.end()
            self._server = None

    def new_device(self) -> Device:
        return self.stage.device(self.directory, self.url)

    def run_killed(self, kill: Kill) -> Ended:
        server, self._server = self._server or self.start(), None
        # A step that never comes, where somebody else kills or nobody.
        self._orders_file.write_text(str(kill.at_step or 0))
        server.kill_after_s = kill.after_s
        server.signal(signal.SIGUSR1)
        with ThreadPoolExecutor(1) as watching:
            ending = watching.submit(server.end)
            told = self.device.run(*self.words)
            server.signal(signal.SIGTERM)
            ended = ending.result()
        complaint = "" if told.exit_code in (0, UNREACHABLE) else f"{told.complaint}{ended.complaint}"
        exit_code = ended.exit_code or told.exit_code
        return ended._replace(exit_code=exit_code, complaint=complaint, shown=told.shown)

    def faults(self, ended: Ended) -> Iterator[str]:
        if ended.complaint:
            yield f"the terminal was told: {ended.complaint.strip()}"
        yield from super().faults(ended)

    def recover(self) -> Ended:
        self.start()
        told = self.device.do(*self.words, expected=(self.wanted_exit_code(),))
        return Ended(0, told, "")


class ServeUpload(Serving):
    """A journal comes in, and what follows from it is derived."""

    name: ClassVar[str] = "serve-upload"
    steps = 164

    def make_ready(self) -> None:
        self.collect()
        self.device.do("mpos", "void", self.collect(), "--reason", "Wrong customer", "--no-print")
        self.words = ("mpos", "upload")


class ServeList(Serving):
    """A list goes out whole."""

    name: ClassVar[str] = "serve-list"
    steps = 140

    def make_ready(self) -> None:
        for path in self.device.home.glob("soas.sqlite3*"):
            path.unlink()
        self.words = ("mpos", "download-soa")


class ServeEnrolment(Serving):
    """A device is let in."""

    name: ClassVar[str] = "serve-enroll"
    steps, once = 62, kinds.ENROLLED

    def make_ready(self) -> None:
        shutil.rmtree(self.device.home)
        self.seen, self._done = NOTHING, 0
        self.words = ("mpos", "enroll", "--bridge", self.url, "--code", self.stage.enrolment_code())

    def recover(self) -> Ended:
        ended = super().recover()
        log_in(self.device)
        return ended

    def settle(self) -> Iterator[str]:
        self.device.do("mpos", "download-soa")
        self.open_day()
        yield from super().settle()
