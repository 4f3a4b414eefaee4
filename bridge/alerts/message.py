"""What a channel is handed: one message for all that is due, so that a bad hour is one message and not a storm."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from bridge.app import Bridge
from bridge.store.alerts import Alert
from mpos.contract.clock import read_instant, write_instant

from .rules import RULES

MAX_SPELLED_OUT = 50
"""Alerts that a mail spells out; the page has them all."""


class Message(NamedTuple):
    """A subject and text for people, and the same as JSON for programs."""

    subject: str
    text: str
    content: dict[str, Any]


def digest(bridge: Bridge, alerts: Sequence[Alert]) -> Message:
    """All of these alerts in one message."""
    first = alerts[0]
    more = f" and {len(alerts) - 1} more" if len(alerts) > 1 else ""
    subject = f"{_one_line(bridge.office.business.name)}: {RULES[first.rule].title}, {_one_line(first.subject)}{more}"
    lines = [_spelled_out(bridge, each) for each in alerts[:MAX_SPELLED_OUT]]
    if len(alerts) > MAX_SPELLED_OUT:
        lines.append(f"And {len(alerts) - MAX_SPELLED_OUT} more.")
    return Message(subject, "\n\n".join([*lines, _where(bridge)]) + "\n", _content(bridge, "alerts", alerts))


def trial(bridge: Bridge) -> Message:
    """A message that says that messages arrive."""
    subject = f"{_one_line(bridge.office.business.name)}: test of alerts"
    text = f"This is a test. Alerts of the office reach you this way.\n\n{_where(bridge)}\n"
    return Message(subject, text, _content(bridge, "test", ()))


def _spelled_out(bridge: Bridge, each: Alert) -> str:
    rule, healed = RULES[each.rule], " (healed meanwhile)" if each.healed_at else ""
    when = read_instant(each.raised_at).astimezone(bridge.settings.zone)
    return f"{rule.title}: {each.subject}{healed}\n{when:%Y-%m-%d %H:%M}. {each.detail}\n{rule.advice}"


def _where(bridge: Bridge) -> str:
    url = bridge.settings.public_url.rstrip("/")
    return f"{url}/alerts" if url else "On the office's pages, under Alerts; or: mpos-bridge alerts list"


def _content(bridge: Bridge, kind: str, alerts: Sequence[Alert]) -> dict[str, Any]:
    return {
        "kind": kind,
        "bridge_id": bridge.bridge_id,
        "sent_at": bridge.now_text(),
        "alerts": [
            {
                "id": each.alert_id,
                "rule": each.rule,
                "title": RULES[each.rule].title,
                "subject": each.subject,
                "detail": each.detail,
                "raised_at": _told(bridge, each.raised_at),
                "healed_at": _told(bridge, each.healed_at),
            }
            for each in alerts
        ],
    }


def _told(bridge: Bridge, instant: str | None) -> str | None:
    return None if instant is None else write_instant(read_instant(instant).astimezone(bridge.settings.zone))


def _one_line(text: str) -> str:
    """A subject of one line, whatever a name holds: a second line would be another header."""
    return " ".join(text.split())
