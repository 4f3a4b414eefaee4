"""Which business days are to be reconciled by themselves: each once it is over, and again until it is right."""

import logging
from datetime import date, datetime, time, timedelta

from bridge.app import Bridge
from bridge.pscloud.back_office import CantTell
from bridge.store.engine import Connection, reading
from bridge.store.reconciliations import count_payments, first_day, list_runs
from mpos.contract.clock import in_utc
from mpos.contract.problems import Problem

from .daily import ONE_DAY, reconcile

LOOKED_BACK = 7
"""Days: what a terminal without network brings in later than that is found by the next run that a person asks for."""
SCHEDULE = "schedule"
log = logging.getLogger(__name__)


def reconcile_due_days(bridge: Bridge) -> int:
    """Reconciles the days that are due; how many. What goes wrong is logged, and the next round tries again."""
    done = 0
    try:
        for business_date in due_days(bridge):
            reconcile(bridge, business_date, SCHEDULE)
            done += 1
    except CantTell:
        pass  # A back office that does not list its payments has nothing to be held against.
    except Problem as problem:
        log.warning("a day could not be reconciled: %s", problem.message)
    return done


def due_days(bridge: Bridge) -> list[str]:
    """The days before today, oldest first, that nobody has held against PSCloud since they were over; and those that
    were not right then, or had payments since, once a day.
    """
    today = bridge.clock.now().astimezone(bridge.settings.zone).date()
    midnight = _beginning(bridge, today)
    days = [today - timedelta(days=back) for back in range(LOOKED_BACK, 0, -1)]
    with reading(bridge.engine) as conn:
        first = first_day(conn)
        begun = [day for day in days if first is not None and first <= day.isoformat()]
        return [day.isoformat() for day in begun if _is_due(bridge, conn, day, midnight)]


def _is_due(bridge: Bridge, conn: Connection, day: date, midnight: str) -> bool:
    newest = list_runs(conn, 1, day.isoformat())
    if not newest or newest[0].made_at < _beginning(bridge, day + ONE_DAY):
        return True
    (run,) = newest
    return run.made_at < midnight and (not run.ok or run.payments != count_payments(conn, day.isoformat()))


def _beginning(bridge: Bridge, day: date) -> str:
    return in_utc(datetime.combine(day, time(), bridge.settings.zone))
