"""Making the store whole again: from its own journal, and where the file itself is damaged, from all that is left.

While the file is sound only rows can be wrong, and they are derived anew. From a damaged file everything readable goes
into a new store, and entries that it lacks come from the journal's second copy. What such a store has lost at its end
nobody can know, so it begins an epoch, as a restored one does. The damaged file is kept under another name.
"""

from collections.abc import Mapping
from contextlib import closing

from mpos.contract import kinds
from mpos.contract.clock import Clock, write_instant
from mpos.contract.journal import EMPTY, find_break
from mpos.contract.lasting import put_in_place, sync_names
from mpos.contract.problems import PartlyDone, StoreDamaged
from mpos.domain.business_day import CLOSED
from mpos.domain.refusals import NotEnrolled
from mpos.light.paths import Path
from mpos.light.typing import Any, NamedTuple
from mpos.store import days, journal, prints, settings
from mpos.store.backup_file import look_into
from mpos.store.database import (
    KEY_FILE,
    REBUILT_FILE,
    STORE_FILE,
    WAL_FILE,
    Connection,
    StoreFromTheFuture,
    check_integrity,
    check_nobody_writes,
    open_store,
    transaction,
    translated,
)
from mpos.store.derive import derive
from mpos.store.fresh_rows import fresh_rows, take_fresh_rows
from mpos.store.home_mark import bear_witness, forget_witness, is_set_back
from mpos.store.identity import read_identity, write_identity
from mpos.store.salvage import new_store, put_back

from .epochs import REBUILT, begin_epoch
from .leftovers import Leftovers, acknowledged_in, gather

DRAFT_FILE = f"{STORE_FILE}.rebuilding"
_NOT_TAKEN_OVER = (settings.SESSION, settings.HOME_MARK, settings.FATES_CURSOR, settings.COPY_TROUBLE)
"""Settings that a new store finds out by itself; fates are told anew, since some may be lost."""


class EndMissing(PartlyDone):
    """Entries {first} to {last} of the journal could not be saved."""

    hint = "The rest is in. Upload, and tell your office: it may have them, and the damaged store is kept for it."


class Rebuilt(NamedTuple):
    """What a rebuild found and did, as its journal entry tells it.

    `entries` were saved, of which `from_copy` came from the second copy; `known` is the last that there ever was, as
    far as anything says. `kept_as` and `series` are None where the file was sound; `rows` tells which rows were wrong.
    """

    entries: int
    from_copy: int
    known: int
    kept_as: str | None
    series: str | None
    rows: tuple[Mapping[str, Any], ...]

    @property
    def end_missing(self) -> EndMissing | None:
        """What is wrong with it, when entries are known to be lost."""
        return EndMissing(first=self.entries + 1, last=self.known) if self.known > self.entries else None


def rebuild(home: Path, clock: Clock, copy: Path | None) -> Rebuilt:
    """Makes the store of this home whole; BeyondRepair when too little is left. `copy` is the second copy's folder.

    What it can't repair it leaves as it was. Cut short, it is finished by the next one.
    """
    if not (home / KEY_FILE).exists() and not (home / STORE_FILE).exists():
        raise NotEnrolled
    if not (home / REBUILT_FILE).exists():
        renewed = _renew(home, clock)
        if renewed:
            return renewed
        with translated():
            _build(home, clock, copy)
    with translated():
        return _put_into_service(home)


def _renew(home: Path, clock: Clock) -> Rebuilt | None:
    """Derives the rows anew where the file is sound and the journal holds; None where they are not."""
    try:
        connection = open_store(home)
    except StoreFromTheFuture:
        raise
    except StoreDamaged:
        return None
    with closing(connection), translated():
        if not _is_sound(connection):
            return None
        with transaction(connection):
            done = _renew_rows(connection, clock)
        # A store that was set back shows by its witness: the next command begins an epoch for it.
        if not is_set_back(connection, home):
            bear_witness(home, journal.head(connection))
    return done


