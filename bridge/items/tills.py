"""Cash handed over and checks in keeping, as they are told."""

from typing import Any

from bridge.app import Bridge
from bridge.store.held_checks import KeptCheck
from bridge.store.remittances import InHand, Remitted
from mpos.contract.money import format_money

from .instants import in_zone


def remittance_item(bridge: Bridge, each: Remitted) -> dict[str, Any]:
    """One remittance."""
    return {
        "remittance_no": each.remittance_no,
        "terminal_id": each.terminal_id,
        "collector": each.collector,
        "business_date": each.business_date,
        "amount": format_money(each.amount_minor),
        "count": each.pieces,
        "handed_to": each.handed_to,
        "reference": each.reference,
        "remitted_at": in_zone(bridge, each.remitted_at),
    }


def in_hand_item(each: InHand) -> dict[str, Any]:
    """The cash of a collector and day."""
    return {
        "business_date": each.business_date,
        "collector": each.collector,
        **in_hand_sums(each),
    }


def in_hand_sums(each: InHand) -> dict[str, str]:
    """What was collected, what was handed over, and what is still out."""
    return {
        "collected": format_money(each.collected_minor),
        "remitted": format_money(each.remitted_minor),
        "in_hand": format_money(each.in_hand_minor),
    }


def check_item(bridge: Bridge, each: KeptCheck) -> dict[str, Any]:
    """One check that was taken in keeping."""
    content = each._asdict() | {"amount": format_money(each.amount_minor)}
    del content["amount_minor"]
    return content | {name: in_zone(bridge, content[name]) for name in ("held_at", "returned_at")}
