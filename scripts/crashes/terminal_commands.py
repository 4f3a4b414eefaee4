"""The terminal's commands that record and print, each with what it needs before a kill."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import ClassVar

from mpos.contract import kinds
from scripts.crashes.command import Command
from scripts.crashes.day import REFUSED, end_day
from scripts.crashes.ledger import NOTHING, Ledger, read_ledger, verdict_on
from scripts.crashes.outside_rules import faults_on_paper, faults_on_screen
from scripts.crashes.running import Ended
from scripts.crashes.small_batches import ENTRIES
from scripts.crashes.stage import Device
from scripts.crashes.store_rules import faults_of

FIRST_DAY = date(2025, 1, 1)
"""Business days may be opened late, so a chain of kills can close hundreds of them."""


class TerminalCommand(Command):
    """A command on a terminal at work. `once`: the kind of the one entry that it leaves, however often it is tried."""

    once: ClassVar[str | None] = None
    has_day = True

    def set_up(self) -> None:
        self.device = self.new_device()
        self.site, self.seen, self.epochs = self.device, NOTHING, 0
        self.next_day = FIRST_DAY
        self._done = 0
        if self.has_day:
            self.open_day()

    def new_device(self) -> Device:
        """The terminal of this chain."""
        return self.stage.device(self.directory)

    def faults(self, ended: Ended) -> Iterator[str]:
        ledger = self.read()
        yield from faults_of(ledger, self.seen)
        yield from faults_on_paper(self.device.paper, ledger)
        yield from faults_on_screen(ended.shown, ledger)
        if len(ledger.of_kind(kinds.EPOCH_BEGUN)) > self.epochs:
            yield "an epoch began without a reason"
        if self.once and self.times_done(ledger) > self._done + 1:
            yield f"{self.once} is recorded twice"
        self.seen = ledger

    def read(self) -> Ledger:
        """What lies in the store now."""
        return read_ledger(self.device.home)

    def settle(self) -> Iterator[str]:
        yield from end_day(self.stage, self.device, self.seen)

    def wanted_exit_code(self) -> int:
        return REFUSED if self.once and self.times_done(self.seen) > self._done else 0

    def make_ready(self) -> None:
        self._done = self.times_done(read_ledger(self.device.home))

    def times_done(self, ledger: Ledger) -> int:
        """How often the journal has what this command records once."""
        return len(ledger.of_kind(self.once)) if self.once else 0

    def open_day(self) -> None:
        """The next business day."""
        self.device.do("mpos", "open-registry", "--change-fund", "500", "--business-date", self.next_day.isoformat())
        self.next_day += timedelta(days=1)

    def collect(self) -> str:
        """A payment of about a peso, without its slip; the number of its receipt."""
        return str(self.device.ask("mpos", *self.payment(), "--no-print")["receipt_no"])

    def payment(self) -> tuple[str, ...]:
        """The words of a payment of about a peso, on one of the collector's SOAs."""
        soa_nos = [item["soa_no"] for item in self.device.ask("mpos", "soa", "list")["items"]]
        return "collect", self.chance.choice(soa_nos), "--cash", f"{self.chance.randint(101, 199) / 100:.2f}"


class Collect(TerminalCommand):
    """Taking a payment, with its slip."""

    name, steps = "collect", 154

    def make_ready(self) -> None:
        self.words = ("mpos", *self.payment())


class CollectUnprinted(TerminalCommand):
    """Taking a payment without a slip."""

    name, steps = "collect-no-print", 80

    def make_ready(self) -> None:
        self.words = ("mpos", *self.payment(), "--no-print")


class CollectAtTheKeys(TerminalCommand):
    """A payment on the keypad: its keys typed in one go, its slip printed beside them."""

    name, steps = "keypad", 1_172

    def make_ready(self) -> None:
        _, soa_no, _, pesos = self.payment()
        centavos = pesos.replace(".", "")
        self.words = ("keypad", f"1{soa_no}\r{centavos}\r\r\r")


class Reprint(TerminalCommand):
    """A receipt once more, marked and counted."""

    name, steps = "receipt", 136

    def set_up(self) -> None:
        super().set_up()
        self.collect()

    def make_ready(self) -> None:
        self.words = ("mpos", "receipt")


class TakeBack(TerminalCommand):
    """A void, which keeps the number and prints a slip of its own."""

    name, steps, once = "void", 134, kinds.PAYMENT_VOIDED

    def make_ready(self) -> None:
        super().make_ready()
        self.words = ("mpos", "void", self.collect(), "--reason", "Wrong customer")


class CloseRegistry(TerminalCommand):
    """The count that ends collecting for a day."""

    name, steps, once, has_day = "close-registry", 62, kinds.REGISTRY_CLOSED, False
    _is_open = False

    def make_ready(self) -> None:
        super().make_ready()
        if self._is_open:
            self.device.do("mpos", "z-reading", "--no-print")
        self.open_day()
        self._is_open = True
        self.collect()
        self.words = ("mpos", "close-registry", "--count", "500x1", "--count", "1x1")


class ZReading(TerminalCommand):
    """The reading that closes a day for good."""

    name, steps, once, has_day = "z-reading", 154, kinds.Z_READING, False

    def make_ready(self) -> None:
        super().make_ready()
        self.open_day()
        self.collect()
        self.device.do("mpos", "close-registry", "--count", "500x1")
        self.words = ("mpos", "z-reading")


class Upload(TerminalCommand):
    """Sending the journal in several batches. `before` makes batches so small that a few entries are several."""

    name, steps = "upload", 180
    before = ("scripts.crashes.small_batches:shrink",)

    def make_ready(self) -> None:
        self.device.do("mpos", "upload")
        for _ in range(3 * ENTRIES - 1):
            self.collect()
        self.words = ("mpos", "upload")


class ExchangesList(TerminalCommand):
    """What the two ways of bringing the list have in common."""

    def faults(self, ended: Ended) -> Iterator[str]:
        yield from super().faults(ended)
        path = self.device.home / "soas.sqlite3"
        if path.exists() and (verdict := verdict_on(path)) != "ok":
            yield f"the SOA list is damaged: {verdict}"

    def settle(self) -> Iterator[str]:
        if self.device.run("mpos", "soa", "list").exit_code:
            self.device.do("mpos", "download-soa")
        yield from super().settle()


class DownloadWhole(ExchangesList):
    """The list as a file, on a device that has none."""

    name, steps = "download-soa-whole", 120

    def make_ready(self) -> None:
        for path in self.device.home.glob("soas.sqlite3*"):
            path.unlink()
        self.words = ("mpos", "download-soa")


class DownloadChanges(ExchangesList):
    """What changed in the list since the last time."""

    name, steps = "download-soa-changes", 158

    def make_ready(self) -> None:
        self.collect()
        self.device.do("mpos", "upload")
        self.stage.do("mpos-bridge", "sync", "--post")
        self.stage.do("mpos-bridge", "sync", "--download")
        self.words = ("mpos", "download-soa")
