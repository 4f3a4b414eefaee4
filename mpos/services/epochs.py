"""Epochs: a device that can't know what its other self has issued goes on under numbers that nobody else has.

So it is after a restore, after a rebuild that may have lost the journal's end, in a copied home, and in a home that was
set back to an earlier state. The journal goes on under a new epoch, receipts under a series of their own.
"""

from mpos.contract import kinds
from mpos.contract.clock import Clock, write_instant
from mpos.domain.business_day import CLOSED
from mpos.domain.numbering import EPOCHS, series_of
from mpos.domain.refusals import DeviceSetBack, NotEnrolled
from mpos.light.paths import Path
from mpos.light.typing import NamedTuple
from mpos.store import days, journal, prints, settings
from mpos.store.database import Connection, transaction
from mpos.store.home_mark import bear_witness, is_another, is_set_back, mark_of
from mpos.store.identity import read_identity, write_identity

from .terminal import Terminal

RESTORED, COPIED, REBUILT, SET_BACK = "restored", "copied", "rebuilt", "set_back"
"""Why an epoch begins."""
MAX_EPOCH_STEP = 400_000
"""Two devices from one copy take the same epoch once in so many times; some forty restores in a row have room."""
_FOUND = {
    COPIED: "This is a copy of another device's store.",
    SET_BACK: "This device was set back to an earlier state.",
}


class Begun(NamedTuple):
    """A new epoch: how many entries came before it, and the series that receipts go on with."""

    terminal_id: str
    entries: int
    epoch: int
    series: str


def begin_epoch(connection: Connection, home: Path, clock: Clock, reason: str) -> Begun:
    """Begins an epoch in a store that is going to be this home's, in one transaction; NotEnrolled.

    Nobody is logged in afterwards, and slips that waited are in doubt: the other self may have printed them.
    """
    with transaction(connection):
        return _begin(connection, home, clock, reason)


def go_on_apart(terminal: Terminal) -> Begun:
    """Begins an epoch on a device that was found to be set back: what comes next has numbers of its own."""
    begun = begin_epoch(terminal.connection, terminal.home, terminal.clock, SET_BACK)
    bear_witness(terminal.home, journal.head(terminal.connection))
    return begun


def check_reach(terminal: Terminal, epoch: int, seq: int) -> None:
    """Raises DeviceSetBack, a new epoch begun, when the office has more of the present epoch than this device."""
    here = journal.head(terminal.connection)
    if epoch == terminal.identity.epoch and seq > here.seq:
        raise DeviceSetBack(here=here.seq, there=seq, series=go_on_apart(terminal).series)


def mark_home(connection: Connection, home: Path) -> None:
    """Declares this home to be the device itself, as it stands, and not a copy."""
    settings.write_setting(connection, settings.HOME_MARK, mark_of(home))
    bear_witness(home, journal.head(connection))


def own_epoch(terminal: Terminal) -> str | None:
    """Begins an epoch when this home is a copy, or was set back; the sentence that tells of it, else None."""
    connection, home = terminal.connection, terminal.home
    if read_identity(connection) is None or _why_not_itself(connection, home) is None:
        return None
    with transaction(connection):
        # Looked at once more: a neighbour process may have begun the epoch meanwhile.
        reason = _why_not_itself(connection, home)
        if reason is None:
            return None
        begun = _begin(connection, home, terminal.clock, reason)
    bear_witness(home, journal.head(connection))
    return f"{_FOUND[reason]} Nothing is lost. Receipts go on as {begun.series}; log in again."


def _why_not_itself(connection: Connection, home: Path) -> str | None:
    kept, found = settings.read_setting(connection, settings.HOME_MARK) or {}, mark_of(home)
    if is_another(kept, found):
        return COPIED
    if is_set_back(connection, home):
        return SET_BACK
    if not found.items() <= kept.items():
        settings.write_setting(connection, settings.HOME_MARK, {**kept, **found})
    return None


def _begin(connection: Connection, home: Path, clock: Clock, reason: str) -> Begun:
    identity, parent = read_identity(connection), journal.head(connection)
    if identity is None:
        raise NotEnrolled
    epoch = _later_epoch(parent.epoch)
    renewed = identity._replace(epoch=epoch, series=series_of(identity.series_prefix, epoch))
    write_identity(connection, renewed)
    settings.write_setting(connection, settings.SESSION, None)
    settings.write_setting(connection, settings.HOME_MARK, mark_of(home))
    prints.give_up_waiting(connection)
    body = {"parent": parent._asdict(), "series": renewed.series, "reason": reason}
    day = days.last_day(connection)
    business_date = day.business_date if day and day.state != CLOSED else None
    happening = journal.Happening(kinds.EPOCH_BEGUN, write_instant(clock.now()), business_date, None, body)
    journal.append(connection, parent, renewed.terminal_id, epoch, happening)
    return Begun(renewed.terminal_id, parent.seq, epoch, renewed.series)


def _later_epoch(parent: int) -> int:
    """A number of which no other copy knows, and later than the parent's: the office takes epochs in this order."""
    import secrets

    return parent + 1 + secrets.randbelow(min(MAX_EPOCH_STEP, EPOCHS - 1 - parent))
