"""Reconciliations as they are told."""

from typing import Any

from bridge.app import Bridge
from bridge.reconcile.daily import ADVICE
from bridge.store.reconciliations import Difference, Run
from mpos.contract.money import format_money

from .instants import in_zone


def run_item(bridge: Bridge, run: Run) -> dict[str, Any]:
    """A run, and what it came to."""
    return {
        "id": run.reconciliation_id,
        "business_date": run.business_date,
        "made_at": in_zone(bridge, run.made_at),
        "asked_by": run.asked_by,
        "ok": run.ok,
        "verdict": verdict_of(run),
        "payments": run.payments,
        "ours": {"count": run.ours, "amount": format_money(run.ours_minor)},
        "theirs": {"count": run.theirs, "amount": format_money(run.theirs_minor)},
        "waiting": {"count": run.waiting, "amount": format_money(run.waiting_minor)},
        "differences": run.differences,
    }


def difference_item(difference: Difference) -> dict[str, Any]:
    """One payment that differs, and what helps."""
    return {
        "payment_id": difference.payment_id,
        "receipt_no": difference.receipt_no,
        "kind": difference.kind,
        "detail": difference.detail,
        "ours": _amount(difference.ours_minor),
        "theirs": _amount(difference.theirs_minor),
        "advice": ADVICE.get(difference.kind, ""),
    }


def verdict_of(run: Run) -> str:
    """ok, waits (nothing differs, and something is still on its way) or differs."""
    return "differs" if run.differences else "ok" if run.ok else "waits"


def _amount(minor: int | None) -> str | None:
    return None if minor is None else format_money(minor)
