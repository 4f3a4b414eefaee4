"""Which download is due now: by the schedule, or because the back office told of SOAs."""

from datetime import datetime

from bridge.app import Bridge
from bridge.schedule import read_schedule
from bridge.settings import Settings
from bridge.store.downloads import last_completed
from bridge.store.engine import reading
from bridge.store.soa_notices import waiting
from mpos.contract.clock import read_instant

from .download import Asked

TOLD = "notice"
"""Who ran it, when the back office's notice did."""


def next_download_at(settings: Settings, done_at: datetime) -> datetime:
    """When the download after one that began then is due, in UTC: by `download`, or with the next round."""
    return read_schedule(settings.download or f"every {settings.poll_seconds} seconds").next_after(
        done_at, settings.zone
    )


def due_by_schedule(bridge: Bridge) -> Asked | None:
    """The download that the schedule wants now; one that was missed or failed is wanted with each round until it is
    completed. Without a schedule each round wants one.
    """
    settings = bridge.settings
    asked = Asked(whole=settings.download_scope == "whole")
    if not settings.download:
        return asked
    with reading(bridge.engine) as conn:
        last = last_completed(conn)
    if last is None:
        return asked
    return asked if next_download_at(settings, read_instant(last.started_at)) <= bridge.clock.now() else None


def due_by_notice(bridge: Bridge) -> Asked | None:
    """The download that brings what the back office has told of; None when it told of nothing."""
    with reading(bridge.engine) as conn:
        return Asked(name=TOLD, noticed=True) if waiting(conn) else None
