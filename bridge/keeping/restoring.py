"""An office brought back from a backup, in a home that has none.

It has lost what came after the backup. Terminals find that out at their next contact and send it again, and PSCloud
answers what was posted then with what it answered before, for each payment has its own key. So nothing is lost, and
nothing doubled. What only the office knew is gone: people, codes, approvals and keys of those days.
"""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from tempfile import mkdtemp
from typing import NamedTuple

from bridge.app import HOME_MODE, KEY_NAME, opened
from bridge.problems import DatabaseTooNew, HomeDamaged
from bridge.settings import CONFIG_NAME, DATABASE_NAME, Settings, read_settings
from bridge.store.database_copy import CopyFailed, file_of, look_into, sign_everybody_out
from bridge.store.engine import writing
from bridge.store.lost_enrolments import leave_out_lost
from bridge.store.migrations import PRESENT
from bridge.store.office_deeds import record_deed
from mpos.contract.clock import Clock
from mpos.contract.lasting import make_folder, put_in_place, sync_names
from mpos.contract.problems import BadUsage, Refused

from .archive import Contents, NoArchive, needs_passphrase, unpack_archive
from .backing_up import PSCLOUD_KEY_NAME
from .locked_file import WrongPassphrase


class HomeInUse(Refused):
    """There is an office at {home}: {name} is there."""

    hint = "Nothing was changed. Restore into an empty MPOS_BRIDGE_HOME, or move the old one aside; never delete it."


class NotABackup(Refused):
    """{path} is no usable backup: {detail}"""

    hint = "Nothing was changed. Try another copy."


class PassphraseRefused(BadUsage):
    """The passphrase does not open {path}, or the file was changed."""

    hint = "Nothing was changed. Try again with: --passphrase -"


class Restored(NamedTuple):
    """What came back. `has_database` is False when the database lies on a server of its own."""

    home: Path
    contents: Contents
    has_database: bool


def restore(environ: Mapping[str, str], path: Path, who: str, clock: Clock | None, passphrase: str | None) -> Restored:
    """Brings the office back; HomeInUse, NotABackup, PassphraseRefused, DatabaseTooNew, and then nothing was changed.

    The key comes last, so that a restore that was cut off has left no office that could be started.
    """
    settings = read_settings(environ)
    home = settings.home
    _check_unused(settings)
    try:
        make_folder(home, HOME_MODE)
        home.chmod(HOME_MODE)
        work = Path(mkdtemp(prefix=".restoring-", dir=home))
        try:
            contents = _unpack(path, passphrase, work)
            _check_database(path, contents, work)
            _put_in_place(environ, work)
        finally:
            shutil.rmtree(work, ignore_errors=True)
    except OSError as error:
        raise HomeDamaged(detail=f"{home}: {error.strerror}") from error
    has_database = DATABASE_NAME in contents.files
    if has_database:
        _begin_again(environ, contents, who, clock)
    return Restored(home, contents, has_database)


def _check_unused(settings: Settings) -> None:
    database = file_of(settings.database)
    for place in (settings.home / KEY_NAME, settings.home / CONFIG_NAME, settings.home / DATABASE_NAME, database):
        if place is not None and place.exists():
            raise HomeInUse(home=settings.home, name=place.name)


def _unpack(path: Path, passphrase: str | None, work: Path) -> Contents:
    try:
        if needs_passphrase(path) and not passphrase:
            raise PassphraseRefused(path=path)
        contents = unpack_archive(path, passphrase, work)
    except WrongPassphrase as error:
        raise PassphraseRefused(path=path) from error
    except (NoArchive, OSError) as error:
        raise NotABackup(path=path, detail=error) from error
    if KEY_NAME not in contents.files:
        raise NotABackup(path=path, detail=f"it has no {KEY_NAME}")
    return contents


def _check_database(path: Path, contents: Contents, work: Path) -> None:
    if contents.schema > PRESENT:
        raise DatabaseTooNew(version=contents.schema)
    if DATABASE_NAME not in contents.files:
        return
    try:
        look = look_into(work / DATABASE_NAME)
    except CopyFailed as error:
        raise NotABackup(path=path, detail=error) from error
    if look.damage or look.bridge_id != contents.bridge_id or look.rows != contents.rows:
        raise NotABackup(path=path, detail=look.damage or "its database is not what its list of contents says")


def _put_in_place(environ: Mapping[str, str], work: Path) -> None:
    home = work.parent
    _move(work / CONFIG_NAME, home / CONFIG_NAME)
    settings = read_settings(environ)
    if settings.pscloud_key_file is not None:
        _move(work / PSCLOUD_KEY_NAME, home / settings.pscloud_key_file)
    _move(work / DATABASE_NAME, file_of(settings.database) or home / DATABASE_NAME)
    _move(work / KEY_NAME, home / KEY_NAME)


def _move(source: Path, target: Path) -> None:
    if not source.exists():
        return
    with source.open("rb") as file:
        os.fsync(file.fileno())
    if target.parent.stat().st_dev == source.stat().st_dev:
        put_in_place(source, target)
        return
    shutil.copyfile(source, target)
    target.chmod(0o600)
    sync_names(target.parent)


def _begin_again(environ: Mapping[str, str], contents: Contents, who: str, clock: Clock | None) -> None:
    with opened(environ, clock) as bridge, writing(bridge.engine) as conn:
        sign_everybody_out(conn)
        leave_out_lost(conn)
        record_deed(conn, who, "office restored from a backup", {"made_at": contents.made_at}, bridge.clock.now())
