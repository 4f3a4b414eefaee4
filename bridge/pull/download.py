"""One download: what changed since the last one, or everything. Pages are taken in as they come.

Each SOA is complete in itself, so a page may be used at once; but only a download that came to its end moves the
moment from which the next one asks.
"""

from bridge.app import Bridge
from bridge.pscloud.client import PSCloud
from bridge.pscloud.problems import CursorExpired, PscloudBusy, PscloudUnreachable
from bridge.store import downloads
from bridge.store.engine import writing
from bridge.store.feed_state import last_as_of
from bridge.store.pause import pause_until
from bridge.store.pscloud_codes import keep_codes, keep_codes_in_use
from bridge.store.statements import depart_unseen

from .completeness import note_shortfall
from .lookups import look_up_marked
from .page import take_page
from .tally import Tally

MAX_LISTINGS = 5
"""How often a listing starts again when cursors expire; after that the next download tries."""


def download_soas(bridge: Bridge, pscloud: PSCloud, *, whole: bool = False) -> None:
    """Does one download and keeps its row. Raises PscloudUnreachable once the row says why it failed."""
    with writing(bridge.engine) as conn:
        since = None if whole else last_as_of(conn)
        scope = downloads.WHOLE if since is None else downloads.CHANGES
        download_id = downloads.begin(conn, scope, bridge.clock.now())
    try:
        _bring(bridge, pscloud, download_id, since)
    except PscloudUnreachable as problem:
        with writing(bridge.engine) as conn:
            downloads.fail(conn, download_id, problem.message, bridge.clock.now())
            if isinstance(problem, PscloudBusy):
                pause_until(conn, problem.resume_at)
        raise


def _bring(bridge: Bridge, pscloud: PSCloud, download_id: int, since: str | None) -> None:
    codes = pscloud.collector_codes()
    with writing(bridge.engine) as conn:
        keep_codes(conn, codes)
    tally = Tally()
    as_of = _take_listing(bridge, pscloud, download_id, since, tally)
    if since is None:
        with writing(bridge.engine) as conn:
            if tally.knows_all:
                depart_unseen(conn, tally.listed)
                downloads.heal_older(conn, download_id)
    look_up_marked(bridge, pscloud, download_id, tally)
    note = note_shortfall(bridge, pscloud) if since is None else None
    with writing(bridge.engine) as conn:
        keep_codes_in_use(conn)
        downloads.complete(conn, download_id, as_of, note, bridge.clock.now())


def _take_listing(bridge: Bridge, pscloud: PSCloud, download_id: int, since: str | None, tally: Tally) -> str:
    """The moment that the listing is as of: its first page's, as what changes later may be missing on later pages."""
    for _ in range(MAX_LISTINGS):
        tally.start_listing()
        as_of = None
        try:
            for page in pscloud.soas(since):
                as_of = as_of or page.as_of
                with writing(bridge.engine) as conn:
                    take_page(conn, download_id, page.items, tally)
        except CursorExpired:
            continue
        if as_of is not None:
            return as_of
    raise CursorExpired
