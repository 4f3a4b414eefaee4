"""PSCloud's addresses, and those of the sandbox itself."""

import asyncio
import hmac
from collections.abc import Mapping
from typing import Any

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from scripts.pscloud_sandbox.admin import admin_routes
from scripts.pscloud_sandbox.bad_days import API_ROOT, BadDays, Sleep
from scripts.pscloud_sandbox.idempotency import Answer
from scripts.pscloud_sandbox.listing import PAYMENTS_PATH, SOAS_PATH, Question, ask, payment_page, soa_page
from scripts.pscloud_sandbox.posting import post_payment, void_payment
from scripts.pscloud_sandbox.problems import Problem, answer_failure, answer_http_error, answer_problem, render
from scripts.pscloud_sandbox.reading import read_body
from scripts.pscloud_sandbox.totals import control_totals
from scripts.pscloud_sandbox.wire import collector_document, instant_text, soa_document
from scripts.pscloud_sandbox.world import PSCloudWorld

DEFAULT_LIMIT = 200
MAX_LIMIT = 1000
GZIP_LEVEL = 3
"""Level 9 makes SOAs a fifth smaller still, in eight times the time."""
HEALTH_PATH = f"{API_ROOT}/health"


def make_app(world: PSCloudWorld, api_key: str, *, sleep: Sleep = asyncio.sleep) -> ASGIApp:
    """PSCloud as an ASGI application over `world`; `sleep` is what slow answers wait with."""
    app = Starlette(
        routes=[Mount(API_ROOT, routes=_api_routes(world)), Mount("/sandbox", routes=admin_routes(world))],
        middleware=[
            Middleware(GZipMiddleware, minimum_size=1, compresslevel=GZIP_LEVEL),
            Middleware(KeyRequired, world=world, api_key=api_key),
        ],
        exception_handlers={
            Problem: answer_problem,
            HTTPException: answer_http_error,
            Exception: answer_failure,
        },
    )
    app.router.redirect_slashes = False
    return BadDays(app, world, sleep)


class KeyRequired:
    """Asks every caller for the API key, except about PSCloud's health."""

    def __init__(self, app: ASGIApp, world: PSCloudWorld, api_key: str) -> None:
        self._app = app
        self._world = world
        self._api_key = api_key

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serves one request, or answers 401."""
        if scope["type"] != "http" or scope["path"] == HEALTH_PATH or self._is_authorised(Request(scope)):
            await self._app(scope, receive, send)
        else:
            await render(Problem(401, "unauthorized"))(scope, receive, send)

    def _is_authorised(self, request: Request) -> bool:
        scheme, _, key = request.headers.get("Authorization", "").partition(" ")
        expected = self._world.rotated_key or self._api_key
        return scheme.lower() == "bearer" and hmac.compare_digest(key.encode(), expected.encode())


def _api_routes(world: PSCloudWorld) -> list[Route]:
    async def health(_: Request) -> Response:
        return JSONResponse({"status": "ok", "time": instant_text(world.clock())})

    async def collectors(_: Request) -> Response:
        return JSONResponse({"items": [collector_document(collector) for collector in world.collectors]})

    async def soas(request: Request) -> Response:
        question = _question(request.query_params, SOAS_PATH, "updated_since")
        return JSONResponse(soa_page(world, question, _limit(request.query_params)))

    async def totals(_: Request) -> Response:
        return JSONResponse(control_totals(world))

    async def one_soa(request: Request) -> Response:
        soa = world.books.soas.get(request.path_params["soa_no"])
        if soa is None:
            raise Problem(404, "unknown_soa", f"there is no SOA {request.path_params['soa_no']}")
        return JSONResponse(soa_document(soa))

    async def payments(request: Request) -> Response:
        question = _question(request.query_params, PAYMENTS_PATH, "posted_since")
        return JSONResponse(payment_page(world, question, _limit(request.query_params)))

    async def post(request: Request) -> Response:
        return _answer(post_payment(world, _key(request), await read_body(request)))

    async def void(request: Request) -> Response:
        payment_id = request.path_params["payment_id"]
        return _answer(void_payment(world, payment_id, _key(request), await read_body(request)))

    return [
        Route("/health", health),
        Route("/collectors", collectors),
        Route("/soas", soas),
        Route("/soas/control-totals", totals),
        Route("/soas/{soa_no}", one_soa),
        Route("/payments", payments, methods=["GET"]),
        Route("/payments", post, methods=["POST"]),
        Route("/payments/{payment_id}/void", void, methods=["POST"]),
    ]


def _question(parameters: Mapping[str, Any], path: str, since: str) -> Question:
    return ask(path, parameters.get(since, ""), parameters.get("collector_code", ""), parameters.get("cursor", ""))


def _limit(parameters: Mapping[str, Any]) -> int:
    text = parameters.get("limit", str(DEFAULT_LIMIT))
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= MAX_LIMIT):
        raise Problem(400, "invalid_parameter", f"limit is a number from 1 to {MAX_LIMIT}")
    return int(text)


def _key(request: Request) -> str:
    return request.headers.get("Idempotency-Key", "")


def _answer(answer: Answer) -> Response:
    headers = {"Idempotent-Replay": "true"} if answer.is_replay else {}
    return JSONResponse(answer.document, answer.status, headers=headers)
