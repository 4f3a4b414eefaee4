"""Today as JSON has it: for `mpos-bridge today --json` and for other systems."""

from typing import Any

from bridge.app import Bridge
from bridge.store.day_sums import Sum
from mpos.contract.clock import read_instant, write_instant
from mpos.contract.money import format_money

from .download_state import DownloadState
from .out_there import OutThere, TerminalState
from .today import Places, Today
from .waits_for_people import Waits


def today_told(bridge: Bridge, today: Today) -> dict[str, Any]:
    """The whole look; amounts as decimal texts, instants in the office's zone."""
    return {
        "business_date": today.business_date,
        "as_of": bridge.now_text(),
        "download": _download(bridge, today.download),
        "payments": {"on_device": _sum(today.out_there.on_device), **_places(today.places)},
        "earlier": _places(today.earlier),
        "waiting": _waits(today.waits),
        "terminals": _terminals(bridge, today.out_there),
        "collections": {
            "by_day": [{"business_date": day, **_sum(each)} for day, each in today.days],
            "by_collector": [{"collector": name, **_sum(each)} for name, each in today.collectors],
        },
        "ageing": [
            {
                "label": age.label,
                "first_day": age.first_day,
                "last_day": age.last_day,
                "soas": age.soas,
                "amount_due": format_money(age.amount_due_minor),
            }
            for age in today.ages
        ],
    }


def _download(bridge: Bridge, state: DownloadState) -> dict[str, Any]:
    last = state.last
    return {
        "verdict": state.verdict.replace(" ", "_"),
        "complete": state.is_complete,
        "reason": state.reason,
        "id": last.download_id if last else None,
        "status": last.status if last else None,
        "started_at": _shown(bridge, last.started_at if last else None),
        "total": last.total if last else None,
        "succeeded": last.succeeded if last else None,
        "failed": last.failed if last else None,
        "completed_at": _shown(bridge, state.completed_at),
        "compared_at": _shown(bridge, state.compared_at),
        "failed_records": state.failed_records,
        "differing": state.differing,
        "differences": [each._asdict() for each in state.differences],
    }


def _places(places: Places) -> dict[str, Any]:
    return {name: _sum(place) for name, place in zip(Places._fields, places, strict=True)}


def _waits(waits: Waits) -> dict[str, Any]:
    return {
        "approvals": _sum(waits.approvals),
        "refused": _sum(waits.refused),
        "for_confirmation": _sum(waits.for_confirmation),
        "set_aside": waits.set_aside,
        "conflicts": waits.conflicts,
        "alerts": waits.alerts,
    }


def _terminals(bridge: Bridge, out: OutThere) -> dict[str, Any]:
    return {
        "count": len(out.terminals),
        "open_days": out.open_days,
        "with_unsent": out.with_unsent,
        "cash_in_hand": format_money(out.cash_in_hand_minor),
        "items": [_terminal(bridge, each) for each in out.terminals],
    }


def _terminal(bridge: Bridge, state: TerminalState) -> dict[str, Any]:
    unsent = state.still_there.place
    return {
        **{name: value for name, value in state._asdict().items() if not name.endswith("_minor")},
        "last_contact_at": _shown(bridge, state.last_contact_at),
        "revoked_at": _shown(bridge, state.revoked_at),
        "oldest_pending_at": _shown(bridge, state.oldest_pending_at),
        "still_there": _sum(Sum(*unsent)) if unsent else None,
        "is_lost": state.still_there.is_lost,
        "cash_in_hand": format_money(state.cash_in_hand_minor),
    }


def _sum(each: Sum) -> dict[str, Any]:
    return {"payments": each.payments, "amount": format_money(each.amount_minor)}


def _shown(bridge: Bridge, instant: str | None) -> str | None:
    return None if instant is None else write_instant(read_instant(instant).astimezone(bridge.settings.zone))
