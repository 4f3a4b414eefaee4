"""Backing the office up: a consistent copy of its database, its key and its settings, in one file that is checked
before it gets its name.

The key is within: terminals trust nothing else. Whoever reads the file could be the office to them.
"""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import mkdtemp
from typing import NamedTuple

from bridge.access.actor import Actor
from bridge.access.roles import Permission
from bridge.app import KEY_NAME, Bridge
from bridge.problems import HomeDamaged
from bridge.settings import CONFIG_NAME, DATABASE_NAME
from bridge.store.database_copy import CopyFailed, copy_database, file_of, look_into
from bridge.store.engine import writing
from bridge.store.migrations import PRESENT
from bridge.store.office_deeds import record_deed
from mpos.contract.lasting import put_in_place
from mpos.contract.problems import Refused

from .archive import Contents, NoArchive, check_archive, hash_of, write_archive

FILE_MODE = 0o600
PSCLOUD_KEY_NAME = "pscloud.key"
_NAME = "mpos-bridge-{at}.backup"
_NAMED = re.compile(r"mpos-bridge-\d{8}-\d{6}\.backup")


class CannotKeep(Refused):
    """The backup can't be written to {path}: {detail}"""

    hint = "Nothing was written, and the office goes on. Choose another place, or make room."


class BackedUp(NamedTuple):
    """What was written. `removed` are the older ones that made room for it."""

    path: Path
    size: int
    contents: Contents
    removed: list[Path]


def back_up(
    bridge: Bridge, actor: Actor, place: Path, passphrase: str | None = None, keep: int | None = None
) -> BackedUp:
    """Writes a backup to a new file, or into a folder under a name with its time; CannotKeep, HomeDamaged.

    `keep`: so many of those in the folder stay, this one among them. Readings and writings go on meanwhile.
    """
    actor.require(Permission.KEEP)
    path = place / _name_now(bridge) if place.is_dir() else place
    if path.exists():
        raise CannotKeep(path=path, detail="there is something of this name already")
    try:
        with _workplace(path.parent) as work:
            contents = _write(bridge, work, work / path.name, passphrase)
            size = (work / path.name).stat().st_size
            put_in_place(work / path.name, path)
        removed = _remove_older(path.parent, keep) if keep and place.is_dir() else []
    except OSError as error:
        raise CannotKeep(path=path, detail=error.strerror or error) from error
    with writing(bridge.engine) as conn:
        record_deed(conn, actor, "office backed up", {"file": str(path), "size": size}, bridge.clock.now())
    return BackedUp(path, size, contents, removed)


def _write(bridge: Bridge, work: Path, draft: Path, passphrase: str | None) -> Contents:
    home, files = bridge.settings.home, {KEY_NAME: bridge.settings.home / KEY_NAME}
    if (home / CONFIG_NAME).exists():
        files[CONFIG_NAME] = home / CONFIG_NAME
    pscloud_key = bridge.settings.pscloud_key_file
    if pscloud_key is not None and (home / pscloud_key).is_file():
        files[PSCLOUD_KEY_NAME] = home / pscloud_key
    rows = {}
    if file_of(bridge.settings.database) is not None:
        files[DATABASE_NAME] = work / DATABASE_NAME
        rows = _copy(bridge, files[DATABASE_NAME])
    hashes = {name: hash_of(path) for name, path in files.items()}
    contents = Contents(bridge.now_text(), bridge.bridge_id, PRESENT, hashes, rows)
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, FILE_MODE), "wb") as file:
        write_archive(file, contents, files, passphrase)
        file.flush()
        os.fsync(file.fileno())
    try:
        return check_archive(draft, passphrase)
    except NoArchive as error:
        raise CannotKeep(path=draft, detail=f"what was written can't be read back ({error})") from error


def _copy(bridge: Bridge, path: Path) -> dict[str, int]:
    try:
        copy_database(bridge.engine, path)
        look = look_into(path)
    except CopyFailed as error:
        raise HomeDamaged(detail=error) from error
    if look.damage is not None or look.bridge_id != bridge.bridge_id:
        raise HomeDamaged(detail=look.damage or "the copy is not that of this bridge")
    return look.rows


def _name_now(bridge: Bridge) -> str:
    return _NAME.format(at=f"{bridge.clock.now().astimezone(bridge.settings.zone):%Y%m%d-%H%M%S}")


@contextmanager
def _workplace(folder: Path) -> Iterator[Path]:
    """Beside the file, so that it gets its name by being moved; only its owner can look in."""
    work = Path(mkdtemp(prefix=".mpos-backup-", dir=folder))
    try:
        yield work
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _remove_older(folder: Path, keep: int) -> list[Path]:
    named = sorted(path for path in folder.iterdir() if _NAMED.fullmatch(path.name))
    older = named[:-keep]
    for path in older:
        path.unlink()
    return older
