"""The bridge's HTTP side: the terminals' API (contract: mpos.contract.wire), and the office's pages beside it."""

from fastapi import FastAPI

from bridge.app import Bridge

from . import attachments, enrolments, health, journals, logins, soa_lists, tokens
from .answers import add_answers
from .pages import add_pages

__all__ = ["bare_app", "make_app"]

TITLE = "MPOS bridge: the terminals' API"


def make_app(bridge: Bridge) -> FastAPI:
    """The application that serves this bridge's terminals, and serves no map of itself (scripts/publish-api has it)."""
    app = bare_app()
    add_pages(app, bridge)
    app.state.bridge = bridge
    app.state.uploads_at_work = {}
    return app


def bare_app() -> FastAPI:
    """The application before it has a bridge to serve: all that its description needs."""
    app = FastAPI(title=TITLE, version="1", openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    for part in (health, enrolments, tokens, logins, soa_lists, journals, attachments):
        app.include_router(part.router)
    add_answers(app)
    return app
