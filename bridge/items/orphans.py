"""Accounts without a code, as they are told."""

from collections.abc import Mapping, Sequence
from typing import Any

from bridge.store.orphans import OrphanGroup, OrphanSoa
from mpos.contract.money import format_money


def orphans_item(groups: Sequence[OrphanGroup]) -> dict[str, Any]:
    """How many, what is due of them, and by code why."""
    return {
        "soas": sum(group.soas for group in groups),
        "amount_due": format_money(sum(group.amount_due_minor for group in groups)),
        "codes": [
            {
                "collector_code": group.collector_code,
                "why": group.why,
                "soas": group.soas,
                "amount_due": format_money(group.amount_due_minor),
            }
            for group in groups
        ],
    }


def orphan_soa_item(found: OrphanSoa, reasons: Mapping[str, str]) -> dict[str, Any]:
    """One SOA; the amount is PSCloud's."""
    item = found._asdict()
    amount_due = format_money(item.pop("amount_due_minor"))
    return {**item, "amount_due": amount_due, "why": reasons[found.collector_code]}
