"""Collection and Payments: what came in, narrowed by whoever looks, its totals, and approvals."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Annotated
from urllib.parse import parse_qsl, urlencode

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, Response

from bridge.access.roles import Permission
from bridge.deeds import on_payments
from bridge.store.day_sums import Sum
from bridge.store.engine import reading
from bridge.store.payment_totals import Totals, totals_within_reach
from bridge.store.payments import STATUSES, Filter, Place, list_payments, narrowed, place_of
from mpos.contract.clock import read_date
from mpos.contract.money import print_money
from mpos.contract.payment import METHODS
from mpos.contract.problems import BadUsage, Problem

from .desk import Desk, Seeing, TypedForm, desk_for
from .drawing import Bar
from .forms import OfficeForm
from .showing import words

PAYMENTS_A_PAGE = 100
RECENT = timedelta(days=31)
"""What is looked through unless somebody asks for more: a list of years takes seconds to add up."""
MAX_TYPED = 200
"""Characters of one filter."""
KINDS = {"completed": "good", "failed": "bad", "pending": "open", "approved": "open", "processing": "open"}
VOIDED = {"yes": True, "no": False}
TEXTS = ("collector", "code", "branch", "terminal", "search")
NAMES = ("from", "to", *TEXTS, "status", "method", "voided", "person")
router = APIRouter(include_in_schema=False)
Approving = Annotated[Desk, Depends(desk_for(Permission.APPROVE))]


@router.get("/payments")
def payments_page(desk: Seeing) -> HTMLResponse:
    """The newest first, page by page; of today, until somebody says otherwise."""
    return _list(desk, _given(desk, dict(desk.request.query_params)), desk.request.query_params.get("before"))


@router.post("/payments/approve")
def approve(desk: Approving, typed: TypedForm) -> Response:
    """Approves those that were chosen, or all that were shown."""
    desk.filled(OfficeForm, typed)
    given = {name: value for name, value in parse_qsl(typed.get("query", ""), max_num_fields=50) if name in NAMES}
    chosen = typed.getlist("shown" if "all" in typed else "chosen")
    try:
        if not chosen:
            raise BadUsage(detail="Nothing was chosen.")
        done = on_payments.approve(desk.bridge, desk.actor, chosen)
    except Problem as problem:
        return _list(desk, given, None, problem.http_status, problem)
    return desk.go(f"/payments?{urlencode(given)}", f"{len(done.payment_ids)} approved: posted with the next sync.")


def _given(desk: Desk, query: Mapping[str, str]) -> dict[str, str]:
    """What somebody asked for: of today when they asked for nothing, and of the last weeks when they named no days.

    Days that are left empty on the form are all of them. What waits for somebody is shown whenever it came.
    """
    today = desk.bridge.clock.now().astimezone(desk.bridge.settings.zone).date()
    if not any(name in query for name in (*NAMES, "before")):
        return {"from": today.isoformat(), "to": today.isoformat()}
    given = {name: query[name].strip()[:MAX_TYPED] for name in NAMES if query.get(name, "").strip()}
    if not any(name in query for name in ("from", "to", "person", "status", "search")):
        given["from"] = (today - RECENT).isoformat()
    return given


def _list(
    desk: Desk, given: dict[str, str], before: str | None, status: int = 200, problem: Problem | None = None
) -> HTMLResponse:
    try:
        wanted, behind = _filter(desk, given), _place(before)
    except BadUsage as wrong:
        status, problem = wrong.http_status, wrong
        wanted, behind = Filter(business_date="", branches=desk.actor.branches), None
    with reading(desk.bridge.engine) as conn:
        wanted = narrowed(conn, wanted)
        found = list_payments(conn, wanted, PAYMENTS_A_PAGE + 1, behind)
        totals = totals_within_reach(conn, wanted)
    shown = found[:PAYMENTS_A_PAGE]
    older = {**given, "before": "~".join(place_of(shown[-1]))} if len(found) > PAYMENTS_A_PAGE else None
    return desk.page(
        "payments.html",
        status,
        payments=shown,
        totals=totals,
        charts=_charts(totals) if totals else None,
        given={name: given.get(name, "") for name in NAMES},
        query=urlencode(given),
        older=f"/payments?{urlencode(older)}" if older else None,
        can_approve=desk.actor.may(Permission.APPROVE) and any(each.status == "pending" for each in shown),
        problem=problem,
        statuses=STATUSES,
        methods=METHODS,
        kinds=KINDS,
    )


def _filter(desk: Desk, given: Mapping[str, str]) -> Filter:
    """BadUsage names what makes no sense."""
    for name, allowed in (("status", STATUSES), ("method", METHODS), ("voided", tuple(VOIDED))):
        if given.get(name, allowed[0]) not in allowed:
            raise BadUsage(detail=f"{name} is none of {', '.join(allowed)}.")
    return Filter(
        collector=given.get("collector"),
        status=given.get("status"),
        since=day_of(given.get("from")),
        until=day_of(given.get("to")),
        code=given.get("code"),
        branch=given.get("branch"),
        terminal_id=given.get("terminal"),
        method=given.get("method"),
        voided=VOIDED.get(given.get("voided", "")),
        needs_person="person" in given,
        search=given.get("search"),
        branches=desk.actor.branches,
    )


def day_of(text: str | None) -> str | None:
    """A day that was typed or chosen; BadUsage when it is none."""
    try:
        return read_date(text).isoformat() if text else None
    except ValueError as error:
        raise BadUsage(detail=f"{text!r} is not a day; write it as 2026-10-15.") from error


def _place(text: str | None) -> Place | None:
    parts = text.split("~") if text else []
    if parts and len(parts) != len(Place._fields):
        raise BadUsage(detail="This page of the list is not there any more; begin with the first.")
    return Place(*parts) if parts else None


def _charts(totals: Totals) -> dict[str, list[Bar]]:
    return {"status": _bars(totals.by_status), "method": _bars(totals.by_method)}


def _bars(sums: Mapping[str, Sum]) -> list[Bar]:
    said = {name: f"{print_money(each.amount_minor)} ({each.payments:,})" for name, each in sums.items()}
    return [Bar(words(name), each.amount_minor, said[name], KINDS.get(name, "")) for name, each in sums.items()]
