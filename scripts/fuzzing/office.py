"""A bridge in this process with one enrolled terminal, for both APIs to be asked with a real token and a real key."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from fastapi import FastAPI

from bridge.access import keys
from bridge.access.actor import holder_of_the_home
from bridge.access.scopes import SCOPES, Scope
from bridge.web import make_app
from bridge.web.office.asking import Paces
from scripts.world.field import Field

LOGIN, CODE = "juan", "C391"
UNBOUNDED = 10**9


class Target(NamedTuple):
    """The application, a token of a terminal and a key of another system that it takes."""

    app: FastAPI
    token: str
    key: str


@contextmanager
def office_to_ask() -> Iterator[Target]:
    """An office where Juan's terminal is enrolled and he is logged in; its API may be asked as fast as one can."""
    with TemporaryDirectory(prefix="mpos-fuzz-") as folder, Field(Path(folder), (), date(2026, 11, 23)) as field:
        handheld = field.handheld(LOGIN, CODE)
        sent = [request for request in handheld.network.requests if "Authorization" in request.headers]
        app = make_app(field.bridge)
        app.state.paces = Paces(at_once=UNBOUNDED)
        # Downloads would go on in the background when this office is closed.
        scopes = [scope for scope in SCOPES if scope != Scope.DOWNLOADS_RUN]
        _, key = keys.add(field.bridge, holder_of_the_home(None), "fuzzer", scopes, None)
        yield Target(app, sent[-1].headers["Authorization"].removeprefix("Bearer "), key)
