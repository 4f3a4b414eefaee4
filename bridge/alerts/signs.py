"""Everything that the rules look at, gathered in one look at the store."""

import shutil
from datetime import date, datetime, timedelta
from typing import NamedTuple

from bridge.app import Bridge
from bridge.pull.lateness import Lateness, lateness
from bridge.reconcile.download_state import Agreement, last_agreement
from bridge.reconcile.out_there import TerminalState, out_there
from bridge.store import alert_signs
from bridge.store.alert_signs import Audited, OpenDay, RefusedPayment, Reprinted, StrayEntry, VoidedReceipt
from bridge.store.astray import payments_astray
from bridge.store.clock_skews import PSCLOUD, Skew, skews_of
from bridge.store.engine import Connection, reading
from mpos.contract.journal import Break

from .mark import Gap, gaps_but
from .watching import Watched


class Missing(NamedTuple):
    """Receipt numbers of a terminal that no entry has."""

    terminal_id: str
    gap: Gap


class Broken(NamedTuple):
    """Where a terminal's journal does not hold."""

    terminal_id: str
    epoch: int
    found: Break


class Signs(NamedTuple):
    """The office at one instant. `today` is the day in its zone."""

    now: datetime
    today: date
    lateness: Lateness
    agreement: Agreement | None
    terminals: list[TerminalState]
    pscloud_skew: Skew | None
    refused: list[RefusedPayment]
    open_days: list[OpenDay]
    missing: list[Missing]
    broken: list[Broken]
    audited: Audited | None
    voided: list[VoidedReceipt]
    reprinted: list[Reprinted]
    set_aside: list[StrayEntry]
    in_conflict: list[StrayEntry]
    free_bytes: int


def gather(bridge: Bridge, watched: Watched) -> Signs:
    """What the store tells as of now."""
    now, thresholds = bridge.clock.now(), bridge.settings.alerts
    today = now.astimezone(bridge.settings.zone).date()
    since = now - timedelta(days=thresholds.look_back_days)
    with reading(bridge.engine) as conn:
        return Signs(
            now=now,
            today=today,
            lateness=lateness(conn, bridge.settings, now),
            agreement=last_agreement(conn),
            terminals=out_there(conn, None).terminals,
            pscloud_skew=next(iter(skews_of(conn, PSCLOUD)), None),
            refused=alert_signs.refused_payments(conn),
            open_days=alert_signs.open_days(conn, today.isoformat()),
            missing=_missing(conn, watched),
            broken=[
                Broken(terminal_id, epoch, found)
                for terminal_id, mark in watched.marks.items()
                for epoch, found in mark.broken.items()
            ],
            audited=alert_signs.last_audit(conn),
            voided=alert_signs.voided_on_paper(conn, since),
            reprinted=alert_signs.reprinted(conn, since, thresholds.many_reprints),
            set_aside=alert_signs.entries_set_aside(conn),
            in_conflict=alert_signs.entries_in_conflict(conn),
            free_bytes=shutil.disk_usage(bridge.settings.home).free,
        )


def _missing(conn: Connection, watched: Watched) -> list[Missing]:
    """A number whose payment came beside the journal was issued, and is not missing."""
    if not any(mark.gaps for mark in watched.marks.values()):
        return []
    astray = [(each.terminal_id, each.receipt_no) for each in payments_astray(conn) if each.receipt_no]
    return [
        Missing(terminal_id, gap)
        for terminal_id, mark in watched.marks.items()
        for gap in gaps_but(mark, (number for owner, number in astray if owner == terminal_id))
    ]
