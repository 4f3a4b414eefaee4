"""Instants as they are told: in the zone of the business."""

from bridge.app import Bridge
from mpos.contract.clock import read_instant, write_instant


def in_zone(bridge: Bridge, instant: str | None) -> str | None:
    """A stored instant as it is shown."""
    return None if instant is None else write_instant(read_instant(instant).astimezone(bridge.settings.zone))
