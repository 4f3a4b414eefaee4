"""Looks up single SOAs: those of which a version was passed over, and those whose record was bad some time ago."""

from datetime import datetime
from itertools import islice

from bridge.app import Bridge
from bridge.pscloud.back_office import BackOffice
from bridge.pscloud.shapes import Malformed, read_statement
from bridge.store import downloads
from bridge.store.engine import Connection, reading, writing
from bridge.store.statements import depart, rechecked, to_recheck

from .cancelling import stop_if_cancelled
from .page import take_page
from .tally import Tally

MAX_FAILED = 200
"""Bad records that are asked for again in one download: more would make it long, and they can wait for the next."""


def look_up_marked(bridge: Bridge, pscloud: BackOffice, download_id: int, tally: Tally) -> None:
    """Looks up what is marked. A record that is still bad stays as it was noted; a good one heals it."""
    if not pscloud.looks_up:
        _recheck_listed(bridge, tally)
        return
    with reading(bridge.engine) as conn:
        marked = to_recheck(conn)
        failed = (no for no in downloads.open_failures(conn, before=download_id) if no not in tally.listed)
        wanted = [*marked, *islice(failed, MAX_FAILED)]
    for soa_no in dict.fromkeys(wanted):
        record = pscloud.soa(soa_no)
        with writing(bridge.engine) as conn:
            _take_in(conn, soa_no, record, download_id, tally, bridge.clock.now())
        stop_if_cancelled(bridge, download_id)


def must_be_whole(conn: Connection, pscloud: BackOffice) -> bool:
    """Whether only a whole download will do: what changed is not listed, or a version was passed over that can't be
    asked for alone."""
    return not pscloud.lists_changes or (not pscloud.looks_up and bool(to_recheck(conn)))


def _recheck_listed(bridge: Bridge, tally: Tally) -> None:
    """What was marked and is not in doubt any more has come with the whole listing."""
    with writing(bridge.engine) as conn:
        for soa_no in to_recheck(conn):
            if soa_no in tally.listed:
                rechecked(conn, soa_no)


def _take_in(conn: Connection, soa_no: str, record: object, download_id: int, tally: Tally, now: datetime) -> None:
    if record is None:
        depart(conn, [soa_no], now)
        downloads.heal(conn, [soa_no], download_id)
    elif _is_good(record, soa_no):
        take_page(conn, download_id, [record], tally, now)
        rechecked(conn, soa_no)


def _is_good(record: object, soa_no: str) -> bool:
    try:
        return read_statement(record).soa.soa_no == soa_no
    except Malformed:
        return False
