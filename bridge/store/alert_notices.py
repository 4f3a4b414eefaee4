"""What is still to be told of alerts, a row for each alert and channel; and whether it was."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import insert, select, update

from mpos.contract.clock import in_utc

from .engine import Connection
from .schema import alert_notice
from .waits import has_come

MAX_ATTEMPTS = 20
"""With pauses of up to an hour this is most of a day: who repairs a channel in time misses nothing."""
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=1), timedelta(hours=1)
MAX_AT_ONCE = 200
"""Alerts in one message: more nobody reads, and the rest comes with the next."""


class Notice(NamedTuple):
    """An alert that is to be told through a channel."""

    notice_id: int
    alert_id: int
    attempts: int


class Untold(NamedTuple):
    """A channel that did not take what it was to tell: how many alerts, and why the last time."""

    channel: str
    alerts: int
    detail: str


def ask_to_tell(conn: Connection, alert_id: int, channels: Iterable[str], now: datetime) -> None:
    """Lets an alert be told through these channels."""
    rows = [{"alert_id": alert_id, "channel": channel, "next_attempt_at": in_utc(now)} for channel in channels]
    if rows:
        conn.execute(insert(alert_notice), rows)


def claim_due(conn: Connection, channel: str, now: datetime) -> list[Notice]:
    """What is to be told through this channel now, oldest first. It counts as tried from here on: whoever dies in the
    middle of telling lets it be told again after a pause, and nobody else tells it at the same time.
    """
    columns = select(*(alert_notice.c[name] for name in Notice._fields))
    wanted = columns.where(
        alert_notice.c.channel == channel,
        alert_notice.c.sent_at.is_(None),
        alert_notice.c.attempts < MAX_ATTEMPTS,
        has_come(alert_notice.c.next_attempt_at, now, LONGEST_PAUSE),
    )
    found = [Notice(*row) for row in conn.execute(wanted.order_by(alert_notice.c.notice_id).limit(MAX_AT_ONCE))]
    return [each for each in found if _claim(conn, each, now)]


def note_told(conn: Connection, notices: Sequence[Notice], now: datetime) -> None:
    """The channel has taken them."""
    _set(conn, notices, sent_at=in_utc(now), detail=None)


def note_failed(conn: Connection, notices: Sequence[Notice], detail: str) -> None:
    """The channel has not taken them, and why; they are tried again after their pause."""
    _set(conn, notices, detail=detail[:500])


def untold(conn: Connection) -> list[Untold]:
    """The channels that have failed and have not come round since."""
    columns = select(alert_notice.c.channel, alert_notice.c.detail).where(
        alert_notice.c.sent_at.is_(None), alert_notice.c.detail.is_not(None)
    )
    found: dict[str, Untold] = {}
    for channel, detail in conn.execute(columns.order_by(alert_notice.c.notice_id)):
        before = found.get(channel)
        found[channel] = Untold(channel, before.alerts + 1 if before else 1, detail)
    return list(found.values())


def pause_after(attempts: int) -> timedelta:
    """How long a channel rests after so many tries that failed."""
    doublings = min(max(attempts - 1, 0), 10)
    return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)


def _claim(conn: Connection, notice: Notice, now: datetime) -> bool:
    unclaimed = (alert_notice.c.notice_id == notice.notice_id) & (alert_notice.c.attempts == notice.attempts)
    attempts = notice.attempts + 1
    values = {"attempts": attempts, "next_attempt_at": in_utc(now + pause_after(attempts))}
    return conn.execute(update(alert_notice).where(unclaimed).values(values)).rowcount == 1


def _set(conn: Connection, notices: Collection[Notice], **values: str | None) -> None:
    mine = alert_notice.c.notice_id.in_([each.notice_id for each in notices])
    conn.execute(update(alert_notice).where(mine, alert_notice.c.sent_at.is_(None)).values(values))
