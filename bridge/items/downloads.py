"""Downloads as they are told."""

from typing import Any

from bridge.app import Bridge
from bridge.store.downloads import Download, Failure

from .instants import in_zone


def download_item(bridge: Bridge, row: Download) -> dict[str, Any]:
    """A download: when, how much, and what became of it."""
    return {
        "id": row.download_id,
        "scope": row.scope,
        "started_at": in_zone(bridge, row.started_at),
        "finished_at": in_zone(bridge, row.finished_at),
        "status": row.status,
        "total": row.total,
        "succeeded": row.succeeded,
        "failed": row.failed,
        "as_of": row.as_of,
        "reason": row.reason,
        "asked_by": row.asked_by,
        "cancel_asked": row.cancel_asked,
    }


def failure_item(failure: Failure) -> dict[str, Any]:
    """A record that could not be taken, as it came."""
    return {
        "soa_no": failure.soa_no,
        "collector_code": failure.collector_code,
        "code": failure.code,
        "detail": failure.detail,
        "healed_by": failure.healed_by,
        "record": failure.record,
    }
