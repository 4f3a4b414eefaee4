"""Whether today's SOAs are here: the last download, and whether its sums agree with PSCloud's."""

from typing import NamedTuple

from bridge.app import Bridge
from bridge.store import downloads
from bridge.store.branch_scope import Branches, codes_of
from bridge.store.completeness import (
    MAX_DIFFERENCES,
    Compared,
    Differing,
    count_open_failures,
    last_comparison,
    last_whole,
)
from bridge.store.downloads import Download
from bridge.store.engine import Connection
from mpos.contract.clock import read_instant

COMPLETE, DIFFERS, NOT_COMPARED = "complete", "differs", "not compared"
NOT_YET, NEVER, RUNNING = "not yet today", "never", "running"


class DownloadState(NamedTuple):
    """`verdict` is one of the words above. `reason` says why it is not complete; `differences` are the first SOAs.

    `last` is the newest download whatever became of it, `completed_at` when one last came to its end, and
    `compared_at` when the sums were last held against PSCloud's.
    """

    verdict: str
    reason: str | None
    last: Download | None
    completed_at: str | None
    compared_at: str | None
    differences: list[Differing]
    differing: int
    failed_records: int

    @property
    def is_complete(self) -> bool:
        """Whether everything that PSCloud has is here, as far as it was asked today."""
        return self.verdict == COMPLETE


class Agreement(NamedTuple):
    """The newest evidence that sums agree, or do not."""

    made_at: str
    ok: bool
    reason: str | None


def download_state(bridge: Bridge, conn: Connection, branches: Branches) -> DownloadState:
    """The state as of now."""
    newest = next(iter(downloads.newest(conn, 1)), None)
    done, compared = downloads.last_completed(conn), last_comparison(conn)
    agreement = _agreement(compared, last_whole(conn))
    failed_records = count_open_failures(conn, branches)
    verdict, reason = _verdict(bridge, newest, done, agreement, failed_records)
    differences = _visible(compared, branches, conn) if compared and not compared.ok else []
    return DownloadState(
        verdict=verdict,
        reason=reason,
        last=newest,
        completed_at=done.finished_at if done else None,
        compared_at=agreement.made_at if agreement else None,
        differences=differences[:MAX_DIFFERENCES],
        differing=len(differences),
        failed_records=failed_records,
    )


def last_agreement(conn: Connection) -> Agreement | None:
    """Whether our SOAs are PSCloud's, as far as was seen last; None when nobody has looked yet."""
    return _agreement(last_comparison(conn), last_whole(conn))


def _agreement(compared: Compared | None, whole: Download | None) -> Agreement | None:
    """A whole download holds its sums against PSCloud's as a comparison does; the newer of the two counts."""
    found = []
    if compared is not None:
        reason = None if compared.ok else "our SOAs are not those of PSCloud: mpos-bridge soa compare says which"
        found.append(Agreement(compared.made_at, compared.ok, reason))
    if whole is not None and whole.finished_at is not None:
        found.append(Agreement(whole.finished_at, whole.reason is None, whole.reason))
    return max(found, key=lambda each: each.made_at, default=None)


def _verdict(
    bridge: Bridge, newest: Download | None, done: Download | None, agreement: Agreement | None, failed_records: int
) -> tuple[str, str | None]:
    trouble = newest.reason if newest is not None and newest.status == downloads.FAILED else None
    if done is None or done.finished_at is None:
        is_running = newest is not None and newest.status == downloads.PROCESSING
        return (RUNNING, None) if is_running else (NEVER, trouble)
    if not _is_today(bridge, done.finished_at):
        return NOT_YET, trouble
    if failed_records:
        records = "1 record" if failed_records == 1 else f"{failed_records} records"
        return DIFFERS, f"{records} of PSCloud could not be taken: mpos-bridge downloads says why"
    if agreement is None or not _is_today(bridge, agreement.made_at):
        return NOT_COMPARED, "nothing was held against PSCloud's control totals today: run mpos-bridge soa compare"
    return (COMPLETE, None) if agreement.ok else (DIFFERS, agreement.reason)


def _is_today(bridge: Bridge, instant: str) -> bool:
    zone = bridge.settings.zone
    return read_instant(instant).astimezone(zone).date() == bridge.clock.now().astimezone(zone).date()


def _visible(compared: Compared, branches: Branches, conn: Connection) -> list[Differing]:
    codes = codes_of(conn, branches)
    return [each for each in compared.differences if codes is None or each.collector_code in codes]
