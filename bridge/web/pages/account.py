"""One's own account: the password and the second factor."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse, Response
from wtforms import PasswordField, StringField
from wtforms.validators import EqualTo, InputRequired, Length

from bridge.access.account import change_password, confirm_totp, drop_totp
from bridge.access.totp import enrolment_uri, new_secret
from bridge.store.engine import reading
from bridge.store.office_users import MAX_PASSWORD, MIN_PASSWORD, totp_of
from mpos.contract.problems import Problem

from .desk import Desk, Seeing, TypedForm
from .drawing import qr_svg
from .forms import OfficeForm

router = APIRouter(include_in_schema=False)


class PasswordForm(OfficeForm):
    """Another password."""

    present = PasswordField("Present password", [InputRequired()], render_kw={"autocomplete": "current-password"})
    new = PasswordField(
        "New password",
        [InputRequired(), Length(MIN_PASSWORD, MAX_PASSWORD)],
        description=f"At least {MIN_PASSWORD} characters.",
        render_kw={"autocomplete": "new-password"},
    )
    again = PasswordField(
        "New password again", [EqualTo("new", "It is not the same.")], render_kw={"autocomplete": "new-password"}
    )


class CodeForm(OfficeForm):
    """Six digits, to show that the telephone has the secret."""

    code = StringField(
        "Six digits of your telephone",
        [InputRequired(), Length(6, 6, "Six digits.")],
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )


@router.get("/account")
def account_page(desk: Seeing) -> HTMLResponse:
    """Who one is, and what one may change about it."""
    return _page(desk)


@router.post("/account/password")
def new_password(desk: Seeing, typed: TypedForm) -> Response:
    """Changes the password; all sessions end, this one too."""
    form = desk.filled(PasswordForm, typed)
    if form.errors:
        return _page(desk, 400, passwords=form)
    try:
        change_password(desk.bridge, desk.actor, form.present.data or "", form.new.data or "")
    except Problem as problem:
        return _page(desk, problem.http_status, passwords=form, problem=problem)
    desk.request.session.clear()
    return desk.go("/sign-in")


@router.post("/account/second-factor")
def offer_second_factor(desk: Seeing, typed: TypedForm) -> Response:
    """Shows a new secret, which counts once a code of it was typed."""
    desk.filled(OfficeForm, typed)
    return _page(desk, secret=new_secret())


@router.post("/account/second-factor/confirm")
def keep_second_factor(desk: Seeing, typed: TypedForm) -> Response:
    """Keeps the secret that was shown."""
    form, secret = desk.filled(CodeForm, typed), typed.get("secret", "")[:100]
    try:
        if form.errors:
            return _page(desk, 400, secret=secret, codes=form)
        confirm_totp(desk.bridge, desk.actor, secret, form.code.data or "")
    except Problem as problem:
        return _page(desk, problem.http_status, secret=secret, codes=form, problem=problem)
    return desk.go("/account", "The second factor is set up. From now on signing in takes six digits too.")


@router.post("/account/second-factor/remove")
def remove_second_factor(desk: Seeing, typed: TypedForm) -> Response:
    """Signing in takes the password alone again, for who shows it."""
    form = desk.filled(RemoveForm, typed)
    try:
        drop_totp(desk.bridge, desk.actor, form.present.data or "")
    except Problem as problem:
        return _page(desk, problem.http_status, removal=form, problem=problem)
    return desk.go("/account", "The second factor is removed.")


class RemoveForm(OfficeForm):
    """The password, so that an unwatched browser can't do it."""

    present = PasswordField("Password", [InputRequired()], render_kw={"autocomplete": "current-password"})


def _page(desk: Desk, status: int = 200, secret: str = "", **forms: Any) -> HTMLResponse:
    with reading(desk.bridge.engine) as conn:
        has_totp = totp_of(conn, desk.actor.name) is not None
    content = {
        "passwords": desk.form(PasswordForm),
        "codes": desk.form(CodeForm),
        "removal": desk.form(RemoveForm),
        "problem": None,
    } | forms
    code = qr_svg(enrolment_uri(secret, desk.actor.name)) if secret else None
    return desk.page("account.html", status, has_totp=has_totp, secret=secret, code=code, **content)
