"""How the API answers: problems as RFC 9457 documents, everything packed and with headers that browsers heed."""

import logging
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import ClientDisconnect
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from mpos.contract.canonical import BadContent
from mpos.contract.problems import Problem, problem_document
from mpos.contract.wire import USER_AGENT

from .addresses import OFFICE_API
from .problems import BadQuery, BadRequest, NoSuchPlace, NoSuchResource, NotDoneHere

NOT_THERE, NOT_DONE = 404, 405
METHODS = ("DELETE", "GET", "HEAD", "PATCH", "POST", "PUT")
SMALLEST_PACKED = 1_000
"""Bytes; below it gzip saves nothing worth the time."""
HEADERS = {"Cache-Control": "no-store"}
HEADERS_FOR_BROWSERS = {
    **HEADERS,
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
log = logging.getLogger(__name__)


def add_answers(app: FastAPI) -> None:
    """Gives the application its problem documents, packing and headers."""
    app.add_exception_handler(Problem, refuse)
    app.add_exception_handler(BadContent, refuse)
    app.add_exception_handler(RequestValidationError, refuse)
    app.add_exception_handler(HTTPException, refuse)
    app.add_exception_handler(ClientDisconnect, refuse)
    app.add_exception_handler(Exception, _fail)
    app.add_middleware(GZipMiddleware, minimum_size=SMALLEST_PACKED)
    app.add_middleware(_WithHeaders)


async def refuse(request: Request, error: Exception) -> JSONResponse:
    """The problem as an RFC 9457 document."""
    answer = _answer(as_problem(error, request))
    if isinstance(error, HTTPException) and error.status_code == NOT_DONE:
        answer.headers["Allow"] = _allowed(request)
    return answer


async def _fail(_request: Request, error: Exception) -> JSONResponse:
    log.error("unforeseen: %s", type(error).__name__, exc_info=error)
    return _answer(Problem(detail="the office could not answer"))


def as_problem(error: Exception, request: Request) -> Problem:
    """The problem that any error of a request is told as."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, HTTPException):
        return _misplaced(error, request)
    senseless = BadQuery if _is_for_office(request) else BadRequest
    if isinstance(error, ClientDisconnect):
        return senseless(detail="it was cut off")
    if isinstance(error, RequestValidationError):
        first = error.errors()[0]
        return senseless(detail=f"{first['loc'][-1]}: {first['msg']}")
    return senseless(detail=error)


def _misplaced(error: HTTPException, request: Request) -> Problem:
    if error.status_code == NOT_THERE:
        return NoSuchResource() if _is_for_office(request) else NoSuchPlace()
    if error.status_code == NOT_DONE:
        return NotDoneHere(method=request.method[:20])
    return BadRequest(detail=error.detail)


def _allowed(request: Request) -> str:
    """What is done at this address: each method has a route of its own."""
    return ", ".join(method for method in METHODS if _is_done(request, method))


def _is_done(request: Request, method: str) -> bool:
    scope = {**request.scope, "method": method}
    return any(route.matches(scope)[0] is Match.FULL for route in request.app.routes)


def _is_for_office(request: Request) -> bool:
    return request.url.path.startswith(OFFICE_API)


def _answer(problem: Problem) -> JSONResponse:
    members: dict[str, Any] = getattr(problem, "members", {})
    document = {**problem_document(problem), **members}
    headers: dict[str, str] = getattr(problem, "headers", {})
    return JSONResponse(document, problem.http_status, headers, media_type="application/problem+json")


class _WithHeaders:
    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        # No page can have a browser say that it is a terminal of ours, which pays for each byte.
        is_terminal = scope["type"] == "http" and Headers(scope=scope).get("User-Agent") == USER_AGENT
        added = HEADERS if is_terminal else HEADERS_FOR_BROWSERS

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in added.items():
                    # A page says itself what it may load.
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, send_with_headers)
