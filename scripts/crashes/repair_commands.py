"""The journal's second copy, the upgrade of an older store, and the rebuilding of a spoilt or damaged one."""

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import ClassVar

from mpos.contract.journal import Entry
from mpos.contract.journal_lines import read_lines
from mpos.contract.seal import Signer
from mpos.contract.sealed_runs import sealed_runs
from mpos.store.database import SCHEMA_VERSION
from scripts.crashes.derived import rows_from
from scripts.crashes.killed import ROOT
from scripts.crashes.ledger import NOTHING, STORE, Ledger, copy_of, read_ledger
from scripts.crashes.running import Ended
from scripts.crashes.stage import Device, Unexpected, log_in
from scripts.crashes.terminal_commands import Collect, TerminalCommand

GOLDEN = ROOT / "tests" / "golden" / "v1" / "terminal"
KEY = "terminal.key"


class CopiesJournal(TerminalCommand):
    """A terminal with a second medium, on which its journal is copied."""

    def new_device(self) -> Device:
        device = super().new_device()
        self.medium = self.directory / "medium"
        self.medium.mkdir()
        device.environ["MPOS_JOURNAL_COPY"] = str(self.medium)
        return device


class CollectCopied(CopiesJournal, Collect):
    """Taking a payment, with the journal's second copy."""

    name: ClassVar[str] = "collect-journal-copy"
    steps = 190

    def faults(self, ended: Ended) -> Iterator[str]:
        yield from super().faults(ended)
        copied = self._copied()
        if copied != self.seen.entries[: len(copied)]:
            yield "the second copy has entries that the journal has not"
        if not ended.was_killed and len(copied) < len(self.seen.entries):
            yield f"the second copy has {len(copied)} of {len(self.seen.entries)} entries"

    def _copied(self) -> tuple[Entry, ...]:
        public_key = Signer.at(self.device.home / KEY).public_key
        entries: list[Entry] = []
        for path in sorted(self.medium.glob("*.journal")):
            with path.open("rb") as file:
                for run in sealed_runs(read_lines(file), self.seen.terminal_id, public_key).runs:
                    entries += run.entries
        return tuple(entries)


class Migrate(TerminalCommand):
    """A store of an earlier version is brought up to date by whatever command comes first."""

    name: ClassVar[str] = "migrate"
    steps = 120

    def set_up(self) -> None:
        self.site = self.device = Device(self.stage.environ, self.directory)
        self.epochs = 0

    def make_ready(self) -> None:
        shutil.rmtree(self.device.home, ignore_errors=True)
        shutil.copytree(GOLDEN, self.device.home)
        (self.device.home / KEY).chmod(0o600)
        self.seen = read_ledger(self.device.home)
        self.words = ("mpos", "transactions")

    def recover(self) -> Ended:
        ended = super().recover()
        with copy_of(self.device.home / STORE) as connection:
            version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version != SCHEMA_VERSION:
            raise Unexpected(f"the store has version {version}, not {SCHEMA_VERSION}")
        return ended

    def settle(self) -> Iterator[str]:
        yield from ()


class RebuildRows(TerminalCommand):
    """Rows that do not follow from the journal are derived anew: all of them, or none yet."""

    name: ClassVar[str] = "rebuild-rows"
    steps = 150

    def make_ready(self) -> None:
        self.collect()
        with closing(sqlite3.connect(self.device.home / STORE)) as connection, connection:
            connection.execute(
                "UPDATE payment SET amount_minor = amount_minor + 1 WHERE seq = (SELECT max(seq) FROM payment)"
            )
            connection.execute("DELETE FROM tender WHERE payment_seq = (SELECT max(payment_seq) FROM tender)")
        self._spoilt: Ledger | None = read_ledger(self.device.home)
        self.words = ("mpos", "rebuild")

    def read(self) -> Ledger:
        ledger = super().read()
        is_spoilt_still = self._spoilt is not None and ledger.rows == self._spoilt.rows
        return ledger._replace(rows=rows_from(ledger.entries)) if is_spoilt_still else ledger

    def recover(self) -> Ended:
        self._spoilt = None
        return super().recover()


class RebuildDamaged(CopiesJournal):
    """A store whose journal can't be read any more is made anew, with the second copy's help; it begins an epoch."""

    name: ClassVar[str] = "rebuild-damaged"
    steps = 250

    def make_ready(self) -> None:
        log_in(self.device)
        self.collect()
        self.seen = read_ledger(self.device.home)
        damage_journal(self.device)
        self.epochs += 1
        self._is_recovered = False
        self.words = ("mpos", "rebuild")

    def read(self) -> Ledger:
        ledger = super().read()
        is_damaged_still = not self._is_recovered and (ledger.verdict != "ok" or ledger == NOTHING)
        return self.seen if is_damaged_still else ledger

    def recover(self) -> Ended:
        ended = super().recover()
        self._is_recovered = True
        return ended


def damage_journal(device: Device) -> None:
    """Overwrites the page of the store's file with which the journal begins."""
    path = device.home / STORE
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        [page] = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = 'journal'").fetchone()
        [size] = connection.execute("PRAGMA page_size").fetchone()
    with path.open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * size)
