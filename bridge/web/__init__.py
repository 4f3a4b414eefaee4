"""The bridge's HTTP side: the terminals' API (contract: mpos.contract.wire)."""

from fastapi import FastAPI

from bridge.app import Bridge
from mpos.contract.wire import API

from . import enrolments, health, journals, logins, soa_lists, tokens
from .answers import add_answers

__all__ = ["make_app"]

TITLE = "MPOS bridge: the terminals' API"


def make_app(bridge: Bridge) -> FastAPI:
    """The application that serves this bridge's terminals; it publishes its OpenAPI, and no pages."""
    app = FastAPI(title=TITLE, version="1", openapi_url=f"{API}/openapi.json", docs_url=None, redoc_url=None)
    app.state.bridge = bridge
    for part in (health, enrolments, tokens, logins, soa_lists, journals):
        app.include_router(part.router)
    add_answers(app)
    return app
