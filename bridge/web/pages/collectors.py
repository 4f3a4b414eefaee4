"""Collectors: the people, their codes and their PINs."""

from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, Response
from wtforms import BooleanField, PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from bridge.access.roles import Permission
from bridge.deeds import collectors as deeds
from bridge.deeds.assigning import Plan
from bridge.deeds.collectors import MAX_LOGIN, MAX_NAME, Newcomer, easy_pin_warning
from bridge.deeds.reach import reachable_collector
from bridge.items.terminals import seen
from bridge.pins import MAX_DIGITS
from bridge.store.branch_scope import codes_of
from bridge.store.collectors import Collector, list_collectors
from bridge.store.engine import reading
from bridge.store.folding import fold
from bridge.store.serving import read_serving
from mpos.contract.problems import Problem

from .desk import Desk, Seeing, TypedForm, desk_for
from .forms import OfficeForm
from .plans import Choices, codes_typed, collector_path, show_plan

COLLECTORS_A_PAGE = 100
MAX_PIN_TYPED = 40
"""A longer text is no PIN, whatever the office asks of one."""
router = APIRouter(include_in_schema=False)
Managing = Annotated[Desk, Depends(desk_for(Permission.PEOPLE))]
Assigning = Annotated[Desk, Depends(desk_for(Permission.CODES))]
_PIN = {"autocomplete": "new-password", "inputmode": "numeric"}


class PinForm(OfficeForm):
    """A new PIN, typed twice, as nobody sees it."""

    pin = PasswordField(
        "PIN", [InputRequired(), Length(max=MAX_PIN_TYPED)], description=f"Up to {MAX_DIGITS} digits.", render_kw=_PIN
    )
    again = PasswordField("PIN again", [EqualTo("pin", "It is not the same.")], render_kw=_PIN)


class PersonForm(OfficeForm):
    """Who somebody is."""

    name = StringField("Full name", [InputRequired(), Length(max=MAX_NAME)])
    supervisor = BooleanField("Supervisor", description="May approve voids on terminals.")


class NewcomerForm(PersonForm, PinForm):
    """Somebody new."""

    login = StringField("Login", [InputRequired(), Length(max=MAX_LOGIN)], render_kw={"autocomplete": "off"})
    codes = StringField(
        "Codes", [InputRequired(), Length(max=10_000)], description="Separated by commas.", render_kw={"list": "codes"}
    )


@router.get("/collectors")
def collectors_page(desk: Seeing, q: str = "", after: str = "") -> HTMLResponse:
    """Everybody, or who matches, page by page, and the form for somebody new."""
    return _list(desk, desk.form(NewcomerForm), q=q, after=after)


@router.post("/collectors")
def add(desk: Managing, typed: TypedForm) -> Response:
    """Adds somebody."""
    form = desk.filled(NewcomerForm, typed)
    if form.errors:
        return _list(desk, form, 400)
    codes = [code for each in (form.codes.data or "").split(",") if (code := each.strip())]
    newcomer = Newcomer((form.login.data or "").strip(), (form.name.data or "").strip(), codes, form.supervisor.data)
    try:
        added = deeds.add(desk.bridge, desk.actor, newcomer, form.pin.data or "")
    except Problem as problem:
        return _list(desk, form, problem.http_status, problem)
    new = f" PSCloud has not named {', '.join(added.new_codes)} so far." if added.new_codes else ""
    return desk.go(collector_path(newcomer.login), f"{newcomer.login} is added.{new}{_easy(form)}")


@router.post("/collectors/{login:path}/codes")
def codes(desk: Assigning, login: str, typed: TypedForm) -> Response:
    """Shows what other codes would change."""
    desk.filled(OfficeForm, typed)
    try:
        return show_plan(desk, Plan(collectors={login: codes_typed(typed)}), collector_path(login))
    except Problem as problem:
        return _one(desk, login, problem.http_status, problem=problem)


