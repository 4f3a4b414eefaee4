"""Terminals: what each last said of itself, what it is served, and letting them in and locking them out."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, Response
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from bridge.access.roles import Permission
from bridge.deeds import terminals as deeds
from bridge.deeds.assigning import Plan
from bridge.deeds.reach import reachable_terminal
from bridge.deeds.texts import MAX_REASON
from bridge.items.terminal_details import branches_told, clock_told, conflicts_told, seconds
from bridge.items.terminals import seen, terminal_items
from bridge.store.at_terminals import terminals_within
from bridge.store.branch_scope import codes_of
from bridge.store.engine import reading
from bridge.store.enrolments import MAX_PREFIX
from bridge.store.folding import fold
from bridge.store.serving import Serving, kept_to, read_serving
from bridge.store.terminals import Terminal, revoked_because
from mpos.contract.clock import write_instant
from mpos.contract.problems import Problem

from .desk import Desk, Seeing, TypedForm, desk_for
from .forms import OfficeForm
from .plans import Choices, codes_typed, show_plan, terminal_path

TERMINALS_A_PAGE = 100
SHOW = ("", "at work", "unsent", "revoked")
router = APIRouter(include_in_schema=False)
Keeping = Annotated[Desk, Depends(desk_for(Permission.TERMINALS))]
Assigning = Annotated[Desk, Depends(desk_for(Permission.CODES))]


class EnrolForm(OfficeForm):
    """What a new terminal's receipt numbers begin with."""

    series_prefix = StringField(
        "Series",
        [Length(max=MAX_PREFIX)],
        description="What its receipt numbers begin with. Empty: the next free letter.",
        render_kw={"autocomplete": "off"},
    )


class ReasonForm(OfficeForm):
    """Why."""

    reason = StringField("Reason", [InputRequired(), Length(max=MAX_REASON)])


@router.get("/terminals")
def terminals_page(desk: Seeing, q: str = "", show: str = "", after: str = "") -> HTMLResponse:
    """All of them, or those that match, page by page."""
    return _list(desk, desk.form(EnrolForm), q=q, show=show, after=after)


@router.post("/terminals/enrol")
def enrol(desk: Keeping, typed: TypedForm) -> Response:
    """Makes a one-time code, and shows it this once."""
    form = desk.filled(EnrolForm, typed)
    if form.errors:
        return _list(desk, form, 400)
    try:
        offered = deeds.offer_enrolment(desk.bridge, desk.actor, (form.series_prefix.data or "").strip() or None)
    except Problem as problem:
        return _list(desk, form, problem.http_status, problem)
    return desk.page("enrolment.html", offered=offered, until=desk.shown(write_instant(offered.expires_at)))


@router.post("/terminals/{terminal_id}/codes")
def codes(desk: Assigning, terminal_id: str, typed: TypedForm) -> Response:
    """Shows what it changes to keep it to these codes."""
    desk.filled(OfficeForm, typed)
    try:
        return show_plan(desk, Plan(terminals={terminal_id: codes_typed(typed)}), terminal_path(terminal_id))
    except Problem as problem:
        return _one(desk, terminal_id, problem.http_status, problem=problem)


@router.post("/terminals/{terminal_id}/revoke")
def revoke(desk: Keeping, terminal_id: str, typed: TypedForm) -> Response:
    """Locks it out."""
    told = "is revoked. What it recorded can still be uploaded."
    return _with_reason(desk, terminal_id, typed, deeds.revoke, told)


@router.post("/terminals/{terminal_id}/readmit")
def readmit(desk: Keeping, terminal_id: str, typed: TypedForm) -> Response:
    """Lets it work again."""
    told = "may work again. It hears of it at its next upload, and then downloads its SOAs."
    return _with_reason(desk, terminal_id, typed, deeds.readmit, told)


@router.get("/terminals/{terminal_id}")
def terminal_page(desk: Seeing, terminal_id: str) -> HTMLResponse:
    """One of them."""
    return _one(desk, terminal_id)


def _with_reason(desk: Desk, terminal_id: str, typed: TypedForm, deed: Any, told: str) -> Response:
    form = desk.filled(ReasonForm, typed)
    if form.errors:
        return _one(desk, terminal_id, 400, reasons=form)
    try:
        deed(desk.bridge, desk.actor, terminal_id, (form.reason.data or "").strip())
    except Problem as problem:
        return _one(desk, terminal_id, problem.http_status, reasons=form, problem=problem)
    return desk.go(terminal_path(terminal_id), f"{terminal_id} {told}")


def _list(
    desk: Desk,
    form: EnrolForm,
    status: int = 200,
    problem: Problem | None = None,
    *,
    q: str = "",
    show: str = "",
    after: str = "",
) -> HTMLResponse:
    branches = desk.actor.branches
    with reading(desk.bridge.engine) as conn:
        serving = read_serving(conn)
        found = [
            each for each in terminals_within(conn, branches) if _is_shown(each, show) and _matches(each, serving, q)
        ]
        behind = [each for each in found if _place(each.terminal_id) > _place(after)]
        items = terminal_items(desk.bridge, conn, behind[:TERMINALS_A_PAGE], branches)
    return desk.page(
        "terminals.html",
        status,
        items=items,
        found=len(found),
        next_after=items[-1]["terminal_id"] if len(behind) > TERMINALS_A_PAGE else None,
        wanted={"q": q, "show": show},
        shows=SHOW,
        seconds=seconds,
        form=form,
        problem=problem,
    )


def _is_shown(terminal: Terminal, show: str) -> bool:
    if show == "revoked":
        return terminal.is_revoked
    if show == "unsent":
        return bool((terminal.contact or {}).get("pending_entries"))
    return show != "at work" or (not terminal.is_revoked and terminal.last_contact_at is not None)


def _matches(terminal: Terminal, serving: Serving, q: str) -> bool:
    if not q:
        return True
    people, codes = serving.at.get(terminal.terminal_id, ()), serving.codes_at(terminal.terminal_id)
    words = fold(" ".join((terminal.terminal_id, terminal.series_prefix, *people, *codes)))
    return all(word in words for word in fold(q).split())


def _place(terminal_id: str) -> tuple[int, str]:
    return len(terminal_id), terminal_id


def _one(
    desk: Desk,
    terminal_id: str,
    status: int = 200,
    *,
    reasons: ReasonForm | None = None,
    problem: Problem | None = None,
) -> HTMLResponse:
    bridge = desk.bridge
    with reading(bridge.engine) as conn:
        found = reachable_terminal(conn, desk.actor, terminal_id)
        item = terminal_items(bridge, conn, [found], desk.actor.branches)[0]
        serving, kept, ours = read_serving(conn), kept_to(conn, terminal_id), codes_of(conn, desk.actor.branches)
        content = {
            "tree": branches_told(bridge, conn, terminal_id),
            "clock": clock_told(bridge, conn, terminal_id),
            "conflicts": conflicts_told(bridge, conn, terminal_id),
            "revoked_because": revoked_because(conn, terminal_id),
            "choices": Choices(conn, desk, kept),
        }
    served = [
        [login, *(seen(codes, ours) for codes in (serving.codes(terminal_id, login), serving.own.get(login, ())))]
        for login in item["collectors"]
    ]
    return desk.page(
        "terminal.html",
        status,
        item=item,
        kept=kept,
        served=served,
        seconds=seconds,
        reasons=reasons or desk.form(ReasonForm),
        problem=problem,
        **content,
    )
