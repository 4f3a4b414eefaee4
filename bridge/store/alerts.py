"""Alerts: of one rule and subject at most one is open. None is ever deleted."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, func, insert, or_, select, update

from mpos.contract.clock import in_utc

from .branch_scope import Branches, code_within, terminal_within
from .engine import Connection, KeyTaken, part_of
from .schema import alert

MAX_DETAIL = 500


class Finding(NamedTuple):
    """Something that a rule has found. `terminal_id` and `collector_code` say whose it is, both None: the office's."""

    rule: str
    subject: str
    detail: str
    terminal_id: str | None = None
    collector_code: str | None = None


class Alert(NamedTuple):
    """An alert, as a person sees it. Instants in UTC; healed_at None: it is open."""

    alert_id: int
    rule: str
    subject: str
    detail: str
    raised_at: str
    acknowledged_by: str | None
    acknowledged_at: str | None
    healed_at: str | None
    terminal_id: str | None
    collector_code: str | None


def open_alerts(conn: Connection) -> dict[tuple[str, str], int]:
    """The ids of all open alerts, by rule and subject."""
    columns = select(alert.c.rule, alert.c.subject, alert.c.alert_id).where(alert.c.healed_at.is_(None))
    return {(rule, subject): alert_id for rule, subject, alert_id in conn.execute(columns)}


def raise_alert(conn: Connection, finding: Finding, now: datetime) -> int | None:
    """Opens an alert; None when one of this rule and subject is open."""
    values = finding._asdict() | {"detail": finding.detail[:MAX_DETAIL], "raised_at": in_utc(now)}
    try:
        with part_of(conn):
            return int(conn.execute(insert(alert).values(values).returning(alert.c.alert_id)).scalar_one())
    except KeyTaken:
        return None


def heal(conn: Connection, alert_id: int, now: datetime) -> bool:
    """Closes an alert whose reason is gone; False when it was closed before."""
    is_open = (alert.c.alert_id == alert_id) & alert.c.healed_at.is_(None)
    return conn.execute(update(alert).where(is_open).values(healed_at=in_utc(now))).rowcount == 1


def acknowledge(conn: Connection, alert_id: int, who: str, now: datetime) -> bool:
    """Keeps who looks after an alert; False when somebody does already, or it is closed."""
    unseen = (alert.c.alert_id == alert_id) & alert.c.healed_at.is_(None) & alert.c.acknowledged_at.is_(None)
    values = {"acknowledged_by": who, "acknowledged_at": in_utc(now)}
    return conn.execute(update(alert).where(unseen).values(values)).rowcount == 1


def find_alert(conn: Connection, alert_id: int, branches: Branches = None) -> Alert | None:
    """The alert with this number, if somebody of these branches may see it."""
    row = conn.execute(select(*_COLUMNS).where(alert.c.alert_id == alert_id, _within(branches))).first()
    return None if row is None else Alert(*row)


def list_open(conn: Connection, branches: Branches, limit: int) -> list[Alert]:
    """The open ones: those that nobody looks after first, then the newest."""
    mine = select(*_COLUMNS).where(alert.c.healed_at.is_(None), _within(branches))
    unseen_first = mine.order_by(alert.c.acknowledged_at.is_not(None), alert.c.alert_id.desc())
    return [Alert(*row) for row in conn.execute(unseen_first.limit(limit))]


def list_healed(conn: Connection, branches: Branches, limit: int, before: int | None = None) -> list[Alert]:
    """The closed ones, those raised last first; those older than `before`, when given."""
    mine = select(*_COLUMNS).where(alert.c.healed_at.is_not(None), _within(branches))
    if before is not None:
        mine = mine.where(alert.c.alert_id < before)
    return [Alert(*row) for row in conn.execute(mine.order_by(alert.c.alert_id.desc()).limit(limit))]


def count_unseen(conn: Connection, branches: Branches) -> int:
    """Open alerts that nobody looks after yet."""
    unseen = (alert.c.healed_at.is_(None), alert.c.acknowledged_at.is_(None), _within(branches))
    return conn.execute(select(func.count()).select_from(alert).where(*unseen)).scalar_one()


def alerts_by_id(conn: Connection, alert_ids: Collection[int]) -> list[Alert]:
    """These alerts, in the order in which they were raised."""
    mine = select(*_COLUMNS).where(alert.c.alert_id.in_(alert_ids))
    return [Alert(*row) for row in conn.execute(mine.order_by(alert.c.alert_id))]


_COLUMNS: tuple[ColumnElement[Any], ...] = tuple(alert.c[name] for name in Alert._fields)


def _within(branches: Branches) -> ColumnElement[bool]:
    """Of a code where it has one, else of a terminal; the office's own are everybody's."""
    coded = alert.c.collector_code.is_not(None) & code_within(alert.c.collector_code, branches)
    uncoded = alert.c.collector_code.is_(None) & terminal_within(alert.c.terminal_id, branches)
    of_office = alert.c.collector_code.is_(None) & alert.c.terminal_id.is_(None)
    return or_(coded, uncoded, of_office)
