"""The API's description and the readers of mpos.contract say the same; what really travels fits both."""

import gzip
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from jsonschema import Draft202012Validator

from bridge.web.describing import JSON
from bridge.web.shapes import SHAPES
from mpos.contract.canonical import BadContent, read_json
from mpos.contract.journal import read_entry, read_head
from mpos.contract.office import read_office
from mpos.contract.soa import read_effect, read_soa
from mpos.contract.wire import (
    API,
    ATTACHMENT,
    ATTACHMENTS,
    CONTACT_HEADER,
    read_contact,
    read_person,
    read_receipt,
    read_upload,
)
from mpos.services.soa_changes import read_changes
from scripts.fuzzing import examples
from scripts.fuzzing.spoiling import json_text
from scripts.published_api import published
from tests.bridge.office_core import Core
from tests.mpos.signing import sign
from tests.mpos.terminal_at_work import TerminalAtWork, at_work, set_up
from tests.project.sources import ROOT

DOCUMENT = json.loads(published())
READERS: dict[str, tuple[Any, Callable[[Any], object]]] = {
    "Entry": (examples.ENTRY, read_entry),
    "Head": (examples.HEAD, read_head),
    "Upload": (examples.UPLOAD, read_upload),
    "Receipt": (examples.RECEIPT, read_receipt),
    "Contact": (examples.CONTACT, read_contact),
    "Person": (examples.PERSON, read_person),
    "Soa": (examples.SOA, read_soa),
    "Effect": (examples.EFFECT, read_effect),
    "Office": (examples.OFFICE, read_office),
    "Changes": (examples.CHANGES, read_changes),
}


def fits(schema: Any) -> Draft202012Validator:
    """A judge by the description."""
    return Draft202012Validator({**schema, "components": DOCUMENT["components"]})


def shape(name: str) -> Draft202012Validator:
    """A judge by one of its shapes."""
    return fits({"$ref": f"#/components/schemas/{name}"})


def test_the_published_description_is_that_of_this_program() -> None:
    assert (ROOT / "docs" / "terminals-api.json").read_text() == published(), "run scripts/publish-api"


def test_the_bridge_serves_no_map_of_itself(core: Core) -> None:
    for path in ("/openapi.json", f"{API}/openapi.json", "/docs", "/redoc"):
        assert core.http.get(path).status_code == 404


@pytest.mark.parametrize("name", SHAPES)
def test_each_shape_is_a_schema_and_is_used(name: str) -> None:
    Draft202012Validator.check_schema(SHAPES[name])
    assert f'"#/components/schemas/{name}"' in published()


UNSAYABLE = "SOA: an invoice number appears twice"
"""The one rule that JSON Schema has no words for."""


@pytest.mark.parametrize("name", READERS)
def test_what_the_description_allows_the_reader_takes(name: str) -> None:
    valid, read = READERS[name]
    judge = shape(name)
    assert judge.is_valid(valid), list(judge.iter_errors(valid))

    @settings(max_examples=30, suppress_health_check=list(HealthCheck))
    @given(json_text(valid))
    def agree(text: bytes) -> None:
        try:
            value = read_json(text)
        except ValueError:
            return
        if judge.is_valid(value):
            assert refusal(read, value) in (None, UNSAYABLE)

    agree()


def refusal(read: Callable[[Any], object], value: Any) -> str | None:
    try:
        read(value)
    except BadContent as error:
        return str(error)
    return None


def test_every_request_and_answer_of_a_day_fits_the_description(tmp_path: Path) -> None:
    with set_up(tmp_path / "homes") as homes, at_work(homes) as terminal:
        line = terminal.transport = _Line(terminal)
        terminal.ask("download-soa")
        terminal.open_registry()
        terminal.collect("100")
        sign(terminal, "A00000001")
        assert terminal.ask("upload")["signatures"] == {"sent": 1, "waiting": 0}
        terminal.log_in(pin="9999", exit_code=6)
        terminal.ask("upload")
        assert {path.split("/")[3] for path in line.seen} >= {"soa-list", "journal", "logins", "attachments"}


def operation_of(request: httpx.Request) -> Any:
    """What the description says of this request; the attachment's hash is the one part of a path that varies."""
    path = request.url.path
    place = ATTACHMENT if path.startswith(ATTACHMENTS) else path
    return DOCUMENT["paths"][place][request.method.lower()]


class _Line(httpx.BaseTransport):
    """The office's network, where each request and each answer is held against the description."""

    def __init__(self, terminal: TerminalAtWork) -> None:
        self._office = terminal.office
        self.seen: set[str] = set()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        operation = operation_of(request)
        self._judge_request(operation, request)
        answer = self._office.network.handle_request(request)
        answer.read()
        said = operation["responses"][str(answer.status_code)]["content"]
        kind = answer.headers["Content-Type"]
        assert kind in said
        if "json" in kind:
            fits(said[kind]["schema"]).validate(answer.json())
        self.seen.add(request.url.path)
        return answer

    def _judge_request(self, operation: Any, request: httpx.Request) -> None:
        if JSON in operation.get("requestBody", {}).get("content", {}):
            content = request.read()
            text = gzip.decompress(content) if request.headers.get("Content-Encoding") == "gzip" else content
            fits(operation["requestBody"]["content"][JSON]["schema"]).validate(json.loads(text))
        headers = [parameter for parameter in operation.get("parameters", ()) if parameter["in"] == "header"]
        for header in headers:
            assert header["name"] == CONTACT_HEADER
            said = json.loads(request.headers[CONTACT_HEADER])
            fits(header["content"]["application/json"]["schema"]).validate(said)


def statuses(operation: Any) -> Iterator[str]:
    """The statuses that an operation may answer with."""
    yield from operation["responses"]


def test_every_conversation_but_the_first_ones_needs_a_token() -> None:
    for path, operations in DOCUMENT["paths"].items():
        for operation in operations.values():
            stranger = path.rpartition("/")[2] in ("health", "enrolments", "challenges", "tokens")
            assert ("security" in operation) is not stranger
            assert stranger or "401" in set(statuses(operation))
