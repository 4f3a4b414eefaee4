"""mpos-bridge downloads: SOA Daily Download."""

from typing import Annotated, Any

import typer

from bridge.access.roles import Permission
from bridge.app import Bridge
from bridge.commands.calling import this_bridge
from bridge.commands.instants import in_zone
from bridge.commands.output import show, table
from bridge.problems import NotFound
from bridge.store import downloads
from bridge.store.downloads import Download, Failure
from bridge.store.engine import reading

DEFAULT_LIMIT, MAX_LIMIT = 50, 10_000
app = typer.Typer(add_completion=False)


@app.command("downloads")
def list_command(
    download_id: Annotated[int | None, typer.Argument(metavar="ID", help="One download, with what failed.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=MAX_LIMIT, help="How many, newest first.")] = DEFAULT_LIMIT,
) -> None:
    """One row a sync: when, how many SOAs, and how many failed; with ID, which failed and why."""
    with this_bridge(Permission.SEE) as bridge, reading(bridge.engine) as conn:
        if download_id is None:
            items = [download_item(bridge, row) for row in downloads.newest(conn, limit)]
            show({"items": items}, lambda: _table(items))
            return
        row = downloads.show(conn, download_id)
        if row is None:
            raise NotFound(what=f"download {download_id}")
        failures = [_failure_item(failure) for failure in downloads.failures_of(conn, download_id)]
        item = download_item(bridge, row)
    show(item | {"failures": failures}, lambda: _one(item, failures))


def download_item(bridge: Bridge, row: Download) -> dict[str, Any]:
    """A download as JSON has it."""
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
    }


def _failure_item(failure: Failure) -> dict[str, Any]:
    return {
        "soa_no": failure.soa_no,
        "collector_code": failure.collector_code,
        "code": failure.code,
        "detail": failure.detail,
        "healed_by": failure.healed_by,
        "record": failure.record,
    }


def _table(items: list[dict[str, Any]]) -> None:
    names = ("id", "scope", "started_at", "finished_at", "status", "total", "succeeded", "failed", "reason")
    headings = ("ID", "Scope", "Started", "Finished", "Status", "Total", "Succeeded", "Failed", "Reason")
    table(headings, [[item[name] for name in names] for item in items])


def _one(item: dict[str, Any], failures: list[dict[str, Any]]) -> None:
    _table([item])
    if failures:
        rows = [
            (each["soa_no"] or "(no number)", each["collector_code"], each["detail"], each["healed_by"] or "still open")
            for each in failures
        ]
        table(("SOA", "Code", "Why it failed", "Healed by download"), rows)
