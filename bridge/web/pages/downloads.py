"""SOA Daily Download: what came from PSCloud and when, what could not be taken and why; run one now, or stop it."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, Response
from wtforms import SelectField
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its types

from bridge.access.roles import Permission
from bridge.deeds.cancel_download import cancel_download
from bridge.deeds.run_download import run_download
from bridge.problems import NotFound
from bridge.pull.lateness import lateness
from bridge.store import downloads
from bridge.store.downloads import CANCELLED, CHANGES, COMPLETED, FAILED, PROCESSING, WHOLE, Download
from bridge.store.engine import reading
from mpos.contract.canonical import MAX_INTEGER
from mpos.contract.clock import read_instant, write_instant
from mpos.contract.problems import Problem

from .desk import Desk, Seeing, TypedForm, desk_for
from .forms import OfficeForm

DOWNLOADS_A_PAGE, FAILURES_A_PAGE = 50, 50
SCOPES = {CHANGES: "what changed", WHOLE: "all SOAs"}
KINDS = {COMPLETED: "good", FAILED: "bad", CANCELLED: "open", PROCESSING: "open"}
router = APIRouter(include_in_schema=False)
Running = Annotated[Desk, Depends(desk_for(Permission.SYNC))]


class RunForm(OfficeForm):
    """What a download is to bring."""

    scope = SelectField("Bring", choices=[SelectChoice(CHANGES, "What changed"), SelectChoice(WHOLE, "All SOAs")])


@router.get("/downloads")
def downloads_page(desk: Seeing, before: int | None = None) -> HTMLResponse:
    """The newest first, page by page."""
    return _list(desk, before=before)


@router.post("/downloads")
def run(desk: Running, typed: TypedForm) -> Response:
    """Begins one now."""
    form = desk.filled(RunForm, typed)
    if form.errors:
        return _list(desk, 400)
    try:
        begun = run_download(desk.bridge, desk.actor, whole=form.scope.data == WHOLE)
    except Problem as problem:
        return _list(desk, problem.http_status, problem)
    return desk.go(f"/downloads/{begun}", "The download has begun.")


@router.get("/downloads/{download_id}")
def download_page(desk: Seeing, download_id: int, after: int = 0) -> HTMLResponse:
    """One download with the records that could not be taken."""
    return _one(desk, download_id, after)


@router.post("/downloads/{download_id}/cancel")
def cancel(desk: Running, download_id: int, typed: TypedForm) -> Response:
    """Stops it."""
    desk.filled(OfficeForm, typed)
    try:
        cancel_download(desk.bridge, desk.actor, download_id)
    except NotFound:
        raise
    except Problem as problem:
        return _one(desk, download_id, 0, problem.http_status, problem)
    return desk.go(f"/downloads/{download_id}", "It stops with the page that it is at. What has come stays.")


def _list(desk: Desk, status: int = 200, problem: Problem | None = None, before: int | None = None) -> HTMLResponse:
    before = None if before is None else min(max(before, 0), MAX_INTEGER)
    with reading(desk.bridge.engine) as conn:
        found = downloads.newest(conn, DOWNLOADS_A_PAGE + 1, before)
        timely = lateness(conn, desk.bridge.settings, desk.bridge.clock.now())
    rows = found[:DOWNLOADS_A_PAGE]
    older = rows[-1].download_id if len(found) > DOWNLOADS_A_PAGE else None
    due_at = desk.shown(write_instant(timely.due_at)) if timely.due_at else None
    return desk.page(
        "downloads.html",
        status,
        rows=rows,
        older=older,
        timely=timely,
        due_at=due_at,
        form=desk.form(RunForm),
        problem=problem,
        at_work=next((row for row in rows if row.status == PROCESSING), None),
        **_words(),
    )


def _one(desk: Desk, download_id: int, after: int, status: int = 200, problem: Problem | None = None) -> HTMLResponse:
    branches = desk.actor.branches
    with reading(desk.bridge.engine) as conn:
        row = downloads.show(conn, download_id) if 0 < download_id <= MAX_INTEGER else None
        if row is None:
            raise NotFound(what=f"download {download_id}")
        first = min(max(after, 0), MAX_INTEGER)
        found = downloads.page_of_failures(conn, download_id, first, FAILURES_A_PAGE + 1, branches)
        failed, still_open = downloads.count_failures(conn, download_id, branches)
        expected = downloads.last_whole_total(conn) if row.scope == WHOLE else None
    failures = found[:FAILURES_A_PAGE]
    return desk.page(
        "download.html",
        status,
        row=row,
        took=_took(row),
        expected=expected,
        failures=[(each, json.dumps(each.failure.record, indent=2, ensure_ascii=False)) for each in failures],
        failed=failed,
        still_open=still_open,
        next_after=failures[-1].failure_id if len(found) > FAILURES_A_PAGE else None,
        problem=problem,
        **_words(),
    )


def _took(row: Download) -> str | None:
    """How long it took, in seconds or minutes."""
    if row.finished_at is None:
        return None
    seconds = max(0, round((read_instant(row.finished_at) - read_instant(row.started_at)).total_seconds()))
    return f"{seconds} s" if seconds < 60 else f"{seconds // 60} min {seconds % 60} s"


def _words() -> dict[str, Any]:
    return {"scopes": SCOPES, "kinds": KINDS}
