"""Files and folders that last through a power cut: a name is only safe once the folder that holds it is synced."""

import os
from contextlib import suppress
from errno import EEXIST

from mpos.light.paths import Path


def write_lasting(path: Path, content: bytes, mode: int) -> None:
    """Writes a file so that after a power cut it is there whole, or as it was before.

    OSError where it can't be, and where the name is that of a folder or a device, which a file must not replace.
    """
    if path.exists() and not path.is_file():
        raise OSError(EEXIST, "something is there that is not a file")
    draft = path.with_name(f".{path.name}.new")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        put_in_place(draft, path)
    except OSError:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise


def put_in_place(draft: Path, path: Path) -> None:
    """Renames a finished file to its name, durably."""
    draft.replace(path)
    sync_names(path.parent)


def make_folder(folder: Path, mode: int) -> None:
    """Makes a folder, and those above it that are missing, durably. One that is there stays as it is."""
    if folder.is_dir():
        return
    if folder.parent != folder:
        make_folder(folder.parent, mode)
    folder.mkdir(mode=mode, exist_ok=True)
    sync_names(folder.parent)


def sync_names(folder: Path) -> None:
    """Makes the names in a folder last."""
    directory = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)
