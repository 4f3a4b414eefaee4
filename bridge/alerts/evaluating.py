"""One look of all rules at the office: what is new is raised, what is gone is healed, all else is left alone."""

import logging
from collections import Counter
from typing import NamedTuple

from bridge.app import Bridge
from bridge.store.alert_notices import ask_to_tell
from bridge.store.alerts import Finding, heal, open_alerts, raise_alert
from bridge.store.engine import reading, writing

from .channels import channels_of
from .rules import findings
from .signs import gather
from .watching import watch

MAX_LINES = 20
"""Of one rule and look; more is no list that anybody reads."""
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
    _log(logging.WARNING, "raised", [(each.rule, each.subject) for each in raised])
    _log(logging.INFO, "healed", list(healed))
    return Evaluated(raised, list(healed), len(found), watched.is_through)


def _log(level: int, what: str, alerts: list[tuple[str, str]]) -> None:
    """A line an alert, without what it tells of people and amounts; of many of one rule, one line that counts them."""
    for rule, many in Counter(rule for rule, _ in alerts).items():
        if many > MAX_LINES:
            log.log(level, "%d alerts %s: %s", many, what, rule)
            continue
        for subject in (subject for its_rule, subject in alerts if its_rule == rule):
            log.log(level, "alert %s: %s, %s", what, rule, subject)


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
