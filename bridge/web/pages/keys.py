"""Keys with which other systems use the office's API: made, shown once, and revoked."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, Response
from wtforms import SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length
from wtforms.widgets import CheckboxInput, ListWidget

from bridge.access import keys
from bridge.access.keys import MAX_NAME
from bridge.access.roles import Permission
from bridge.access.scopes import SCOPES
from bridge.access.users import branches_in
from bridge.store.api_keys import list_keys
from bridge.store.engine import reading
from mpos.contract.problems import Problem

from .desk import Desk, TypedForm, desk_for
from .forms import OfficeForm

router = APIRouter(include_in_schema=False)
Administering = Annotated[Desk, Depends(desk_for(Permission.USERS))]


def _scopes() -> list[Any]:
    # WTForms takes plain words, which its types do not know yet.
    return list(SCOPES)


class NewKeyForm(OfficeForm):
    """A key for another system."""

    name = StringField(
        "Name",
        [InputRequired(), Length(max=MAX_NAME)],
        description="Which system it is for.",
        render_kw={"autocomplete": "off"},
    )
    scopes = SelectMultipleField(
        "What it may do",
        choices=_scopes,
        validators=[InputRequired()],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    branches = StringField("Branches", [Length(max=1000)], description="Separated by commas. Empty: all of them.")


@router.get("/keys")
def keys_page(desk: Administering) -> HTMLResponse:
    """All keys, and the form for another."""
    return _list(desk, desk.form(NewKeyForm))


@router.post("/keys")
def add(desk: Administering, typed: TypedForm) -> HTMLResponse:
    """Makes a key. The page that answers is the only one that shows it."""
    form = desk.filled(NewKeyForm, typed)
    if form.errors:
        return _list(desk, form, 400)
    try:
        key, text = keys.add(
            desk.bridge, desk.actor, form.name.data or "", form.scopes.data or (), branches_in(form.branches.data)
        )
    except Problem as problem:
        return _list(desk, form, problem.http_status, problem)
    return desk.page("key_made.html", key=key, text=text)


@router.post("/keys/{key_id}/revoke")
def revoke(desk: Administering, key_id: int, typed: TypedForm) -> Response:
    """Lets a key in no more."""
    desk.filled(OfficeForm, typed)
    with reading(desk.bridge.engine) as conn:
        name = next((key.name for key in list_keys(conn) if key.key_id == key_id), f"no. {key_id}")
    keys.revoke(desk.bridge, desk.actor, name)
    return desk.go("/keys", f"The key of {name} is good for nothing any more.")


def _list(desk: Desk, form: NewKeyForm, status: int = 200, problem: Problem | None = None) -> HTMLResponse:
    with reading(desk.bridge.engine) as conn:
        made = list_keys(conn)
    return desk.page("keys.html", status, keys=made, form=form, problem=problem)
