"""Tells what is due through each channel; one that is down is tried again later and holds up no other."""

import logging
from collections.abc import Sequence

from bridge.app import Bridge
from bridge.store.alert_notices import Notice, claim_due, note_failed, note_told
from bridge.store.alerts import Alert, alerts_by_id
from bridge.store.engine import reading, writing
from mpos.contract.problems import Problem

from .channels import Channel, channels_of
from .message import digest, trial

log = logging.getLogger(__name__)


def tell_due(bridge: Bridge) -> int:
    """One message a channel, with all that is due through it; how many alerts were told, of each channel its own."""
    return sum(_tell(bridge, channel) for channel in channels_of(bridge))


def try_channels(bridge: Bridge) -> dict[Channel, Problem | None]:
    """Sends a test message through each channel; what went wrong, or None."""
    return {channel: _try(bridge, channel) for channel in channels_of(bridge)}


def _tell(bridge: Bridge, channel: Channel) -> int:
    with writing(bridge.engine) as conn:
        due = claim_due(conn, channel.name, bridge.clock.now())
    if not due:
        return 0
    try:
        channel.send(digest(bridge, _alerts(bridge, due)))
    except Problem as problem:
        with writing(bridge.engine) as conn:
            note_failed(conn, due, problem.message)
        log.warning("%d alerts could not be told by %s; tried again later", len(due), channel.name)
        return 0
    with writing(bridge.engine) as conn:
        note_told(conn, due, bridge.clock.now())
    return len(due)


def _alerts(bridge: Bridge, due: Sequence[Notice]) -> list[Alert]:
    with reading(bridge.engine) as conn:
        return alerts_by_id(conn, [notice.alert_id for notice in due])


def _try(bridge: Bridge, channel: Channel) -> Problem | None:
    try:
        channel.send(trial(bridge))
    except Problem as problem:
        return problem
    return None
