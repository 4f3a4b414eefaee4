"""The bridge's HTTP side: the terminals' API (contract: mpos.contract.wire), and the office's pages beside it."""

from fastapi import FastAPI

from bridge.app import Bridge
from bridge.feed.ready_lists import ReadyLists
from bridge.rounds import Rounds

from . import attachments, enrolments, health, journals, logins, metrics, notices, readiness, soa_lists, tokens
from .answers import add_answers
from .measuring import Measuring
from .office import ROUTERS
from .office.asking import Paces
from .pages import add_pages
from .watching import Watched

__all__ = ["bare_app", "make_app"]

TITLE = "MPOS bridge: the terminals' API"


def make_app(bridge: Bridge, rounds: Rounds | None = None, lists: ReadyLists | None = None) -> FastAPI:
    """The application that serves this bridge's terminals, its office's people and other systems.

    It serves no map of itself (scripts/publish-api has it). `rounds` and `lists` are those of the daemon around it.
    """
    app = bare_app()
    add_pages(app, bridge)
    for router in (*ROUTERS, metrics.router, notices.router, readiness.router):
        # Beside the terminals' API, and no part of its description.
        app.include_router(router, include_in_schema=False)
    app.state.bridge = bridge
    app.state.uploads_at_work = {}
    app.state.ready_lists = lists or ReadyLists()
    app.state.paces = Paces()
    app.state.rounds = rounds or Rounds()
    app.state.measuring = Measuring(bridge)
    app.add_middleware(Watched, measuring=app.state.measuring, is_logged=bridge.settings.access_log)
    return app


def bare_app() -> FastAPI:
    """The application before it has a bridge to serve: all that its description needs."""
    app = FastAPI(title=TITLE, version="1", openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    for part in (health, enrolments, tokens, logins, soa_lists, journals, attachments):
        app.include_router(part.router)
    add_answers(app)
    return app
