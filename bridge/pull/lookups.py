"""Looks up single SOAs: those of which a version was passed over, and those whose record was bad some time ago."""

from itertools import islice

from bridge.app import Bridge
from bridge.pscloud.client import PSCloud
from bridge.pscloud.shapes import Malformed, read_statement
from bridge.store import downloads
from bridge.store.engine import Connection, reading, writing
from bridge.store.statements import depart, rechecked, to_recheck

from .page import take_page
from .tally import Tally

MAX_FAILED = 200
"""Bad records that are asked for again in one download: more would make it long, and they can wait for the next."""


def look_up_marked(bridge: Bridge, pscloud: PSCloud, download_id: int, tally: Tally) -> None:
    """Looks up what is marked. A record that is still bad stays as it was noted; a good one heals it."""
    with reading(bridge.engine) as conn:
        marked = to_recheck(conn)
        failed = (no for no in downloads.open_failures(conn, before=download_id) if no not in tally.listed)
        wanted = [*marked, *islice(failed, MAX_FAILED)]
    for soa_no in dict.fromkeys(wanted):
        record = pscloud.soa(soa_no)
        with writing(bridge.engine) as conn:
            _take_in(conn, soa_no, record, download_id, tally)


def _take_in(conn: Connection, soa_no: str, record: object, download_id: int, tally: Tally) -> None:
    if record is None:
        depart(conn, [soa_no])
        downloads.heal(conn, [soa_no], download_id)
    elif _is_good(record, soa_no):
        take_page(conn, download_id, [record], tally)
        rechecked(conn, soa_no)


def _is_good(record: object, soa_no: str) -> bool:
    try:
        return read_statement(record).soa.soa_no == soa_no
    except Malformed:
        return False
