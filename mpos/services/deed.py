"""A deed: journal entries, the rows derived from them and the slips they put on paper, in one durable transaction."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from mpos.contract import kinds
from mpos.contract.clock import read_instant, write_instant
from mpos.contract.journal import Entry
from mpos.light.datetime import datetime, timedelta
from mpos.light.typing import TYPE_CHECKING, Any
from mpos.store import days, journal, prints, settings
from mpos.store.database import Connection, transaction
from mpos.store.derive import derive
from mpos.store.home_mark import bear_witness

from .terminal import Terminal

if TYPE_CHECKING:
    from printers.document import Document

CLOCK_TOLERANCE = timedelta(seconds=5)
"""A clock that is set by the network swings by a second or two; more than this back is a step worth a record."""


class Deed:
    """What happens in one transaction, at one instant."""

    def __init__(self, terminal: Terminal, collector: str | None) -> None:
        self.connection: Connection = terminal.connection
        self.identity = terminal.identity
        self.collector = collector
        self.now: datetime = terminal.clock.now()
        self.recorded = 0
        """Entries of this deed so far: a clock that went back is noted before anything else."""
        self.head, self._last_recorded_at = journal.end(self.connection)
        day = days.last_day(self.connection)
        self.business_date = day.business_date if day and day.state != "closed" else None

    @property
    def instant(self) -> str:
        """The deed's instant as the journal writes it."""
        return write_instant(self.now)

    def record(self, kind: str, body: Mapping[str, Any], business_date: str | None = None) -> Entry:
        """Adds an entry and the rows that follow from it. Its day is the open one, if no other is named."""
        day = business_date or self.business_date
        happening = journal.Happening(kind, self.instant, day, self.collector, body)
        entry = journal.append(self.connection, self.head, self.identity.terminal_id, self.identity.epoch, happening)
        derive(self.connection, entry)
        self.head = entry.head
        self.recorded += 1
        return entry

    def note_clock_step(self) -> None:
        """Order comes from seq, so a clock that went back spoils nothing; that it did is worth knowing."""
        last = self._last_recorded_at
        if last and read_instant(last) - self.now > CLOCK_TOLERANCE:
            self.record(kinds.CLOCK_STEPPED, {"from": last, "to": self.instant})

    def print(self, slip: str, document: "Document", receipt_no: str | None = None) -> int:
        """Queues a slip for paper; it can be sent once the deed is on disk."""
        from printers.document import to_json

        return prints.queue(self.connection, slip, receipt_no, to_json(document), self.instant)


@contextmanager
def deed(terminal: Terminal, collector: str | None = None) -> Iterator[Deed]:
    """Begins a deed by this collector (else the one logged in); on disk when the block ends, or nothing of it is."""
    with transaction(terminal.connection) as connection:
        doing = Deed(terminal, collector or settings.read_setting(connection, settings.SESSION))
        doing.note_clock_step()
        yield doing
    bear_witness(terminal.home, doing.head)
    if terminal.journal_copy:
        # Sealing takes libsodium, which nobody else waits for.
        from .journal_copy import copy_on

        copy_on(terminal, terminal.journal_copy)
