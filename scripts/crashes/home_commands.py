"""The terminal's commands that make a home: its first start, an enrolment, a backup, and a restore from one."""

import shutil
from collections.abc import Iterator
from typing import ClassVar

from mpos.contract import kinds
from scripts.crashes.day import REFUSED
from scripts.crashes.ledger import NOTHING, STORE, verdict_on
from scripts.crashes.running import Ended
from scripts.crashes.stage import Device, log_in
from scripts.crashes.terminal_commands import TerminalCommand

USAGE = 2


class FirstStart(TerminalCommand):
    """The store is made from nothing, by whatever command comes first."""

    name: ClassVar[str] = "first-start"
    steps = 154

    def set_up(self) -> None:
        self.site = self.device = Device(self.stage.environ, self.directory)
        self.seen, self.epochs = NOTHING, 0

    def make_ready(self) -> None:
        shutil.rmtree(self.device.home, ignore_errors=True)
        self.seen = NOTHING
        self.words = ("mpos", "status")

    def settle(self) -> Iterator[str]:
        yield from ()


class Enrol(FirstStart):
    """A device is bound to its office by a code that holds once; after a lost answer, the same again."""

    name: ClassVar[str] = "enroll"
    steps, once = 174, kinds.ENROLLED

    def make_ready(self) -> None:
        super().make_ready()
        self._done = 0
        self._terminals = self._count_terminals()
        code = self.stage.enrolment_code()
        self.words = ("mpos", "enroll", "--bridge", self.stage.bridge_url, "--code", code)

    def recover(self) -> Ended:
        ended = super().recover()
        log_in(self.device)
        return ended

    def faults(self, ended: Ended) -> Iterator[str]:
        yield from super().faults(ended)
        more = self._count_terminals() - self._terminals
        if more > 1 or (self.seen.terminal_id and more != 1):
            yield f"one code has let in {more} terminals"

    def _count_terminals(self) -> int:
        return len(self.stage.ask("mpos-bridge", "terminals", "list")["items"])


class Backup(TerminalCommand):
    """A copy of the whole device in one file, which is there whole or not at all."""

    name: ClassVar[str] = "backup"
    steps = 44
    _copies = 0

    def make_ready(self) -> None:
        self.collect()
        self._copies += 1
        self._copy = self.directory / f"copy-{self._copies}"
        self.words = ("mpos", "backup", str(self._copy))

    def wanted_exit_code(self) -> int:
        return USAGE if self._copy.exists() else 0

    def faults(self, ended: Ended) -> Iterator[str]:
        yield from super().faults(ended)
        if self._copy.exists() and (verdict := verdict_on(self._copy)) != "ok":
            yield f"the backup is damaged: {verdict}"


class Restore(TerminalCommand):
    """A device comes back from its backup, and goes on under numbers that nobody has used."""

    name: ClassVar[str] = "restore"
    steps = 90
    _homes = 0

    def make_ready(self) -> None:
        log_in(self.device)
        self.device.do("mpos", "download-soa")
        self.collect()
        self._homes += 1
        copy = self.directory / f"copy-{self._homes}"
        self.device.do("mpos", "backup", str(copy))
        self.site = self.device = self.device.moved(self.directory / f"home-{self._homes}")
        self.epochs += 1
        self.seen = NOTHING
        self.words = ("mpos", "restore", str(copy))

    def wanted_exit_code(self) -> int:
        return REFUSED if (self.device.home / STORE).exists() else 0

    def faults(self, ended: Ended) -> Iterator[str]:
        yield from super().faults(ended)
        if (self.device.home / STORE).exists() and len(self.seen.of_kind(kinds.EPOCH_BEGUN)) != self.epochs:
            yield "a restored store goes on under the epoch of its other self"
