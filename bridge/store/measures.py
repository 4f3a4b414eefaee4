"""Counts and sums for whoever watches the office from outside: a few queries, and no name, number or text of a record.

None of them looks at each payment or at each journal entry: what is open is little, whatever the office has done
before, and tries to post are counted from where the last count ended.
"""

from typing import NamedTuple

from sqlalchemy import func, select

from .condition import Waiting, last_download_at, waiting
from .day_sums import Sum, by_status, open_by_status
from .downloads import Download, newest
from .engine import Connection
from .postings import OPEN
from .schema import alert, payment, posting, posting_attempt
from .terminals import Terminal, list_terminals


class Measures(NamedTuple):
    """The office at one moment. Instants in UTC, amounts in minor units.

    `today` are the payments of the business date by status, `open` those of all days that are not in PSCloud yet.
    `alerts` are the open ones by rule.
    """

    today: dict[str, Sum]
    open: dict[str, Sum]
    waiting: Waiting
    oldest_posting: str | None
    last_download: Download | None
    completed_at: str | None
    terminals: list[Terminal]
    alerts: dict[str, int]


class Tries(NamedTuple):
    """Tries to post since a place in their order: how many by outcome, and the place of the last."""

    by_outcome: dict[str, int]
    last: int


def measure(conn: Connection, business_date: str) -> Measures:
    """All of it, from one state of the database."""
    return Measures(
        today=by_status(conn, business_date, None),
        open=open_by_status(conn, None),
        waiting=waiting(conn),
        oldest_posting=_oldest_posting(conn),
        last_download=next(iter(newest(conn, 1)), None),
        completed_at=last_download_at(conn),
        terminals=list_terminals(conn),
        alerts=_open_alerts(conn),
    )


def last_try(conn: Connection) -> int:
    """The place of the last try to post; 0 when there is none."""
    return int(conn.execute(select(func.coalesce(func.max(posting_attempt.c.attempt_id), 0))).scalar_one())


def tries_after(conn: Connection, place: int) -> Tries:
    """The tries after that place."""
    last = last_try(conn)
    outcome = posting_attempt.c.outcome
    later = posting_attempt.c.attempt_id.between(place + 1, last)
    counted = select(outcome, func.count()).where(later).group_by(outcome)
    return Tries({str(name): count for name, count in conn.execute(counted)}, last)


def _oldest_posting(conn: Connection) -> str | None:
    """When the oldest payment was taken that is on its way to PSCloud."""
    taken = select(func.min(payment.c.paid_at)).select_from(posting.join(payment)).where(posting.c.state.in_(OPEN))
    return conn.execute(taken).scalar_one_or_none()


def _open_alerts(conn: Connection) -> dict[str, int]:
    counted = select(alert.c.rule, func.count()).where(alert.c.healed_at.is_(None)).group_by(alert.c.rule)
    return {str(rule): count for rule, count in conn.execute(counted)}
