"""Alerts as they are told."""

from typing import Any

from bridge.alerts.rules import RULES
from bridge.app import Bridge
from bridge.store.alerts import Alert

from .instants import in_zone


def alert_item(bridge: Bridge, each: Alert) -> dict[str, Any]:
    """An alert, and what helps."""
    instants = ("raised_at", "acknowledged_at", "healed_at")
    shown = {name: in_zone(bridge, getattr(each, name)) for name in instants}
    told = each._asdict() | shown | {"id": each.alert_id, "advice": RULES[each.rule].advice}
    del told["alert_id"]
    return told
