"""The drop folder: in/ and out/ for the other side, done/ and failed/ for what was read, with a report beside each."""

import csv
import io
import os
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from bridge.problems import HomeDamaged
from mpos.contract.lasting import make_folder, put_in_place, sync_names, write_lasting

FOLDER_MODE, FILE_MODE = 0o770, 0o660
"""The other side's account shares the group of ours."""
SETTLE_S = 5
"""A file that was written to later than that may still be on its way."""
MAX_FILES = 100
"""Files of one round; the next round goes on."""
HIDDEN = (".", "~", "#")
UNFINISHED = (".part", ".tmp", ".crdownload", ".filepart")


class FolderTrouble(HomeDamaged):
    """The drop folder can't be used: {detail}"""

    hint = "Nothing is lost: payments wait here. See that the folder is there and that this account may write to it."


class DropFolder(NamedTuple):
    """The folder with its four rooms."""

    path: Path

    def prepare(self) -> None:
        """Makes the rooms that are missing; FolderTrouble."""
        try:
            for room in ("in", "out", "done", "failed"):
                make_folder(self.path / room, FOLDER_MODE)
        except OSError as error:
            raise FolderTrouble(detail=f"{self.path}: {error.strerror}") from error

    def arrived(self) -> list[Path]:
        """The files that have come in and are whole as far as can be seen, by name. FolderTrouble."""
        try:
            now_s = self._now_s()
            found = sorted(path for path in (self.path / "in").iterdir() if _counts(path))
            settled = [path for path in found if now_s - path.stat().st_mtime >= SETTLE_S]
        except OSError as error:
            raise FolderTrouble(detail=f"{self.path}: {error.strerror}") from error
        return settled[:MAX_FILES]

    def put_away(self, file: Path, room: str, stamp: datetime, report: str) -> None:
        """Moves a file that was read to done/ or failed/, its report beside it, under a name of its own."""
        name = f"{stamp:%Y%m%d-%H%M%S}-{file.name}"
        target = self.path / room / name
        count = 1
        while target.exists():
            count += 1
            target = self.path / room / f"{count}-{name}"
        try:
            write_lasting(target.with_name(f"{target.name}.report.txt"), report.encode(), FILE_MODE)
            put_in_place(file, target)
            sync_names(file.parent)
        except OSError as error:
            raise FolderTrouble(detail=f"{file}: {error.strerror}") from error

    def put_out(self, name: str, content: bytes) -> None:
        """Writes a file for the other side, whole or not at all."""
        try:
            write_lasting(self.path / "out" / name, content, FILE_MODE)
        except OSError as error:
            raise FolderTrouble(detail=f"{self.path / 'out' / name}: {error.strerror}") from error

    def _now_s(self) -> int:
        """The time on the clock that stamps these files, which may be that of another machine."""
        probe = self.path / "in" / ".probe"
        probe.write_bytes(b"")
        os.utime(probe)
        return int(probe.stat().st_mtime)


def csv_of(heading: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A CSV that spreadsheets open as it is: UTF-8 with a mark, commas, one line a row."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(heading)
    writer.writerows([["" if cell is None else harmless(cell) for cell in row] for row in rows])
    return text.getvalue().encode("utf-8-sig")


def harmless(cell: Any) -> Any:
    """A text that a spreadsheet would take for a formula, marked as a text."""
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in "=+-@\t\r" and cell[:1] else cell


def _counts(path: Path) -> bool:
    return path.is_file() and not path.name.startswith(HIDDEN) and not path.name.lower().endswith(UNFINISHED)
