"""Instants and days at the command line: shown in the zone of the business, read in one spelling only."""

from bridge.app import Bridge
from mpos.contract.clock import read_date, read_instant, write_instant
from mpos.contract.problems import BadUsage


def in_zone(bridge: Bridge, instant: str | None) -> str | None:
    """A stored instant as it is shown."""
    return None if instant is None else write_instant(read_instant(instant).astimezone(bridge.settings.zone))


def day_given(text: str | None, option: str) -> str | None:
    """A day that was typed; BadUsage when it is none."""
    try:
        return None if text is None else read_date(text).isoformat()
    except ValueError as error:
        raise BadUsage(detail=f"{option}: {text!r} is not a day; write it as 2026-10-15.") from error
