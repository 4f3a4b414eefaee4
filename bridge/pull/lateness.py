"""Whether the SOAs are as new as they should be: when the last download was completed, and when the next was due."""

from datetime import datetime, timedelta
from typing import NamedTuple

from bridge.settings import Settings
from bridge.store.downloads import Download, last_completed
from bridge.store.engine import Connection
from mpos.contract.clock import read_instant

from .due import next_download_at

GRACE = timedelta(minutes=10)
"""A large download, a posting before it or a pause that PSCloud asked for makes none late yet."""


class Lateness(NamedTuple):
    """`due_at` is when the next completed download was or is due; None when none was ever completed.

    `late_by` is zero unless it should have been completed by now.
    """

    last: Download | None
    due_at: datetime | None
    late_by: timedelta

    @property
    def is_late(self) -> bool:
        """Whether somebody should look; an office without any completed download is late at once."""
        return self.due_at is None or self.late_by > timedelta(0)


def lateness(conn: Connection, settings: Settings, now: datetime) -> Lateness:
    """How the downloads stand at this instant. The next is due by the schedule, or `poll_seconds` after the last."""
    last = last_completed(conn)
    if last is None:
        return Lateness(None, None, timedelta(0))
    done_at = read_instant(last.finished_at or last.started_at)
    due_at = next_download_at(settings, done_at)
    return Lateness(last, due_at, max(now - due_at - GRACE, timedelta(0)))
