"""Reconcile with PSCloud: the runs so far, one run with what differs, and a run now."""

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, Response
from wtforms import DateField
from wtforms.validators import InputRequired

from bridge.access.roles import Permission
from bridge.deeds.reconcile_day import reconcile_day, see_all_branches
from bridge.items.reconciliations import verdict_of
from bridge.problems import NotFound
from bridge.reconcile.daily import ADVICE
from bridge.store.engine import reading
from bridge.store.reconciliations import differences_of, find_run, list_runs
from mpos.contract.canonical import MAX_INTEGER
from mpos.contract.problems import Problem

from .desk import Desk, Seeing, TypedForm, desk_for
from .forms import OfficeForm

RUNS_A_PAGE, DIFFERENCES_A_PAGE = 50, 200
WAIT_S = 5
"""For a sync that is at work; a person is at the other end."""
KINDS = {"ok": "good", "waits": "open", "differs": "bad"}
router = APIRouter(include_in_schema=False)
Running = Annotated[Desk, Depends(desk_for(Permission.SYNC))]


class DayForm(OfficeForm):
    """Which business day."""

    day = DateField("Business day", [InputRequired("Which day?")])


@router.get("/reconcile")
def reconcile_page(desk: Seeing, before: int | None = None) -> HTMLResponse:
    """The newest runs first."""
    today = desk.bridge.clock.now().astimezone(desk.bridge.settings.zone).date()
    return _list(desk, desk.form(DayForm, day=today), before=before)


@router.post("/reconcile")
def run(desk: Running, typed: TypedForm) -> Response:
    """Reconciles a day now."""
    form = desk.filled(DayForm, typed)
    if form.errors or form.day.data is None:
        return _list(desk, form, 400)
    try:
        made = reconcile_day(desk.bridge, desk.actor, form.day.data.isoformat(), WAIT_S)
    except Problem as problem:
        return _list(desk, form, problem.http_status, problem)
    return desk.go(f"/reconcile/{made.reconciliation_id}")


@router.get("/reconcile/{number}")
def run_page(desk: Seeing, number: int, behind: int = 0) -> HTMLResponse:
    """One run with its differences, and what helps."""
    see_all_branches(desk.actor)
    with reading(desk.bridge.engine) as conn:
        found = find_run(conn, number) if 0 < number <= MAX_INTEGER else None
        if found is None:
            raise NotFound(what=f"reconciliation {number}")
        first = min(max(behind, 0), MAX_INTEGER)
        differences = differences_of(conn, number, DIFFERENCES_A_PAGE + 1, first)
    shown = differences[:DIFFERENCES_A_PAGE]
    return desk.page(
        "reconciliation.html",
        run=found,
        verdict=verdict_of(found),
        kinds=KINDS,
        differences=[each for _, each in shown],
        advice={each.kind: ADVICE[each.kind] for _, each in shown if each.kind in ADVICE},
        following=shown[-1][0] if len(differences) > DIFFERENCES_A_PAGE else None,
        day_form=desk.form(DayForm),
    )


def _list(
    desk: Desk, form: DayForm, status: int = 200, problem: Problem | None = None, before: int | None = None
) -> HTMLResponse:
    see_all_branches(desk.actor)
    with reading(desk.bridge.engine) as conn:
        last = None if before is None else min(max(before, 0), MAX_INTEGER)
        found = list_runs(conn, RUNS_A_PAGE + 1, before=last)
    rows = found[:RUNS_A_PAGE]
    older = rows[-1].reconciliation_id if len(found) > RUNS_A_PAGE else None
    runs = [(each, verdict_of(each)) for each in rows]
    return desk.page("reconcile.html", status, runs=runs, older=older, form=form, problem=problem, kinds=KINDS)
