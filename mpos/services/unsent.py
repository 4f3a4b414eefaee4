"""What of the journal the bridge has not acknowledged yet. Acknowledged is what it has countersigned."""

from mpos.contract.journal import EMPTY, Head
from mpos.light.typing import NamedTuple
from mpos.store import journal, settings
from mpos.store.database import Connection

from .terminal import Terminal


class Unsent(NamedTuple):
    """How much waits, and since when."""

    entries: int
    oldest_at: str | None


def acknowledged(connection: Connection) -> Head:
    """How far the bridge has taken this journal, as far as this device was told."""
    content = settings.read_setting(connection, settings.ACKNOWLEDGED)
    return Head(content["epoch"], content["seq"], content["hash"]) if content else EMPTY


def count_unsent(connection: Connection) -> int:
    """How many entries wait."""
    return journal.head(connection).seq - acknowledged(connection).seq


def unsent(connection: Connection, sending: int = 0) -> Unsent:
    """How many entries wait behind those that are being sent just now, and since when the oldest of them."""
    oldest = acknowledged(connection).seq + sending + 1
    return Unsent(count_unsent(connection) - sending, journal.recorded_at(connection, oldest))


def note_taken(terminal: Terminal, epoch: int, seq: int) -> None:
    """The office's list says how far it had taken this journal: news for a device that meets it only by file."""
    if epoch != terminal.identity.epoch or seq <= acknowledged(terminal.connection).seq:
        return
    taken = journal.entries_after(terminal.connection, terminal.identity.terminal_id, seq - 1, 1)
    if taken and taken[0].seq == seq:
        settings.write_setting(terminal.connection, settings.ACKNOWLEDGED, taken[0].head._asdict())
