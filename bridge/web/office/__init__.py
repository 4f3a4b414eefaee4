"""The office's API for other systems: they read what pages and commands show, and do the few things that a scope names.

Its description is published (docs/office-api.json), not served. Within a version fields are only ever added.
"""

from fastapi import FastAPI

from bridge.web.answers import add_answers

from . import alerts, codes, comparison, downloads, payments, reconciliations, soas, terminals, today

__all__ = ["ROUTERS", "bare_office_app"]

TITLE = "MPOS bridge: the office's API"
PARTS = (today, downloads, soas, codes, payments, terminals, alerts, comparison, reconciliations)
ROUTERS = tuple(part.router for part in PARTS)


def bare_office_app() -> FastAPI:
    """The API by itself, before it has a bridge to serve: all that its description needs."""
    app = FastAPI(title=TITLE, version="1", openapi_url=None, docs_url=None, redoc_url=None, redirect_slashes=False)
    for router in ROUTERS:
        app.include_router(router)
    add_answers(app)
    return app
