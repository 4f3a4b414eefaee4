"""Alerts: what somebody should look at, who does, and what was."""

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, Response

from bridge.access.roles import Permission
from bridge.alerts.acknowledging import look_after
from bridge.alerts.rules import RULES
from bridge.store.alert_notices import untold
from bridge.store.alerts import list_healed, list_open
from bridge.store.engine import reading
from mpos.contract.problems import Problem

from .desk import Desk, Seeing, TypedForm, desk_for
from .forms import OfficeForm

MOST_OPEN, HEALED_A_PAGE = 200, 50
router = APIRouter(include_in_schema=False)
Acknowledging = Annotated[Desk, Depends(desk_for(Permission.ACKNOWLEDGE))]


@router.get("/alerts")
def alerts_page(desk: Seeing, before: int | None = None) -> HTMLResponse:
    """The open ones, and those that are over, page by page."""
    return _page(desk, before)


@router.post("/alerts/{alert_id}/acknowledge")
def acknowledge(desk: Acknowledging, alert_id: int, typed: TypedForm) -> Response:
    """Somebody looks after it."""
    desk.filled(OfficeForm, typed)
    try:
        found = look_after(desk.bridge, desk.actor, alert_id)
    except Problem as problem:
        return _page(desk, None, problem)
    return desk.go("/alerts", f"You look after {RULES[found.rule].title}, {found.subject}.")


def _page(desk: Desk, before: int | None, problem: Problem | None = None) -> HTMLResponse:
    with reading(desk.bridge.engine) as conn:
        found = list_open(conn, desk.actor.branches, MOST_OPEN + 1)
        over = list_healed(conn, desk.actor.branches, HEALED_A_PAGE + 1, before)
        failing = untold(conn)
    return desk.page(
        "alerts.html",
        problem.http_status if problem else 200,
        alerts=found[:MOST_OPEN],
        more=len(found) > MOST_OPEN,
        healed=over[:HEALED_A_PAGE],
        older=over[HEALED_A_PAGE - 1].alert_id if len(over) > HEALED_A_PAGE else None,
        failing=failing,
        rules=RULES,
        problem=problem,
        path_of=_path_of,
    )


def _path_of(rule: str, subject: str, terminal_id: str | None) -> str | None:
    """Where one sees more of it."""
    if rule in ("payment_refused", "void_after_print", "many_reprints"):
        return f"/payments?search={subject}"
    fixed = {"sync_late": "/downloads", "compare_differs": "/soas/compare"}
    return fixed.get(rule) or (f"/terminals/{terminal_id}" if terminal_id else None)
