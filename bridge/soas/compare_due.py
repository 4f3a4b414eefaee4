"""Whether today's SOAs are complete is looked at by itself: after the first download of a day, and once an hour."""

import logging
from datetime import timedelta

from bridge.app import Bridge
from bridge.connector.opening import open_back_office
from bridge.pscloud.back_office import CantTell
from bridge.reconcile.download_state import last_agreement
from bridge.store.downloads import SCHEDULE
from bridge.store.engine import reading, writing
from mpos.contract.clock import read_instant
from mpos.contract.problems import Problem

from .comparing import compared, keep

EVERY = timedelta(hours=1)
log = logging.getLogger(__name__)


def compare_when_due(bridge: Bridge) -> bool:
    """Compares our SOAs with PSCloud's unless that was done lately; whether it was done now. What goes wrong is logged,
    and the next round tries again.
    """
    if not _is_due(bridge):
        return False
    try:
        with open_back_office(bridge) as pscloud:
            found = compared(bridge, pscloud, SCHEDULE)
    except CantTell:
        return False  # A back office without control totals has nothing to be held against.
    except Problem as problem:
        log.warning("the SOAs could not be compared: %s", problem.message)
        return False
    with writing(bridge.engine) as conn:
        keep(bridge, conn, found)
    return True


def _is_due(bridge: Bridge) -> bool:
    with reading(bridge.engine) as conn:
        last = last_agreement(conn)
    if last is None:
        return True
    now, made_at = bridge.clock.now(), read_instant(last.made_at)
    zone = bridge.settings.zone
    return now - made_at > EVERY or made_at.astimezone(zone).date() != now.astimezone(zone).date()
