"""SOA Daily Download: one row a sync, and each record that could not be taken, with its reason."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, insert, select, update

from mpos.contract.clock import in_utc

from .batches import batches
from .engine import Connection
from .schema import download, download_failure

WHOLE, CHANGES = "whole", "changes"
PROCESSING, COMPLETED, FAILED = "processing", "completed", "failed"
INTERRUPTED = "interrupted: the program ended before it was done"


class Download(NamedTuple):
    """One sync. Instants in UTC; `as_of` is PSCloud's, and None until the sync is completed."""

    download_id: int
    scope: str
    status: str
    started_at: str
    finished_at: str | None
    total: int
    succeeded: int
    failed: int
    as_of: str | None
    reason: str | None


class Failure(NamedTuple):
    """A record that could not be taken. `healed_by` is the download that brought a good one."""

    soa_no: str | None
    collector_code: str | None
    code: str
    detail: str
    record: Any
    healed_by: int | None = None


class Counts(NamedTuple):
    """SOAs of one download."""

    total: int
    succeeded: int
    failed: int


def begin(conn: Connection, scope: str, now: datetime) -> int:
    """A new row, in work from now on. One that still says so was interrupted, as only one works at a time."""
    conn.execute(
        update(download)
        .where(download.c.status == PROCESSING)
        .values(status=FAILED, reason=INTERRUPTED, finished_at=in_utc(now))
    )
    started = insert(download).values(scope=scope, status=PROCESSING, started_at=in_utc(now))
    return int(conn.execute(started.returning(download.c.download_id)).scalar_one())


def count(conn: Connection, download_id: int, counts: Counts) -> None:
    """How far it has got."""
    conn.execute(_in_work(download_id).values(**counts._asdict()))


def complete(conn: Connection, download_id: int, as_of: str, reason: str | None, now: datetime) -> None:
    """All pages are in: the next download asks for what changed after `as_of`."""
    conn.execute(_in_work(download_id).values(status=COMPLETED, as_of=as_of, reason=reason, finished_at=in_utc(now)))


def fail(conn: Connection, download_id: int, reason: str, now: datetime) -> None:
    """It ended early; what came is in, and the next download starts where this one started."""
    conn.execute(_in_work(download_id).values(status=FAILED, reason=reason, finished_at=in_utc(now)))


def show(conn: Connection, download_id: int) -> Download | None:
    """One row."""
    row = conn.execute(select(download).where(download.c.download_id == download_id)).first()
    return None if row is None else _download(row)


def in_work(conn: Connection) -> Download | None:
    """The row of the sync that is at work, or was when its program ended."""
    newest = select(download).where(download.c.status == PROCESSING).order_by(download.c.download_id.desc())
    row = conn.execute(newest.limit(1)).first()
    return None if row is None else _download(row)


def newest(conn: Connection, limit: int) -> list[Download]:
    """The newest rows first."""
    rows = conn.execute(select(download).order_by(download.c.download_id.desc()).limit(limit))
    return [_download(row) for row in rows]


def record_failures(conn: Connection, download_id: int, failures: Sequence[Failure]) -> None:
    """Keeps records that could not be taken."""
    if failures:
        conn.execute(insert(download_failure), [{"download_id": download_id, **each._asdict()} for each in failures])


def failures_of(conn: Connection, download_id: int) -> list[Failure]:
    """The records that a download could not take."""
    of_it = select(download_failure).where(download_failure.c.download_id == download_id)
    return [_failure(row) for row in conn.execute(of_it.order_by(download_failure.c.failure_id))]


def open_failures(conn: Connection, before: int | None = None) -> dict[str, Failure]:
    """The newest failure of each SOA that has not come well since; of downloads before that one, when given."""
    open_ones = select(download_failure).where(
        download_failure.c.healed_by.is_(None), download_failure.c.soa_no.is_not(None)
    )
    if before is not None:
        open_ones = open_ones.where(download_failure.c.download_id < before)
    rows = conn.execute(open_ones.order_by(download_failure.c.failure_id))
    return {row.soa_no: _failure(row) for row in rows}


def heal(conn: Connection, soa_nos: Iterable[str], download_id: int) -> None:
    """A good record of these SOAs has come."""
    for batch in batches(soa_nos):
        healed = download_failure.c.healed_by.is_(None) & download_failure.c.soa_no.in_(batch)
        conn.execute(update(download_failure).where(healed).values(healed_by=download_id))


def heal_older(conn: Connection, download_id: int) -> None:
    """A whole listing has come: what it did not fail on is well, or not PSCloud's any more."""
    older = download_failure.c.healed_by.is_(None) & (download_failure.c.download_id < download_id)
    conn.execute(update(download_failure).where(older).values(healed_by=download_id))


def _in_work(download_id: int) -> Any:
    return update(download).where(download.c.download_id == download_id, download.c.status == PROCESSING)


def _download(row: Row[*tuple[Any, ...]]) -> Download:
    return Download(*(getattr(row, name) for name in Download._fields))


def _failure(row: Row[*tuple[Any, ...]]) -> Failure:
    return Failure(*(getattr(row, name) for name in Failure._fields))
