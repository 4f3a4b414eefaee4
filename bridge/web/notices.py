"""Notices of the back office: these SOAs have changed. Answered at once; the daemon looks them up soon."""

from pathlib import Path
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse
from starlette.concurrency import run_in_threadpool

from bridge.app import Bridge
from bridge.connector.description import read_description
from bridge.connector.expressions import Language
from bridge.connector.formats import Unwritten
from bridge.connector.opening import connector_file
from bridge.connector.secrets import read_secret
from bridge.store.engine import writing
from bridge.store.soa_notices import note
from mpos.contract.canonical import BadContent, read_json

from .bodies import SMALL_BODY_DEADLINE_S, raw_body
from .problems import NoSuchPlace, TokenRefused
from .requests import AskedBridge
from .signatures import is_genuine

PLACE = "/hooks/soas"
MAX_NOTICE_BYTES = 100_000
"""A thousand numbers, and whatever else a back office tells of them."""
MAX_NAMED = 1_000
MAX_NUMBER = 60
ACCEPTED = 202
router = APIRouter(include_in_schema=False)


@router.post(PLACE)
async def told(request: Request, bridge: AskedBridge) -> JSONResponse:
    """Keeps the notice and says so; sent twice it is kept once. Without a secret in the settings there is no place."""
    secret_file = bridge.settings.webhook_secret_file
    if secret_file is None:
        raise NoSuchPlace
    body = await raw_body(request, MAX_NOTICE_BYTES, SMALL_BODY_DEADLINE_S)
    kept = await run_in_threadpool(_keep, bridge, secret_file, request, body)
    return JSONResponse({"accepted": kept}, ACCEPTED)


def _keep(bridge: Bridge, secret_file: Path, request: Request, body: bytes) -> int:
    settings = bridge.settings
    secret = read_secret(settings.home / secret_file)
    if not is_genuine(settings.webhook_style, secret, request.headers, body, bridge.clock.now()):
        raise TokenRefused
    named = _named(bridge, read_json(body) if body else {})
    with writing(bridge.engine) as conn:
        note(conn, named, bridge.clock.now())
    bridge.woken.set()
    return len(named)


def _named(bridge: Bridge, content: Any) -> list[str]:
    """The numbers that it names, by `soa_nos` or as the connector file says; none for all that changed."""
    path = connector_file(bridge)
    description = None if path is None else read_description(path)
    if description is not None and description.webhook is not None:
        found = _found(Language(description.formats.formats), description.webhook.soa_nos, content)
    else:
        found = content.get("soa_nos") if isinstance(content, dict) else None
    numbers = [found] if isinstance(found, str) else found or []
    if not isinstance(numbers, list) or len(numbers) > MAX_NAMED:
        raise BadContent(f"soa_nos is no list of at most {MAX_NAMED}")
    if not all(isinstance(each, str) and each.isprintable() and 0 < len(each) <= MAX_NUMBER for each in numbers):
        raise BadContent("soa_nos holds something else than SOA numbers")
    return numbers


def _found(language: Language, expression: str, content: Any) -> Any:
    try:
        return language.find(expression, content)
    except Unwritten as error:
        raise BadContent(str(error)) from error
