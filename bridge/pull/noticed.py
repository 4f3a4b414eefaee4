"""Looks up the SOAs that the back office has told of, without a listing."""

from datetime import datetime

from bridge.app import Bridge
from bridge.pscloud.back_office import BackOffice
from bridge.store import downloads, soa_notices
from bridge.store.engine import Connection, reading, writing
from bridge.store.pscloud_codes import keep_codes_in_use
from bridge.store.statements import depart, rechecked

from .cancelling import stop_if_cancelled
from .page import take_page
from .tally import Tally


def can_be_looked_up(conn: Connection, pscloud: BackOffice) -> bool:
    """Whether single look-ups bring all that was told of."""
    told = soa_notices.waiting(conn)
    return pscloud.looks_up and bool(told) and soa_notices.ALL not in told


def bring_noticed(bridge: Bridge, pscloud: BackOffice, download_id: int) -> None:
    """Takes them in as a page of a listing would be: bad ones aside with their reasons, gone ones off their lists."""
    tally = Tally()
    with reading(bridge.engine) as conn:
        told = soa_notices.waiting(conn)
    for soa_no in told:
        asked_at = bridge.clock.now()
        record = pscloud.soa(soa_no)
        with writing(bridge.engine) as conn:
            _take_in(conn, soa_no, record, download_id, tally, asked_at)
            soa_notices.forget(conn, [soa_no], asked_at)
        stop_if_cancelled(bridge, download_id)
    with writing(bridge.engine) as conn:
        keep_codes_in_use(conn)
        downloads.complete(conn, download_id, None, None, bridge.clock.now())


def _take_in(conn: Connection, soa_no: str, record: object, download_id: int, tally: Tally, now: datetime) -> None:
    if record is None:
        depart(conn, [soa_no], now)
        return
    take_page(conn, download_id, [record], tally, now)
    if soa_no in tally.taken:
        rechecked(conn, soa_no)
