"""Another system at the office's API: it shows a key, and holds each answer against the published description."""

import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

import httpx
from jsonschema import Draft202012Validator

from bridge.access import keys
from bridge.access.actor import holder_of_the_home
from bridge.access.scopes import SCOPES
from bridge.app import Bridge
from bridge.web import make_app
from bridge.web.addresses import OFFICE_API
from scripts.published_api import published_for_offices
from scripts.world.in_process import InProcess
from tests.bridge.pscloud_office import Office, open_office

_NUMBERS = count(1)
DOCUMENT = json.loads(published_for_offices())


class Caller:
    """A system with a key."""

    def __init__(self, http: httpx.Client, key: str) -> None:
        self._http = http
        self._headers = {"Authorization": f"Bearer {key}"}

    def send(self, method: str, path: str, **request: Any) -> httpx.Response:
        """Any request below the API's address; its answer is one that the description has."""
        answer = self._http.request(method, f"{OFFICE_API}{path}", headers=self._headers, **request)
        responses = operation_of(method, f"{OFFICE_API}{path.partition('?')[0]}")["responses"]
        said = responses[str(answer.status_code)]["content"][answer.headers["Content-Type"]]
        Draft202012Validator({**said["schema"], "components": DOCUMENT["components"]}).validate(answer.json())
        return answer

    def get(self, path: str, **params: Any) -> Any:
        """What is at this address; it has to be there."""
        answer = self.send("GET", path, params=params)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def refused(self, path: str, method: str = "GET", **request: Any) -> tuple[int, str]:
        """Status and code of a problem."""
        answer = self.send(method, path, **request)
        return answer.status_code, answer.json()["code"]

    def every(self, path: str, limit: int, **params: Any) -> list[Any]:
        """All items of a list, page by page."""
        items, cursor = [], None
        while True:
            page = self.get(path, limit=limit, **params, **({"cursor": cursor} if cursor else {}))
            assert len(page["items"]) <= limit
            items += page["items"]
            cursor = page["next"]
            if cursor is None:
                return items


class Connected(NamedTuple):
    """The office with PSCloud behind it, and the way to its API."""

    office: Office
    http: httpx.Client

    def caller(self, *scopes: str, branches: tuple[str, ...] | None = None) -> Caller:
        """A system with a key for these scopes, all of them unless told otherwise."""
        return Caller(self.http, key_for(self.office.bridge, scopes or SCOPES, branches))


def key_for(bridge: Bridge, scopes: tuple[str, ...], branches: tuple[str, ...] | None = None) -> str:
    """A fresh key."""
    _, text = keys.add(bridge, holder_of_the_home(None), f"system {next(_NUMBERS)}", scopes, branches)
    return text


def operation_of(method: str, path: str) -> Any:
    """What the description says of a request."""
    for place, operations in DOCUMENT["paths"].items():
        pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(place))
        if re.fullmatch(pattern, path):
            return operations[method.lower()]
    raise AssertionError(f"nothing is described at {path}")


@contextmanager
def connected(home: Path) -> Iterator[Connected]:
    """An office whose SOAs are downloaded."""
    with open_office(home) as office:
        network = InProcess(make_app(office.bridge))
        try:
            with httpx.Client(transport=network, base_url="http://bridge.test") as http:
                office.sync()
                yield Connected(office, http)
        finally:
            network.shut_down()
