"""SOA Daily Download: one row a sync, and each record that could not be taken, with its reason."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, func, insert, select, update

from mpos.contract.clock import in_utc

from .batches import batches
from .branch_scope import Branches, code_within
from .engine import Connection
from .schema import download, download_failure

WHOLE, CHANGES, NOTICED = "whole", "changes", "noticed"
PROCESSING, COMPLETED, FAILED, CANCELLED = "processing", "completed", "failed", "cancelled"
SCHEDULE = "schedule"
"""Who asked for a download that nobody asked for."""
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
    asked_by: str
    cancel_asked: bool


class Failure(NamedTuple):
    """A record that could not be taken. `healed_by` is the download that brought a good one."""

    soa_no: str | None
    collector_code: str | None
    code: str
    detail: str
    record: Any
    healed_by: int | None = None


class KeptFailure(NamedTuple):
    """A failure with its number, and when the download that healed it finished (UTC)."""

    failure_id: int
    failure: Failure
    healed_at: str | None


class Counts(NamedTuple):
    """SOAs of one download."""

    total: int
    succeeded: int
    failed: int


def begin(conn: Connection, scope: str, now: datetime, asked_by: str = SCHEDULE) -> int:
    """A new row, in work from now on. One that still says so was interrupted, as only one works at a time."""
    conn.execute(
        update(download)
        .where(download.c.status == PROCESSING)
        .values(status=FAILED, reason=INTERRUPTED, finished_at=in_utc(now))
    )
    started = insert(download).values(scope=scope, status=PROCESSING, started_at=in_utc(now), asked_by=asked_by)
    return int(conn.execute(started.returning(download.c.download_id)).scalar_one())


def count(conn: Connection, download_id: int, counts: Counts) -> None:
    """How far it has got."""
    conn.execute(_in_work(download_id).values(**counts._asdict()))


def complete(conn: Connection, download_id: int, as_of: str | None, reason: str | None, now: datetime) -> None:
    """All pages are in: the next download asks for what changed after `as_of`, or after that of the one before."""
    conn.execute(_in_work(download_id).values(status=COMPLETED, as_of=as_of, reason=reason, finished_at=in_utc(now)))


def fail(conn: Connection, download_id: int, reason: str, now: datetime) -> None:
    """It ended early; what came is in, and the next download starts where this one started."""
    conn.execute(_in_work(download_id).values(status=FAILED, reason=reason, finished_at=in_utc(now)))


def ask_cancel(conn: Connection, download_id: int) -> bool:
    """Lets the download stop at its next page; False when it is not at work, or was asked before."""
    asked = _in_work(download_id).where(download.c.cancel_asked.is_(False)).values(cancel_asked=True)
    return bool(conn.execute(asked).rowcount == 1)


def is_cancel_asked(conn: Connection, download_id: int) -> bool:
    """Whether somebody wants the download to stop."""
    return bool(conn.execute(select(download.c.cancel_asked).where(download.c.download_id == download_id)).scalar_one())


def cancel(conn: Connection, download_id: int, reason: str, now: datetime) -> None:
    """It was stopped; what came is in, and the next download starts where this one started."""
    conn.execute(_in_work(download_id).values(status=CANCELLED, reason=reason, finished_at=in_utc(now)))


def show(conn: Connection, download_id: int) -> Download | None:
    """One row."""
    row = conn.execute(select(download).where(download.c.download_id == download_id)).first()
    return None if row is None else _download(row)


def in_work(conn: Connection) -> Download | None:
    """The row of the sync that is at work, or was when its program ended."""
    newest = select(download).where(download.c.status == PROCESSING).order_by(download.c.download_id.desc())
    row = conn.execute(newest.limit(1)).first()
    return None if row is None else _download(row)


def newest(conn: Connection, limit: int, before: int | None = None) -> list[Download]:
    """The newest rows first; those older than `before`, when given."""
    rows = select(download).order_by(download.c.download_id.desc()).limit(limit)
    if before is not None:
        rows = rows.where(download.c.download_id < before)
    return [_download(row) for row in conn.execute(rows)]


def last_completed(conn: Connection) -> Download | None:
    """The newest download that brought all that changed; single look-ups do not count."""
    done = (
        select(download)
        .where(download.c.status == COMPLETED, download.c.scope != NOTICED)
        .order_by(download.c.download_id.desc())
    )
    row = conn.execute(done.limit(1)).first()
    return None if row is None else _download(row)


def last_whole_total(conn: Connection) -> int | None:
    """How many SOAs the last completed download of all had; about so many the next one brings."""
    whole = select(download.c.total).where(download.c.status == COMPLETED, download.c.scope == WHOLE)
    return conn.execute(whole.order_by(download.c.download_id.desc()).limit(1)).scalar_one_or_none()


def record_failures(conn: Connection, download_id: int, failures: Sequence[Failure]) -> None:
    """Keeps records that could not be taken."""
    if failures:
        conn.execute(insert(download_failure), [{"download_id": download_id, **each._asdict()} for each in failures])


def failures_of(conn: Connection, download_id: int) -> list[Failure]:
    """The records that a download could not take."""
    of_it = select(download_failure).where(download_failure.c.download_id == download_id)
    return [_failure(row) for row in conn.execute(of_it.order_by(download_failure.c.failure_id))]


def page_of_failures(
    conn: Connection, download_id: int, after: int, limit: int, branches: Branches = None
) -> list[KeptFailure]:
    """The next of the records that a download could not take, by number; only those of codes of the branches."""
    healing = download.alias("healing")
    of_it = (
        select(download_failure, healing.c.finished_at.label("healed_at"))
        .outerjoin(healing, healing.c.download_id == download_failure.c.healed_by)
        .where(_failures_of(download_id, branches), download_failure.c.failure_id > after)
    )
    rows = conn.execute(of_it.order_by(download_failure.c.failure_id).limit(limit))
    return [KeptFailure(row.failure_id, _failure(row), row.healed_at) for row in rows]


def count_failures(conn: Connection, download_id: int, branches: Branches = None) -> tuple[int, int]:
    """How many records a download could not take, and how many of them are still open."""
    counted: Select[int, int] = select(
        func.count(), func.count().filter(download_failure.c.healed_by.is_(None))
    ).select_from(download_failure)
    failed, still_open = conn.execute(counted.where(_failures_of(download_id, branches))).one()
    return failed, still_open


def open_failures(conn: Connection, before: int | None = None) -> dict[str, Failure]:
    """The newest failure of each SOA that has not come well since; of downloads before that one, when given."""
    open_ones = select(download_failure).where(
        download_failure.c.healed_by.is_(None), download_failure.c.soa_no.is_not(None)
    )
    if before is not None:
        open_ones = open_ones.where(download_failure.c.download_id < before)
    rows = conn.execute(open_ones.order_by(download_failure.c.failure_id))
    return {row.soa_no: _failure(row) for row in rows}


def open_failure_of(conn: Connection, soa_no: str) -> Failure | None:
    """The newest failure of a SOA, when it has not come well since."""
    own = select(download_failure).where(download_failure.c.healed_by.is_(None), download_failure.c.soa_no == soa_no)
    row = conn.execute(own.order_by(download_failure.c.failure_id.desc()).limit(1)).first()
    return None if row is None else _failure(row)


def heal(conn: Connection, soa_nos: Iterable[str], download_id: int) -> None:
    """A good record of these SOAs has come."""
    for batch in batches(soa_nos):
        healed = download_failure.c.healed_by.is_(None) & download_failure.c.soa_no.in_(batch)
        conn.execute(update(download_failure).where(healed).values(healed_by=download_id))


def heal_older(conn: Connection, download_id: int) -> None:
    """A whole listing has come: what it did not fail on is well, or not PSCloud's any more."""
    older = download_failure.c.healed_by.is_(None) & (download_failure.c.download_id < download_id)
    conn.execute(update(download_failure).where(older).values(healed_by=download_id))


def _failures_of(download_id: int, branches: Branches) -> Any:
    of_it = download_failure.c.download_id == download_id
    return of_it if branches is None else of_it & code_within(download_failure.c.collector_code, branches)


def _in_work(download_id: int) -> Any:
    return update(download).where(download.c.download_id == download_id, download.c.status == PROCESSING)


def _download(row: Row[*tuple[Any, ...]]) -> Download:
    return Download(*(getattr(row, name) for name in Download._fields))


def _failure(row: Row[*tuple[Any, ...]]) -> Failure:
    return Failure(*(getattr(row, name) for name in Failure._fields))
