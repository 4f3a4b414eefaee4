"""Office users: who may sign in, as what, and for which branches."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, Response
from wtforms import PasswordField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from bridge.access import users
from bridge.access.roles import ROLES, Permission
from bridge.problems import NotFound
from bridge.store.engine import reading
from bridge.store.office_users import MAX_NAME, MAX_PASSWORD, MIN_PASSWORD, User, find_user, list_users
from mpos.contract.problems import Problem

from .desk import Desk, TypedForm, desk_for
from .forms import OfficeForm

router = APIRouter(include_in_schema=False)
Administering = Annotated[Desk, Depends(desk_for(Permission.USERS))]


def _roles() -> list[Any]:
    # WTForms takes plain words, which its types do not know yet.
    return list(ROLES)


class RoleForm(OfficeForm):
    """What a user may do and see."""

    role = SelectField("Role", choices=_roles)
    branches = StringField(
        "Branches",
        [Length(max=1000)],
        description="Separated by commas. Empty: all of them.",
    )
    system_user = StringField(
        "System user", [Length(max=60)], description="The login of this machine that is this user over SSH, if any."
    )


class NewUserForm(RoleForm):
    """Somebody new."""

    name = StringField("Name", [InputRequired(), Length(max=MAX_NAME)], render_kw={"autocomplete": "off"})
    password = PasswordField(
        "First password",
        [InputRequired(), Length(MIN_PASSWORD, MAX_PASSWORD)],
        description=f"At least {MIN_PASSWORD} characters. They can change it under their own name.",
        render_kw={"autocomplete": "new-password"},
    )


class UserForm(RoleForm):
    """What may be changed of a user."""

    password = PasswordField(
        "New password",
        [Optional(), Length(MIN_PASSWORD, MAX_PASSWORD)],
        description="Empty: as it is. A new one ends all sessions.",
        render_kw={"autocomplete": "new-password"},
    )


@router.get("/users")
def users_page(desk: Administering) -> HTMLResponse:
    """Everybody, and the form for somebody new."""
    return _list(desk, desk.form(NewUserForm))


@router.post("/users")
def add(desk: Administering, typed: TypedForm) -> Response:
    """Adds a user."""
    form = desk.filled(NewUserForm, typed)
    if form.errors:
        return _list(desk, form, 400)
    wanted = users.Wanted(form.role.data, users.branches_in(form.branches.data), form.system_user.data or None)
    try:
        users.add(desk.bridge, desk.actor, form.name.data or "", form.password.data or "", wanted)
    except Problem as problem:
        return _list(desk, form, problem.http_status, problem)
    return desk.go("/users", f"{form.name.data} may sign in now.")


@router.get("/users/{name}")
def user_page(desk: Administering, name: str) -> HTMLResponse:
    """One user."""
    user = _user(desk, name)
    branches = ", ".join(user.branches or ())
    form = desk.form(UserForm, role=user.role, branches=branches, system_user=user.system_user)
    return desk.page("user.html", user=user, form=form, problem=None)


@router.post("/users/{name}")
def change(desk: Administering, name: str, typed: TypedForm) -> Response:
    """Gives another role, branches, system user or password."""
    user, form = _user(desk, name), desk.filled(UserForm, typed)
    if form.errors:
        return desk.page("user.html", 400, user=user, form=form, problem=None)
    wanted = users.Wanted(form.role.data, users.branches_in(form.branches.data), form.system_user.data or None)
    try:
        users.change(desk.bridge, desk.actor, name, wanted, form.password.data or None)
    except Problem as problem:
        return desk.page("user.html", problem.http_status, user=user, form=form, problem=problem)
    return desk.go("/users", f"{name} is changed.")


@router.post("/users/{name}/active")
def set_active(desk: Administering, name: str, typed: TypedForm) -> Response:
    """Keeps a user out, or lets them in again."""
    desk.filled(OfficeForm, typed)
    is_in = not _user(desk, name).active
    users.set_active(desk.bridge, desk.actor, name, is_in)
    return desk.go("/users", f"{name} may sign in again." if is_in else f"{name} may sign in no more.")


@router.post("/users/{name}/second-factor/remove")
def remove_second_factor(desk: Administering, name: str, typed: TypedForm) -> Response:
    """For somebody whose telephone is lost."""
    desk.filled(OfficeForm, typed)
    users.drop_totp(desk.bridge, desk.actor, name)
    return desk.go(f"/users/{name}", f"{name} signs in with the password alone.")


def _user(desk: Desk, name: str) -> User:
    with reading(desk.bridge.engine) as conn:
        user = find_user(conn, name)
    if user is None:
        raise NotFound(what=f"office user {name}")
    return user


def _list(desk: Desk, form: NewUserForm, status: int = 200, problem: Problem | None = None) -> HTMLResponse:
    with reading(desk.bridge.engine) as conn:
        everybody = list_users(conn)
    return desk.page("users.html", status, users=everybody, form=form, problem=problem)
