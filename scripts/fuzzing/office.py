"""A bridge in this process with one enrolled terminal, for the API to be asked with a real token."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from fastapi import FastAPI

from bridge.web import make_app
from scripts.world.field import Field

LOGIN, CODE = "juan", "C391"


class Target(NamedTuple):
    """The application, and a token that it takes."""

    app: FastAPI
    token: str


@contextmanager
def office_to_ask() -> Iterator[Target]:
    """An office where Juan's terminal is enrolled and he is logged in."""
    with TemporaryDirectory(prefix="mpos-fuzz-") as folder, Field(Path(folder), (), date(2026, 11, 23)) as field:
        handheld = field.handheld(LOGIN, CODE)
        sent = [request for request in handheld.network.requests if "Authorization" in request.headers]
        yield Target(make_app(field.bridge), sent[-1].headers["Authorization"].removeprefix("Bearer "))
