"""A copy of the store, and a device brought back from one.

A restored device can't know what its other self did after the copy was made. So a restore begins a new epoch: the
journal goes on under a new number, and receipts under a series of their own, so that no number is issued twice.
"""

from mpos.contract.clock import Clock
from mpos.contract.journal import Head, find_break
from mpos.contract.lasting import make_folder, put_in_place
from mpos.contract.problems import Refused, StoreDamaged
from mpos.contract.seal import KEY_FILE_MODE, Signer
from mpos.light.paths import Path
from mpos.store import journal, settings
from mpos.store.backup_file import copy_store, forget_draft, look_into, reworked
from mpos.store.database import (
    KEY_FILE,
    SCHEMA_VERSION,
    STORE_FILE,
    Connection,
    check_integrity,
    schema_version,
    translated,
)
from mpos.store.home_mark import forget_witness
from mpos.store.identity import read_identity

from .epochs import RESTORED, Begun, begin_epoch
from .files import UnwritableFile, read_whole, write_whole
from .terminal import Terminal


class HomeInUse(Refused):
    """This device has a store or a key already."""

    hint = "Nothing was changed. Restore into an empty MPOS_HOME, or move the old one aside first; never delete it."


class NotABackup(Refused):
    """{path} is not a usable backup: {detail}"""

    hint = "Nothing was changed. Try another copy."


def back_up(terminal: Terminal, path: Path) -> Head:
    """Writes a consistent copy of the store, the device's key within; both files are readable by their owner only."""
    head = journal.head(terminal.connection)
    key = terminal.signer
    if path.exists():
        raise UnwritableFile(path=path, detail="there is a file of this name already")
    draft = path.with_name(f"{path.name}.new")
    try:
        draft.unlink(missing_ok=True)
        draft.touch(mode=KEY_FILE_MODE)
    except OSError as error:
        raise UnwritableFile(path=path, detail=error.strerror) from error
    copy_store(terminal.connection, draft, {settings.KEY_COPY: key.private_text})
    put_in_place(draft, path)
    return head


def check_backup(path: Path) -> None:
    """Raises NotABackup unless the file holds a whole store with an unbroken journal. Changes nothing."""
    try:
        with look_into(path) as connection:
            fault = _fault_of(connection)
    except StoreDamaged as error:
        fault = str(error.facts["detail"])
    if fault:
        raise NotABackup(path=path, detail=fault)


def _fault_of(connection: Connection) -> str | None:
    if schema_version(connection) > SCHEMA_VERSION:
        return "a newer version of MPOS has made it; update MPOS first"
    verdict = check_integrity(connection)
    if verdict != "ok":
        return verdict
    identity = read_identity(connection)
    if identity is None:
        return "no device was enrolled in it"
    bad = find_break(journal.all_entries(connection, identity.terminal_id))
    return f"journal entry {bad.seq}: {bad.reason}" if bad else None


def restore(path: Path, home: Path, clock: Clock) -> Begun:
    """Brings a device back from a backup, in a home that has no store; HomeInUse or NotABackup otherwise.

    The new epoch begins before the store is in its place: there is no moment at which an old number could be issued.
    """
    check_backup(path)
    if (home / STORE_FILE).exists():
        raise HomeInUse
    with translated():
        make_folder(home, mode=0o700)
    draft = home / f"{STORE_FILE}.restoring"
    forget_draft(draft)
    write_whole(draft, read_whole(path))
    with reworked(draft) as connection:
        begun = begin_epoch(connection, home, clock, RESTORED)
        _place_key(connection, home)
    forget_witness(home)
    put_in_place(draft, home / STORE_FILE)
    return begun


def _place_key(connection: Connection, home: Path) -> None:
    """The key leaves the store for its file again: a store that is copied about must not carry it.

    HomeInUse when the key of another device is there: its seals would not be this journal's.
    """
    key = settings.read_setting(connection, settings.KEY_COPY)
    if (home / KEY_FILE).exists():
        if key and Signer.at(home / KEY_FILE).private_text != key:
            raise HomeInUse
    elif key:
        Signer.keep(home / KEY_FILE, key)
    settings.write_setting(connection, settings.KEY_COPY, None)
