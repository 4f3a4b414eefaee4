"""What a change of codes brings and takes at terminals, as it is told."""

from typing import Any

from bridge.app import Bridge
from bridge.deeds.assigning import Done
from bridge.deeds.preview import Change
from bridge.store.soa_totals import Sum
from mpos.contract.money import format_money

from .instants import in_zone


def plan_item(bridge: Bridge, done: Done, *, saved: bool) -> dict[str, Any]:
    """A plan, carried out or only looked at."""
    return {
        "saved": saved,
        "collectors": {login: list(done.shown(codes)) for login, codes in done.collectors.items()},
        "terminals": {terminal_id: list(done.shown(codes)) for terminal_id, codes in done.terminals.items()},
        "new_codes": list(done.new_codes),
        "changes": [_change(bridge, done, change) for change in done.changes.changes],
    }


def _change(bridge: Bridge, done: Done, change: Change) -> dict[str, Any]:
    return {
        "terminal_id": change.terminal_id,
        "collector": change.login,
        "codes_before": list(done.shown(change.codes_before)),
        "codes_after": list(done.shown(change.codes_after)),
        "comes": _sum(change.comes),
        "goes": _sum(change.goes),
        "underway": {"payments": change.underway.payments, "amount": format_money(change.underway.amount_minor)},
        "unsent": {
            "payments": change.unsent_payments,
            "amount": change.unsent_amount,
            "as_of": in_zone(bridge, change.last_contact_at),
        },
    }


def _sum(total: Sum) -> dict[str, Any]:
    return {"soas": total.soas, "amount_due": format_money(total.amount_due_minor)}
