"""Signing in and out."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from wtforms import HiddenField, PasswordField, StringField
from wtforms.validators import InputRequired, Length

from bridge.access.signing_in import NotSignedIn, SignInLocked, sign_in
from bridge.app import Bridge
from bridge.store.engine import writing
from bridge.store.office_sessions import end_session
from bridge.store.office_users import MAX_NAME, MAX_PASSWORD
from bridge.web.problems import BadRequest
from bridge.web.requests import AskedBridge
from mpos.contract.problems import Problem

from .desk import Seeing, Typed, TypedForm
from .forms import OfficeForm
from .rendering import page
from .signed_in import SESSION, SIGN_IN

START = "/today"
MAX_PATH = 500
router = APIRouter(include_in_schema=False)


class SignInForm(OfficeForm):
    """Who wants in. `to` is where they were going."""

    name = StringField("Name", [InputRequired(), Length(max=MAX_NAME)], render_kw={"autocomplete": "username"})
    password = PasswordField(
        "Password", [InputRequired(), Length(max=MAX_PASSWORD)], render_kw={"autocomplete": "current-password"}
    )
    code = StringField(
        "Six digits of your telephone",
        [Length(max=10)],
        description="Only when you have set up a second factor.",
        render_kw={"autocomplete": "one-time-code", "inputmode": "numeric"},
    )
    to = HiddenField(validators=[Length(max=MAX_PATH)])


@router.get(SIGN_IN)
def sign_in_page(request: Request, bridge: AskedBridge, to: str = "") -> HTMLResponse:
    """The form."""
    return page("sign_in.html", form=_form(request, bridge, None, to=to[:MAX_PATH]), problem=None)


@router.post(SIGN_IN)
def sign_in_now(request: Request, bridge: AskedBridge, typed: TypedForm) -> Response:
    """Begins a session and goes on to where the user was going."""
    form = _form(request, bridge, typed)
    if not form.validate():
        if form.csrf_token.errors:
            raise BadRequest(detail="the form is too old, or not of this page; open the page again")
        return page("sign_in.html", 400, form=form, problem=None)
    try:
        secret = sign_in(bridge, form.name.data or "", form.password.data or "", form.code.data or "")
    except (NotSignedIn, SignInLocked) as problem:
        return _again(form, problem)
    # A session that somebody else may have planted in this browser ends here.
    request.session.clear()
    request.session[SESSION] = secret
    return RedirectResponse(_own_path(form.to.data or ""), 303)


@router.post("/sign-out")
def sign_out(desk: Seeing, typed: TypedForm) -> Response:
    """Ends the session."""
    desk.filled(OfficeForm, typed)
    with writing(desk.bridge.engine) as conn:
        end_session(conn, desk.request.session[SESSION])
    desk.request.session.clear()
    return RedirectResponse(SIGN_IN, 303)


def _again(form: SignInForm, problem: Problem) -> HTMLResponse:
    return page("sign_in.html", problem.http_status, form=form, problem=problem)


def _form(request: Request, bridge: Bridge, typed: Typed | None, **values: str) -> SignInForm:
    return SignInForm.for_session(request.session, bridge, typed, **values)


def _own_path(wanted: str) -> str:
    """Only to a place of our own: one slash, and not two."""
    is_own = wanted.startswith("/") and not wanted.startswith(("//", "/\\")) and wanted.isprintable()
    return wanted if is_own else START