@router.post("/collectors/{login:path}/pin")
def new_pin(desk: Managing, login: str, typed: TypedForm) -> Response:
    """Gives another PIN."""
    form = desk.filled(PinForm, typed)
    if form.errors:
        return _one(desk, login, 400, pins=form)
    try:
        deeds.give_pin(desk.bridge, desk.actor, login, form.pin.data or "")
    except Problem as problem:
        return _one(desk, login, problem.http_status, pins=form, problem=problem)
    return desk.go(collector_path(login), f"{login} has a new PIN, and no lock.{_easy(form)}")


@router.post("/collectors/{login:path}/active")
def set_active(desk: Managing, login: str, typed: TypedForm) -> Response:
    """Ends somebody's work, or takes it up again."""
    desk.filled(OfficeForm, typed)
    with reading(desk.bridge.engine) as conn:
        is_active = reachable_collector(conn, desk.actor, login).active
    try:
        (deeds.retire if is_active else deeds.take_up)(desk.bridge, desk.actor, login)
    except Problem as problem:
        return _one(desk, login, problem.http_status, problem=problem)
    told = "is retired. What was collected stays, and is still uploaded." if is_active else "may work again."
    return desk.go(collector_path(login), f"{login} {told}")


@router.get("/collectors/{login:path}")
def collector_page(desk: Seeing, login: str) -> HTMLResponse:
    """One of them."""
    return _one(desk, login)


@router.post("/collectors/{login:path}")
def change(desk: Managing, login: str, typed: TypedForm) -> Response:
    """Gives another name, and makes somebody a supervisor or not."""
    form = desk.filled(PersonForm, typed)
    if form.errors:
        return _one(desk, login, 400, person_form=form)
    try:
        deeds.change(desk.bridge, desk.actor, login, (form.name.data or "").strip(), form.supervisor.data)
    except Problem as problem:
        return _one(desk, login, problem.http_status, person_form=form, problem=problem)
    return desk.go(collector_path(login), f"{login} is changed.")


def _easy(form: PinForm) -> str:
    warning = easy_pin_warning(form.pin.data or "")
    return f" {warning}" if warning else ""


def _list(
    desk: Desk,
    form: NewcomerForm,
    status: int = 200,
    problem: Problem | None = None,
    *,
    q: str = "",
    after: str = "",
) -> HTMLResponse:
    wanted = fold(q).split()
    with reading(desk.bridge.engine) as conn:
        everybody = list_collectors(conn, desk.actor.branches)
        serving = read_serving(conn)
        choices = Choices(conn, desk, ()).boxes
    found = [each for each in everybody if all(word in _words(each) for word in wanted)]
    behind = [each for each in found if each.login > after]
    shown = behind[:COLLECTORS_A_PAGE]
    places: dict[str, list[str]] = {}
    for terminal_id, login in serving.places():
        places.setdefault(login, []).append(terminal_id)
    return desk.page(
        "collectors.html",
        status,
        people=shown,
        places=places,
        found=len(found),
        next_after=shown[-1].login if len(behind) > COLLECTORS_A_PAGE else None,
        q=q,
        choices=choices,
        form=form,
        problem=problem,
    )


def _words(person: Collector) -> str:
    return fold(" ".join((person.login, person.name, *person.codes)))


def _one(
    desk: Desk,
    login: str,
    status: int = 200,
    *,
    person_form: PersonForm | None = None,
    pins: PinForm | None = None,
    problem: Problem | None = None,
) -> HTMLResponse:
    with reading(desk.bridge.engine) as conn:
        person = reachable_collector(conn, desk.actor, login)
        ours = codes_of(conn, desk.actor.branches)
        visible = seen(person.codes, ours)
        serving = read_serving(conn)
        choices = Choices(conn, desk, visible)
    places = [
        (terminal_id, seen(serving.codes(terminal_id, login), ours))
        for terminal_id, at in serving.places()
        if at == login
    ]
    return desk.page(
        "collector.html",
        status,
        person=person,
        codes=visible,
        places=places,
        choices=choices,
        form=person_form or desk.form(PersonForm, name=person.name, supervisor=person.supervisor),
        pins=pins or desk.form(PinForm),
        problem=problem,
    )
