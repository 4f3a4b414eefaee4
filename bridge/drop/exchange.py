"""One round with a drop folder: acknowledgements first, then payments out, then lists in.

In this order, because a list that comes together with an acknowledgement was made after it.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from bridge.app import Bridge
from bridge.connector.formats import Formats
from bridge.pull.download import Asked, download_soas
from bridge.store import downloads, postings
from bridge.store.downloads import Download
from bridge.store.engine import reading, writing
from bridge.store.soas import load_stated
from mpos.contract.clock import in_utc
from mpos.contract.soa import Soa

from .acknowledging import NAME, Acknowledged, acknowledge
from .batches import write_batches
from .description import DropDescription, read_drop_description
from .folder import DropFolder, FolderTrouble
from .lists import DroppedList
from .tables import MAX_FILE_BYTES, Row, Unreadable, rows_of

WRITTEN = "written"
MAX_REPORTED = 1_000
"""Failed records that a report names."""


class Exchanged(NamedTuple):
    """What a round came to; `download` is that of the last list, None when none came in."""

    download: Download | None
    completed: int
    failed: int
    waiting: int
    voids: int


def open_list(
    bridge: Bridge, description: DropDescription, rows: list[Row] | None = None, as_of: str = ""
) -> DroppedList:
    """A file as a back office, or the want of one."""

    def held(soa_nos: Sequence[str]) -> dict[str, tuple[Soa, str]]:
        with reading(bridge.engine) as conn:
            return load_stated(conn, soa_nos)

    return DroppedList(description, held, bridge.clock, rows, as_of)


def nothing_to_ask(bridge: Bridge) -> DroppedList:
    """What an office with a drop folder has in the place of a back office that can be asked: it can't tell."""
    settings = bridge.settings
    return open_list(bridge, read_drop_description(settings.home / settings.connector if settings.connector else None))


def exchange(bridge: Bridge, *, lists: bool, post: bool) -> Exchanged:
    """Does one round. FolderTrouble when the folder can't be used; each file is read once, whatever it holds."""
    settings = bridge.settings
    folder = DropFolder(settings.home / settings.drop_folder)
    description = read_drop_description(settings.home / settings.connector if settings.connector else None)
    folder.prepare()
    arrived = folder.arrived()
    acks = [_take_acknowledgement(bridge, folder, description, file) for file in arrived if NAME.fullmatch(file.name)]
    before = _completed(bridge)
    if post:
        write_batches(bridge, folder, completes=settings.drop_acknowledge == WRITTEN)
    row = None
    for file in (file for file in arrived if not NAME.fullmatch(file.name)):
        if lists:
            row = _take_list(bridge, folder, description, file) or row
    return _exchanged(bridge, row, [ack for ack in acks if ack], _completed(bridge) - before)


def _take_acknowledgement(
    bridge: Bridge, folder: DropFolder, description: DropDescription, file: Path
) -> Acknowledged | None:
    found = NAME.fullmatch(file.name)
    try:
        content = _content(file)
        rows = list(rows_of(file.name, content, description.formats.formats)) if content.strip() else []
        done = acknowledge(bridge, int(found[1]) if found else 0, rows)
    except Unreadable as trouble:
        folder.put_away(file, "failed", bridge.clock.now(), f"{file.name} was not read: {trouble}.\n")
        return None
    report = (
        f"{file.name}: {done.payments} payments and {done.voids} voids are completed, {done.refused} refused, "
        f"{done.strangers} rows name nothing that waits.\n"
    )
    folder.put_away(file, "done", bridge.clock.now(), report)
    return done


def _take_list(bridge: Bridge, folder: DropFolder, description: DropDescription, file: Path) -> Download | None:
    as_of = in_utc(datetime.fromtimestamp(int(file.stat().st_mtime), UTC))
    try:
        rows = _rows(file, description.formats.formats)
    except Unreadable as trouble:
        row = _failed(bridge, file, str(trouble))
        folder.put_away(file, "failed", bridge.clock.now(), f"{file.name} was not read: {trouble}.\n")
        return row
    whole = description.files.lists == "whole"
    with open_list(bridge, description, rows, as_of) as dropped:
        download_soas(bridge, dropped, Asked(whole=whole, name=f"file {file.name}"[:100]))
    with reading(bridge.engine) as conn:
        row = downloads.newest(conn, 1)[0]
        failures = [(each.soa_no, each.detail) for each in downloads.failures_of(conn, row.download_id)]
    folder.put_away(file, "done", bridge.clock.now(), _report(file, row, failures))
    return row


def _rows(file: Path, formats: Formats) -> list[Row]:
    return list(rows_of(file.name, _content(file), formats))


def _content(file: Path) -> bytes:
    try:
        with file.open("rb") as opened:
            content = opened.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise FolderTrouble(detail=f"{file}: {error.strerror}") from error
    if len(content) > MAX_FILE_BYTES:
        raise Unreadable(f"it has more than {MAX_FILE_BYTES} bytes")
    return content


def _failed(bridge: Bridge, file: Path, reason: str) -> Download:
    """A download's row for a file that could not be read at all."""
    now = bridge.clock.now()
    with writing(bridge.engine) as conn:
        number = downloads.begin(conn, downloads.WHOLE, now, f"file {file.name}"[:100])
        downloads.fail(conn, number, f"{file.name}: {reason}", now)
        return downloads.newest(conn, 1)[0]


def _report(file: Path, row: Download, failures: Sequence[tuple[str | None, str]]) -> str:
    head = f"{file.name}: download {row.download_id}, {row.total} SOAs, {row.succeeded} in, {row.failed} failed.\n"
    lines = [f"{soa_no or '(no number)'}: {reason}\n" for soa_no, reason in failures[:MAX_REPORTED]]
    return head + "".join(lines)


def _completed(bridge: Bridge) -> int:
    with reading(bridge.engine) as conn:
        return postings.count_completed(conn)


def _exchanged(bridge: Bridge, row: Download | None, acks: list[Acknowledged], completed: int) -> Exchanged:
    with reading(bridge.engine) as conn:
        waiting = postings.count_waiting(conn)
    payments, voids, refused = (sum(each[place] for each in acks) for place in range(3))
    return Exchanged(row, payments + completed, refused, waiting, voids)
