"""One look of all rules at the office: what is new is raised, what is gone is healed, all else is left alone."""

import logging
from typing import NamedTuple

from bridge.app import Bridge
from bridge.store.alert_notices import ask_to_tell
from bridge.store.alerts import Finding, heal, open_alerts, raise_alert
from bridge.store.engine import reading, writing

from .channels import channels_of
from .rules import findings
from .signs import gather
from .watching import watch

log = logging.getLogger(__name__)


class Evaluated(NamedTuple):
    """What a look came to. `is_through`: whether all journals are looked through, or the next look goes on."""

    raised: list[Finding]
    healed: list[tuple[str, str]]
    open: int
    is_through: bool


def evaluate(bridge: Bridge) -> Evaluated:
    """Looks, and keeps what is new of it. Nothing is written when nothing is new."""
    watched = watch(bridge)
    found = {(each.rule, each.subject): each for each in findings(gather(bridge, watched), bridge.settings.alerts)}
    with reading(bridge.engine) as conn:
        known = open_alerts(conn)
    raised = [finding for key, finding in found.items() if key not in known]
    healed = {key: alert_id for key, alert_id in known.items() if key not in found}
    if raised or healed:
        raised = _keep(bridge, raised, healed)
    for rule, subject, *_ in raised:
        log.warning("alert raised: %s, %s", rule, subject)
    for rule, subject in healed:
        log.info("alert healed: %s, %s", rule, subject)
    return Evaluated(raised, list(healed), len(found), watched.is_through)


def _keep(bridge: Bridge, wanted: list[Finding], healed: dict[tuple[str, str], int]) -> list[Finding]:
    """Those that were really raised: another process may have been quicker."""
    now, channels = bridge.clock.now(), [channel.name for channel in channels_of(bridge)]
    raised = []
    with writing(bridge.engine) as conn:
        for alert_id in healed.values():
            heal(conn, alert_id, now)
        for finding in wanted:
            alert_id_raised = raise_alert(conn, finding, now)
            if alert_id_raised is not None:
                ask_to_tell(conn, alert_id_raised, channels, now)
                raised.append(finding)
    return raised
