"""Metrics for Prometheus, to whoever shows a key for them, or to programs of this machine where the office says so."""

from fastapi import APIRouter, Request
from fastapi.responses import Response
from prometheus_client import CONTENT_TYPE_LATEST

from bridge.access.scopes import Scope
from bridge.app import Bridge

from .measuring import Measuring
from .office.asking import admit
from .requests import AskedBridge, Token

LOOPBACK = frozenset({"127.0.0.1", "::1"})
FORWARDED = ("Forwarded", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP", "Via")
"""With any of these a request comes through a proxy, from who knows where."""
router = APIRouter(include_in_schema=False)


@router.get("/metrics")
def metrics(request: Request, bridge: AskedBridge, token: Token) -> Response:
    """The text that Prometheus reads. KeyRefused, OutOfScope, TooFast."""
    if not _is_open_to(request, bridge):
        admit(request, bridge, token, Scope.METRICS_READ)
    measuring: Measuring = request.app.state.measuring
    return Response(measuring.text(), headers={"Content-Type": CONTENT_TYPE_LATEST})


def _is_open_to(request: Request, bridge: Bridge) -> bool:
    is_here = request.client is not None and request.client.host in LOOPBACK
    is_direct = not any(header in request.headers for header in FORWARDED)
    return bridge.settings.metrics == "loopback" and is_here and is_direct
