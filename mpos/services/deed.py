"""A deed: journal entries, the rows derived from them and the slips they put on paper, in one durable transaction."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from mpos.contract import kinds
from mpos.contract.clock import read_instant, write_instant
from mpos.contract.datetime import datetime, timedelta
from mpos.contract.journal import Entry
from mpos.contract.typing import TYPE_CHECKING, Any
from mpos.store import days, journal, prints, settings
from mpos.store.database import Connection, transaction
from mpos.store.derive import derive
from mpos.store.home_mark import bear_witness
from mpos.store.identity import Identity

from .terminal import Terminal

if TYPE_CHECKING:
    from printers.document import Document

CLOCK_TOLERANCE = timedelta(seconds=5)
"""A clock that is set by the network swings by a second or two; more than this back is a step worth a record."""


class Deed:
    """What happens in one transaction, at one instant."""

    def __init__(self, terminal: Terminal, identity: Identity, collector: str | None) -> None:
        self.connection: Connection = terminal.connection
        self.identity = identity
        self.collector = collector
        self.now: datetime = terminal.clock.now()
        self.recorded = 0
        """Entries of this deed so far: a clock that went back is noted before anything else."""
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
        entry = journal.append(self.connection, self.identity.terminal_id, self.identity.epoch, happening)
        derive(self.connection, entry)
        self.recorded += 1
        return entry

    def print(self, slip: str, document: "Document", receipt_no: str | None = None) -> int:
        """Queues a slip for paper; it can be sent once the deed is on disk."""
        from printers.document import to_json

        return prints.queue(self.connection, slip, receipt_no, to_json(document), self.instant)


@contextmanager
def deed(terminal: Terminal, collector: str | None = None) -> Iterator[Deed]:
    """Begins a deed by this collector (else the one logged in); on disk when the block ends, or nothing of it is."""
    identity = terminal.identity
    with transaction(terminal.connection) as connection:
        doing = Deed(terminal, identity, collector or settings.read_setting(connection, settings.SESSION))
        _note_clock_step(doing)
        yield doing
    bear_witness(terminal.home, journal.head(terminal.connection))
    if terminal.journal_copy:
        # Sealing takes cryptography, which nobody else waits for.
        from .journal_copy import copy_on

        copy_on(terminal, terminal.journal_copy)


def _note_clock_step(doing: Deed) -> None:
    """Order comes from seq, so a clock that went back spoils nothing; that it did is worth knowing."""
    last = journal.last_recorded_at(doing.connection)
    if last and read_instant(last) - doing.now > CLOCK_TOLERANCE:
        doing.record(kinds.CLOCK_STEPPED, {"from": last, "to": doing.instant})
