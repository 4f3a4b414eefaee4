"""Downloads and the records that failed in them, as commands tell of them."""

from typing import Any

from bridge.app import Bridge
from bridge.commands.instants import in_zone
from bridge.commands.output import table
from bridge.items.downloads import failure_item
from bridge.store.downloads import KeptFailure


def kept_failure_item(bridge: Bridge, kept: KeptFailure) -> dict[str, Any]:
    """A failed record, and when the download that brought a good one was done."""
    return {**failure_item(kept.failure), "healed_at": in_zone(bridge, kept.healed_at)}


def say_downloads(items: list[dict[str, Any]]) -> None:
    """One line a download."""
    names = ("id", "scope", "started_at", "finished_at", "status", "total", "succeeded", "failed", "asked_by", "reason")
    headings = ("ID", "Scope", "Started", "Finished", "Status", "Total", "Succeeded", "Failed", "Asked by", "Reason")
    table(headings, [[item[name] for name in names] for item in items])


def say_download(item: dict[str, Any], failures: list[dict[str, Any]]) -> None:
    """One download, and why records failed."""
    say_downloads([item])
    if failures:
        rows = [
            (
                each["soa_no"] or "(no number)",
                each["collector_code"],
                each["detail"],
                each["healed_by"] or "still open",
                each["healed_at"],
            )
            for each in failures
        ]
        table(("SOA", "Code", "Why it failed", "Healed by download", "Healed at"), rows)
