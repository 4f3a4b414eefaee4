"""One download: what changed since the last one, or everything. Pages are taken in as they come.

Each SOA is complete in itself, so a page may be used at once; but only a download that came to its end moves the
moment from which the next one asks.
"""

from collections.abc import Callable
from typing import NamedTuple

from bridge.access.actor import Actor
from bridge.app import Bridge
from bridge.pscloud.back_office import BackOffice
from bridge.pscloud.problems import CursorExpired, PscloudBusy, PscloudUnreachable
from bridge.store import downloads, soa_notices
from bridge.store.engine import writing
from bridge.store.feed_state import last_as_of
from bridge.store.office_deeds import record_deed
from bridge.store.pause import pause_until
from bridge.store.pscloud_codes import keep_codes, keep_codes_in_use
from bridge.store.statements import depart_unseen

from .cancelling import Cancelled, stop_if_cancelled
from .completeness import note_shortfall
from .lookups import look_up_marked, must_be_whole
from .noticed import bring_noticed, can_be_looked_up
from .page import take_page
from .tally import Tally

MAX_LISTINGS = 5
"""How often a listing starts again when cursors expire; after that the next download tries."""


class Asked(NamedTuple):
    """How a download comes to be: all SOAs, or what changed. `by` is who ran it at the office, with a deed of it.

    `name` is what its row says when there is no such person; `begun` is told its number. `noticed`: only what the back
    office has told of, as far as that can be looked up alone.
    """

    whole: bool = False
    by: Actor | None = None
    name: str = downloads.SCHEDULE
    begun: Callable[[int], None] = lambda _: None
    noticed: bool = False


def download_soas(bridge: Bridge, pscloud: BackOffice, asked: Asked) -> None:
    """Does one download and keeps its row. Raises PscloudUnreachable once the row says why it failed.

    One that is cancelled keeps what came, lets nothing depart, and the next one starts where it started.
    """
    download_id, scope, since = _begin(bridge, pscloud, asked)
    asked.begun(download_id)
    try:
        if scope == downloads.NOTICED:
            bring_noticed(bridge, pscloud, download_id)
        else:
            _bring(bridge, pscloud, download_id, since)
    except Cancelled as cancelled:
        with writing(bridge.engine) as conn:
            downloads.cancel(conn, download_id, str(cancelled), bridge.clock.now())
    except PscloudUnreachable as problem:
        with writing(bridge.engine) as conn:
            downloads.fail(conn, download_id, problem.message, bridge.clock.now())
            if isinstance(problem, PscloudBusy):
                pause_until(conn, problem.resume_at)
        raise


def _begin(bridge: Bridge, pscloud: BackOffice, asked: Asked) -> tuple[int, str, str | None]:
    now = bridge.clock.now()
    with writing(bridge.engine) as conn:
        whole = asked.whole or must_be_whole(conn, pscloud)
        since = None if whole else last_as_of(conn)
        scope = downloads.WHOLE if since is None else downloads.CHANGES
        if asked.noticed and can_be_looked_up(conn, pscloud):
            scope = downloads.NOTICED
        download_id = downloads.begin(conn, scope, now, asked.by.name if asked.by else asked.name)
        if asked.by:
            record_deed(conn, asked.by, "download run", {"download": download_id, "scope": scope}, now)
    return download_id, scope, since


def _bring(bridge: Bridge, pscloud: BackOffice, download_id: int, since: str | None) -> None:
    began_at = bridge.clock.now()
    codes = pscloud.collector_codes()
    with writing(bridge.engine) as conn:
        keep_codes(conn, codes)
    tally = Tally()
    as_of = _take_listing(bridge, pscloud, download_id, since, tally)
    if since is None:
        with writing(bridge.engine) as conn:
            if tally.knows_all:
                depart_unseen(conn, tally.listed, bridge.clock.now())
                downloads.heal_older(conn, download_id)
    look_up_marked(bridge, pscloud, download_id, tally)
    note = note_shortfall(bridge, pscloud) if since is None else None
    with writing(bridge.engine) as conn:
        keep_codes_in_use(conn)
        soa_notices.forget_all(conn, began_at)
        downloads.complete(conn, download_id, as_of, note, bridge.clock.now())


def _take_listing(bridge: Bridge, pscloud: BackOffice, download_id: int, since: str | None, tally: Tally) -> str:
    """The moment that the listing is as of: its first page's, as what changes later may be missing on later pages."""
    for _ in range(MAX_LISTINGS):
        tally.start_listing()
        as_of = None
        try:
            for page in pscloud.soas(since):
                as_of = as_of or page.as_of
                with writing(bridge.engine) as conn:
                    take_page(conn, download_id, page.items, tally, bridge.clock.now())
                stop_if_cancelled(bridge, download_id)
        except CursorExpired:
            continue
        if as_of is not None:
            return as_of
    raise CursorExpired
