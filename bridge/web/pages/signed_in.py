"""Who is signed in; and problems as pages, for whoever looks at them in a browser."""

from typing import Annotated
from urllib.parse import quote

from fastapi import Depends, FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import RedirectResponse, Response
from starlette.exceptions import HTTPException

from bridge.access.actor import Actor
from bridge.store.engine import reading, writing
from bridge.store.office_sessions import note_seen, user_of_session
from bridge.web.answers import as_problem, refuse
from bridge.web.requests import AskedBridge
from mpos.contract.problems import LockedOut, Problem

from .rendering import page

SESSION = "session"
SIGN_IN = "/sign-in"
LIVE_HEADER = "Mpos-Live"
"""Set by a page that looks by itself whether anything is new: nobody is there for that."""


class SignInNeeded(LockedOut):
    """Nobody is signed in."""

    hint = "Sign in at /sign-in."


class NoSuchPage(Problem):
    """There is no such page."""

    http_status = 404
    hint = "See that the address is whole, or begin at the start page."


def signed_in(request: Request, bridge: AskedBridge) -> Actor:
    """The office user of this session; SignInNeeded."""
    secret, now = request.session.get(SESSION), bridge.clock.now()
    with reading(bridge.engine) as conn:
        found = user_of_session(conn, secret, now) if isinstance(secret, str) else None
    if found is None:
        raise SignInNeeded()
    user, is_to_be_noted = found
    if is_to_be_noted and LIVE_HEADER not in request.headers:
        with writing(bridge.engine) as conn:
            note_seen(conn, str(secret), now)
    return user.acting()


SignedIn = Annotated[Actor, Depends(signed_in)]


def answer_with_pages(app: FastAPI) -> None:
    """Problems are pages for browsers, and documents for programs; who is not signed in is asked to."""
    app.add_exception_handler(SignInNeeded, _ask_to_sign_in)
    for kind in (Problem, HTTPException, RequestValidationError):
        app.add_exception_handler(kind, _tell)


async def _ask_to_sign_in(request: Request, error: Exception) -> Response:
    if request.method == "GET" and _is_browser(request):
        wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        return RedirectResponse(f"{SIGN_IN}?to={quote(wanted, safe='')}", 303)
    return await _tell(request, error)


async def _tell(request: Request, error: Exception) -> Response:
    if not _is_browser(request):
        return await refuse(request, error)
    is_nowhere = isinstance(error, HTTPException) and error.status_code == NoSuchPage.http_status
    problem = NoSuchPage() if is_nowhere else as_problem(error, request)
    return page("problem.html", problem.http_status, problem=problem)


def _is_browser(request: Request) -> bool:
    return "text/html" in request.headers.get("Accept", "")