def _is_sound(connection: Connection) -> bool:
    """Whether all of the file can be read, and the journal holds from its beginning to its end."""
    try:
        with translated():
            identity = read_identity(connection)
            if identity is None and journal.head(connection) == EMPTY:
                raise NotEnrolled
            entries = journal.all_entries(connection, identity.terminal_id) if identity else ()
            return identity is not None and check_integrity(connection) == "ok" and find_break(entries) is None
    except StoreDamaged:
        return False


def _renew_rows(connection: Connection, clock: Clock) -> Rebuilt:
    identity, last = read_identity(connection), journal.head(connection).seq
    if identity is None:
        raise NotEnrolled
    with fresh_rows(connection, journal.all_entries(connection, identity.terminal_id)) as wrong:
        done = Rebuilt(last, 0, last, None, None, tuple(found._asdict() for found in wrong))
        if wrong:
            take_fresh_rows(connection)
            _record(connection, clock, done)
    return done


def _build(home: Path, clock: Clock, copy: Path | None) -> None:
    """Makes a new store of what is left; when this returns it is whole and on disk, though not in its place."""
    check_nobody_writes(home / STORE_FILE)
    left = gather(home, copy)
    _write_draft(home, clock, left)
    put_in_place(home / DRAFT_FILE, home / REBUILT_FILE)


def _write_draft(home: Path, clock: Clock, left: Leftovers) -> None:
    with new_store(home / DRAFT_FILE) as connection:
        with transaction(connection):
            _fill(connection, left)
        begun = begin_epoch(connection, home, clock, REBUILT)
        kept_as = f"{STORE_FILE}.damaged-{clock.now():%Y%m%d-%H%M%S}"
        done = Rebuilt(len(left.chain), left.from_copy, left.known, kept_as, begun.series, ())
        with transaction(connection):
            _record(connection, clock, done)


def _fill(connection: Connection, left: Leftovers) -> None:
    journal.insert(connection, left.chain)
    for entry in left.chain:
        derive(connection, entry)
    write_identity(connection, left.identity)
    found, hashes = left.salvaged, {entry.hash for entry in left.chain}
    for key, value in found.settings.items():
        if key not in _NOT_TAKEN_OVER:
            settings.write_setting(connection, key, value)
    # What the office took of entries that are lost here is no place in this journal: all of it is offered once more.
    acknowledged = acknowledged_in(found.settings)
    if acknowledged is None or acknowledged.hash not in hashes:
        settings.write_setting(connection, settings.ACKNOWLEDGED, None)
    for table, rows in found.rows.items():
        put_back(connection, table, [row for row in rows if table != "countersign" or row["hash"] in hashes])
    prints.rename_old_states(connection)


def _record(connection: Connection, clock: Clock, done: Rebuilt) -> None:
    identity, day = read_identity(connection), days.last_day(connection)
    if identity is None:
        raise NotEnrolled
    business_date = day.business_date if day and day.state != CLOSED else None
    body = {**done._asdict(), "rows": list(done.rows)}
    happening = journal.Happening(kinds.STORE_REBUILT, write_instant(clock.now()), business_date, None, body)
    journal.append(connection, journal.head(connection), identity.terminal_id, identity.epoch, happening)


def _put_into_service(home: Path) -> Rebuilt:
    """Moves the damaged store aside and the new one into its place. Nothing opens the store until that is done."""
    with look_into(home / REBUILT_FILE) as connection:
        told = journal.newest(connection, "", 1)[0].body
    for name in (STORE_FILE, WAL_FILE):
        if (home / name).exists():
            (home / name).rename(home / name.replace(STORE_FILE, told["kept_as"]))
    (home / f"{STORE_FILE}-shm").unlink(missing_ok=True)
    # A -wal that outlived its store would be taken for the new one's: its new name is on disk first.
    sync_names(home)
    forget_witness(home)
    put_in_place(home / REBUILT_FILE, home / STORE_FILE)
    return Rebuilt(**{**told, "rows": tuple(told["rows"])})
