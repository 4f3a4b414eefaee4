"""The bridge's commands that work with PSCloud and with files."""

from collections.abc import Iterator
from typing import ClassVar

from scripts.crashes.command import Command
from scripts.crashes.day import REFUSED
from scripts.crashes.ledger import verdict_on
from scripts.crashes.office_rules import DATABASE, faults_of_office, read_kept
from scripts.crashes.running import Ended
from scripts.crashes.stage import Site, Unexpected
from scripts.crashes.terminal_commands import TerminalCommand
from scripts.demo_day.opening import PASSWORD


class OfficeCommand(TerminalCommand):
    """A command of the office, with a terminal that gives it work."""

    cost = 2

    def set_up(self) -> None:
        super().set_up()
        self.site = self.stage

    def faults(self, ended: Ended) -> Iterator[str]:
        yield from super().faults(ended)
        # In this order: a daemon may post something meanwhile, which it notes down before.
        books = self.stage.books()
        yield from faults_of_office(read_kept(self.stage.bridge_home), books, [self.seen])

    def recover(self) -> Ended:
        """In this process: to start the bridge's commands takes ten times as long as what they do."""
        shown = self.stage.do(*self.words, expected=(self.wanted_exit_code(),))
        return Ended(0, shown, "")

    def upload_some(self) -> None:
        """Two payments, one of which is voided, come to the office."""
        self.collect()
        self.device.do("mpos", "void", self.collect(), "--reason", "Wrong customer", "--no-print")
        self.device.do("mpos", "upload")


class Post(OfficeCommand):
    """Payments and voids go to PSCloud."""

    name: ClassVar[str] = "sync-post"
    steps = 228

    def make_ready(self) -> None:
        self.upload_some()
        self.words = ("mpos-bridge", "sync", "--post")


class Download(OfficeCommand):
    """What changed at PSCloud comes to the office."""

    name: ClassVar[str] = "sync-download"
    steps = 140

    def make_ready(self) -> None:
        self.upload_some()
        self.stage.do("mpos-bridge", "sync", "--post")
        self.words = ("mpos-bridge", "sync", "--download")

    def recover(self) -> Ended:
        ended = super().recover()
        self.stage.do("mpos-bridge", "soa", "compare")
        return ended


class DownloadAll(Download):
    """All of PSCloud's SOAs come to the office once more."""

    name: ClassVar[str] = "sync-download-whole"

    def make_ready(self) -> None:
        super().make_ready()
        self.words = ("mpos-bridge", "sync", "--download", "--whole")


class Ingest(OfficeCommand):
    """A journal comes to the office on a USB stick."""

    name: ClassVar[str] = "ingest"
    steps = 120
    _sticks = 0

    def make_ready(self) -> None:
        self.device.do("mpos", "upload")
        self.collect()
        self.device.do("mpos", "void", self.collect(), "--reason", "Wrong customer", "--no-print")
        self._sticks += 1
        stick = self.directory / f"stick-{self._sticks}"
        self.device.do("mpos", "upload", "--to", str(stick))
        self.words = ("mpos-bridge", "ingest", str(stick))

    def recover(self) -> Ended:
        ended = super().recover()
        taken = [place for place in read_kept(self.stage.bridge_home).hashes if place[0] == self.seen.terminal_id]
        if len(taken) != len(self.seen.entries):
            raise Unexpected(f"the office has {len(taken)} of {len(self.seen.entries)} entries")
        return ended


class Init(Command):
    """A bridge is made: home, key, database and first administrator, whole or to be completed by the next try."""

    name: ClassVar[str] = "init"
    steps, cost = 164, 2
    _homes = 0

    def set_up(self) -> None:
        self.site = Site(self.stage.environ)

    def make_ready(self) -> None:
        self._homes += 1
        self.site.environ["MPOS_BRIDGE_HOME"] = str(self.directory / f"bridge-{self._homes}")
        self.words = ("mpos-bridge", "init", "--admin", "office", "--password", "-")

    @property
    def typed(self) -> str:
        return f"{PASSWORD}\n"

    def wanted_exit_code(self) -> int:
        """A bridge that is whole is refused a second beginning."""
        return REFUSED if self.site.run("mpos-bridge", "terminals", "list").exit_code == 0 else 0

    def recover(self) -> Ended:
        shown = self.site.do(*self.words, typed=self.typed, expected=(self.wanted_exit_code(),))
        self.site.do("mpos-bridge", "sync", "--download")
        return Ended(0, shown, "")

    def faults(self, _ended: Ended) -> Iterator[str]:
        if (verdict := verdict_on(self.directory / f"bridge-{self._homes}" / DATABASE)) != "ok":
            yield f"the bridge's database is damaged: {verdict}"

    def settle(self) -> Iterator[str]:
        yield from ()
