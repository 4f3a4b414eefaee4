"""Our SOAs beside PSCloud's: the last comparison, and a button for one now."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from bridge.access.roles import Permission
from bridge.soas.comparing import Comparing, within
from bridge.store.comparisons import newest_comparison
from bridge.store.engine import reading

from .desk import Desk, Seeing, TypedForm, desk_for
from .forms import OfficeForm

ADDRESS = "/soas/compare"
CODES_SHOWN = 200
"""Collector codes of one look; those that differ come first."""
router = APIRouter(include_in_schema=False)
Running = Annotated[Desk, Depends(desk_for(Permission.SYNC))]


@router.get(ADDRESS)
def comparison_page(desk: Seeing) -> HTMLResponse:
    """The newest one, how old it is, and whether one is at work."""
    with reading(desk.bridge.engine) as conn:
        newest = newest_comparison(conn)
        kept = newest and within(conn, newest, desk.actor.branches)
    at_work = _comparing(desk.request)
    lines = sorted(kept.by_code, key=lambda line: line.agree) if kept else []
    return desk.page(
        "comparison.html",
        kept=kept,
        lines=lines[:CODES_SHOWN],
        codes=len(lines),
        progress=at_work.progress,
        problem=at_work.problem,
    )


@router.post(ADDRESS)
def compare_now(desk: Running, typed: TypedForm) -> Response:
    """Begins one in the background; the page shows its result by itself."""
    desk.filled(OfficeForm, typed)
    begun = _comparing(desk.request).begin(desk.bridge, desk.actor)
    return desk.go(ADDRESS, "The comparison has begun." if begun else "A comparison is at work already.")


def _comparing(request: Request) -> Comparing:
    comparing: Comparing = request.app.state.comparing
    return comparing
