"""Collector Code: the areas, what is due in them, who has which, and which terminals are served them."""

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, Response
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from bridge.access.roles import Permission
from bridge.deeds import codes as deeds
from bridge.deeds.code_plans import given_plan, taken_plan
from bridge.deeds.codes import Wording
from bridge.deeds.reach import reachable_code
from bridge.store.at_terminals import terminals_within
from bridge.store.codes import MAX_CODE, MAX_NAME, Code, list_codes
from bridge.store.collectors import list_collectors
from bridge.store.engine import reading
from bridge.store.folding import fold
from bridge.store.serving import read_serving
from mpos.contract.problems import BadUsage, Problem

from .desk import Desk, Seeing, Typed, TypedForm, desk_for
from .forms import OfficeForm
from .plans import code_path, show_plan

CODES_A_PAGE = 100
MAX_OFFERED = 500
"""People and devices that a field offers while one types; others can be typed all the same."""
STATES = ("", "active", "retired")
WHO = ("", "somebody", "nobody")
router = APIRouter(include_in_schema=False)
Changing = Annotated[Desk, Depends(desk_for(Permission.CODES))]


class WordingForm(OfficeForm):
    """What people call a code, and where it lies."""

    name = StringField("Name", [InputRequired(), Length(max=MAX_NAME)])
    area = StringField("Area", [Length(max=MAX_NAME)])
    branch = StringField(
        "Branch", [Length(max=MAX_NAME)], description="Who sees only some branches sees the codes of these."
    )

    def wording(self) -> Wording:
        """What was typed."""
        return Wording(*((field.data or "").strip() for field in (self.name, self.area, self.branch)))


class NewCodeForm(WordingForm):
    """A code that PSCloud does not have yet."""

    code = StringField("Code", [InputRequired(), Length(max=MAX_CODE)], render_kw={"autocomplete": "off"})


@router.get("/codes")
def codes_page(desk: Seeing, q: str = "", state: str = "", who: str = "", after: str = "") -> HTMLResponse:
    """All codes, or those that match, page by page; totals are of all that match."""
    return _list(desk, desk.form(NewCodeForm), q=q, state=state, who=who, after=after)


@router.post("/codes")
def add(desk: Changing, typed: TypedForm) -> Response:
    """Adds one."""
    form = desk.filled(NewCodeForm, typed)
    if form.errors:
        return _list(desk, form, 400)
    try:
        added = deeds.add(desk.bridge, desk.actor, (form.code.data or "").strip(), form.wording())
    except Problem as problem:
        return _list(desk, form, problem.http_status, problem)
    return desk.go(code_path(added.collector_code), f"{added.collector_code} is added.")


@router.post("/codes/{code:path}/retire")
def retire(desk: Changing, code: str, typed: TypedForm) -> Response:
    """Gives it to nobody any more."""
    desk.filled(OfficeForm, typed)
    deeds.retire(desk.bridge, desk.actor, code)
    return desk.go(code_path(code), f"{code} is retired. Who has it keeps it until it is taken away.")


@router.post("/codes/{code:path}/take-up")
def take_up(desk: Changing, code: str, typed: TypedForm) -> Response:
    """Takes a retired one up again."""
    desk.filled(OfficeForm, typed)
    deeds.take_up(desk.bridge, desk.actor, code)
    return desk.go(code_path(code), f"{code} is active again.")


@router.post("/codes/{code:path}/give")
def give(desk: Changing, code: str, typed: TypedForm) -> Response:
    """Shows what it changes to give it to a collector, or to keep a terminal to it."""
    return _plan(desk, code, typed, given=True)


@router.post("/codes/{code:path}/take")
def take(desk: Changing, code: str, typed: TypedForm) -> Response:
    """Shows what it changes to take it away."""
    return _plan(desk, code, typed, given=False)


@router.get("/codes/{code:path}")
def code_page(desk: Seeing, code: str) -> HTMLResponse:
    """One code."""
    return _one(desk, code)


@router.post("/codes/{code:path}")
def change(desk: Changing, code: str, typed: TypedForm) -> Response:
    """Gives it another name, area or branch."""
    form = desk.filled(WordingForm, typed)
    if form.errors:
        return _one(desk, code, form, 400)
    try:
        deeds.change(desk.bridge, desk.actor, code, form.wording())
    except Problem as problem:
        return _one(desk, code, form, problem.http_status, problem)
    return desk.go("/codes" if _moved_away(desk, form) else code_path(code), f"{code} is changed.")


def _plan(desk: Desk, code: str, typed: TypedForm, *, given: bool) -> HTMLResponse:
    desk.filled(OfficeForm, typed)
    logins, terminal_ids = _named(typed, "collector"), _named(typed, "terminal")
    make = given_plan if given else taken_plan
    try:
        if not logins and not terminal_ids:
            raise BadUsage(detail="Say which collector or which terminal.")
        with reading(desk.bridge.engine) as conn:
            plan = make(conn, desk.actor, code, logins, terminal_ids)
        return show_plan(desk, plan, code_path(code))
    except Problem as problem:
        return _one(desk, code, status=problem.http_status, problem=problem)


def _named(typed: Typed, kind: str) -> list[str]:
    name = typed.get(kind, "").strip()
    return [name] if name else []


def _moved_away(desk: Desk, form: WordingForm) -> bool:
    return desk.actor.branches is not None and (form.branch.data or "").strip() not in desk.actor.branches


def _list(
    desk: Desk,
    form: NewCodeForm,
    status: int = 200,
    problem: Problem | None = None,
    *,
    q: str = "",
    state: str = "",
    who: str = "",
    after: str = "",
) -> HTMLResponse:
    with reading(desk.bridge.engine) as conn:
        found = [code for code in list_codes(conn, desk.actor.branches) if _matches(code, q, state, who)]
    behind = [code for code in found if code.collector_code > after]
    shown = behind[:CODES_A_PAGE]
    return desk.page(
        "codes.html",
        status,
        codes=shown,
        next_after=shown[-1].collector_code if len(behind) > CODES_A_PAGE else None,
        total=(len(found), sum(code.soas for code in found), sum(code.amount_due_minor for code in found)),
        wanted={"q": q, "state": state, "who": who},
        states=STATES,
        whos=WHO,
        form=form,
        problem=problem,
    )


def _matches(code: Code, q: str, state: str, who: str) -> bool:
    words = fold(" ".join((code.collector_code, code.name, code.area, code.branch, *code.collectors)))
    return (
        all(word in words for word in fold(q).split())
        and (state not in STATES[1:] or code.active == (state == "active"))
        and (who not in WHO[1:] or bool(code.collectors) == (who == "somebody"))
    )


def _one(
    desk: Desk, code: str, form: WordingForm | None = None, status: int = 200, problem: Problem | None = None
) -> HTMLResponse:
    with reading(desk.bridge.engine) as conn:
        found = reachable_code(conn, desk.actor, code)
        kept = [each for each, codes in read_serving(conn).kept.items() if code in codes]
        people = [each for each in list_collectors(conn, desk.actor.branches) if each.active]
        devices = [each for each in terminals_within(conn, desk.actor.branches) if not each.is_revoked]
    offered = [each for each in people if each.login not in found.collectors][:MAX_OFFERED]
    return desk.page(
        "code.html",
        status,
        code=found,
        kept=kept,
        people=[each for each in people if each.login in found.collectors],
        offered=offered,
        devices=[each.terminal_id for each in devices if each.terminal_id not in kept][:MAX_OFFERED],
        form=form or desk.form(WordingForm, name=found.name, area=found.area, branch=found.branch),
        problem=problem,
    )
