"""Cancelling the download that is at work, whichever program runs it."""

from bridge.access.actor import Actor
from bridge.access.roles import Permission
from bridge.app import Bridge
from bridge.problems import NotFound
from bridge.store import downloads
from bridge.store.engine import writing
from bridge.store.office_deeds import record_deed
from mpos.contract.problems import Refused


class NoneAtWork(Refused):
    """No download is at work."""

    hint = "Nothing was changed. What has come is in; look at the list of downloads."


class NotAtWork(Refused):
    """Download {download} is {status} already."""

    hint = "Nothing was changed."


class CancelledAlready(Refused):
    """Somebody has cancelled download {download} already."""

    hint = "It stops with the page that it is at. Look at the list of downloads."


def cancel_download(bridge: Bridge, actor: Actor, download_id: int | None = None) -> int:
    """Lets a download, the one at work unless named, stop with the page that it is at; its number.

    NotFound, NoneAtWork, NotAtWork, CancelledAlready.
    """
    actor.require(Permission.SYNC)
    now = bridge.clock.now()
    with writing(bridge.engine) as conn:
        row = downloads.in_work(conn) if download_id is None else downloads.show(conn, download_id)
        if row is None:
            raise NoneAtWork if download_id is None else NotFound(what=f"download {download_id}")
        if not downloads.ask_cancel(conn, row.download_id):
            if row.status == downloads.PROCESSING:
                raise CancelledAlready(download=row.download_id)
            raise NotAtWork(download=row.download_id, status=row.status)
        record_deed(conn, actor, "download cancelled", {"download": row.download_id}, now)
    return row.download_id
