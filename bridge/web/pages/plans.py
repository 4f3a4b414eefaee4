"""What a change of codes does at terminals: shown first, and saved only as it was shown."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from wtforms import HiddenField

from bridge.deeds.assigning import ChangedMeanwhile, Plan, carry_out, preview_plan
from bridge.store.codes import Named, named_codes
from bridge.store.engine import Connection
from bridge.web.problems import BadRequest
from mpos.contract.canonical import BadContent, read_json, write_canonical
from mpos.contract.problems import Problem

from .desk import Desk, Seeing, Typed, TypedForm
from .forms import OfficeForm

SAVE = "/assignments"
MAX_BOXES = 200
"""Codes to be ticked: with more of them a list is no help, and those that are not there already are typed."""
router = APIRouter(include_in_schema=False)


class PlanForm(OfficeForm):
    """A plan that was shown, to be saved. `mark` stands for what was shown, `back` is where to go on."""

    plan = HiddenField()
    mark = HiddenField()
    back = HiddenField()


def code_path(code: str) -> str:
    """Where a code's page is."""
    return f"/codes/{quote(code)}"


def collector_path(login: str) -> str:
    """Where a collector's page is."""
    return f"/collectors/{quote(login)}"


def terminal_path(terminal_id: str) -> str:
    """Where a terminal's page is."""
    return f"/terminals/{quote(terminal_id)}"


def show_plan(desk: Desk, plan: Plan, back: str, status: int = 200, problem: Problem | None = None) -> HTMLResponse:
    """The page that says what the plan changes, and saves it. NotFound, BadUsage, RetiredCode."""
    done = preview_plan(desk.bridge, desk.actor, plan)
    wanted = write_canonical({name: _wire(each) for name, each in plan._asdict().items()})
    form = desk.form(PlanForm, plan=wanted, mark=done.changes.mark, back=back)
    return desk.page("plan.html", status, done=done, form=form, back=back, save=SAVE, problem=problem)


@router.post(SAVE)
def save(desk: Seeing, typed: TypedForm) -> Response:
    """Saves a plan, unless it would do something else by now; then what it would do is shown again."""
    form = desk.filled(PlanForm, typed)
    plan, back = _read(form.plan.data or ""), _inside(form.back.data or "")
    try:
        carry_out(desk.bridge, desk.actor, plan, form.mark.data or "")
    except ChangedMeanwhile as problem:
        return show_plan(desk, plan, back, problem.http_status, problem)
    return desk.go(back, "Saved. Terminals hear of it at their next download.")


class Choices:
    """The codes that may be ticked, and those that are; `is_all` when there is no code beside them."""

    def __init__(self, conn: Connection, desk: Desk, ticked: Iterable[str]) -> None:
        self.ticked = frozenset(ticked)
        named = named_codes(conn, desk.actor.branches)
        here = [each for each in named if each.active or each.collector_code in self.ticked]
        self.is_all = len(here) <= MAX_BOXES
        self.boxes: list[Named] = here if self.is_all else [each for each in here if each.collector_code in self.ticked]


def codes_typed(typed: Typed) -> list[str]:
    """The codes that were ticked, and those that were written beside them."""
    written = (code.strip() for code in typed.get("more", "").split(","))
    return sorted({*typed.getlist("code"), *filter(None, written)})


def _wire(wishes: Any) -> dict[str, list[str]]:
    return {name: sorted(codes) for name, codes in wishes.items()}


def _read(text: str) -> Plan:
    """The plan as show_plan wrote it; BadRequest for anything else."""
    try:
        content = read_json(text)
    except BadContent as error:
        raise BadRequest(detail="the plan can't be read; look at it again") from error
    if not isinstance(content, dict) or set(content) != set(Plan._fields):
        raise BadRequest(detail="the plan can't be read; look at it again")
    return Plan(**{name: _wishes(content[name]) for name in Plan._fields})


def _wishes(content: object) -> dict[str, list[str]]:
    if not isinstance(content, dict) or not all(map(_is_codes, content.values())):
        raise BadRequest(detail="the plan can't be read; look at it again")
    return content


def _is_codes(content: object) -> bool:
    return isinstance(content, list) and all(isinstance(code, str) for code in content)


def _inside(back: str) -> str:
    if not back.startswith(("/codes/", "/collectors/", "/terminals/")):
        raise BadRequest(detail="it does not say where to go on")
    return back
