"""Stopping a download that is at work, whichever process it runs in: its row says that somebody wants it to stop."""

from bridge.app import Bridge
from bridge.store import downloads
from bridge.store.engine import reading


class Cancelled(Exception):
    """cancelled: what had come is in, and the next download starts where this one started"""

    def __str__(self) -> str:
        return self.__doc__ or ""


def stop_if_cancelled(bridge: Bridge, download_id: int) -> None:
    """Cancelled when somebody asked for it; asked after each page, so that what came is whole."""
    with reading(bridge.engine) as conn:
        if downloads.is_cancel_asked(conn, download_id):
            raise Cancelled
