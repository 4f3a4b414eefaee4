"""The two APIs under schemathesis: requests made of our own OpenAPI, right and wrong; every answer is checked."""

from collections import Counter
from collections.abc import Iterator
from typing import Any, NamedTuple

import schemathesis
from fastapi import FastAPI
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import events, from_schema

from bridge.web.describing import document
from bridge.web.office import bare_office_app
from bridge.web.office.shapes import OFFICE_SHAPES

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "positive_data_acceptance",
    "missing_required_header",
    "unsupported_method",
    "allow_header_conformance",
    "ignored_auth",
)
"""use_after_free and ensure_resource_availability are for APIs that make and delete things; ours does neither."""


FIRST_PAGE = {"cursor": ""}
"""Of every list: other cursors are given and not made up, and one that was made up is refused, as it should be."""


class Asked(NamedTuple):
    """What came of one operation: how often each status was the answer, how long the slowest took, what was wrong."""

    operation: str
    statuses: Counter[int]
    slowest_s: float
    findings: list[str]


def ask_everything(
    app: FastAPI,
    token: str,
    examples: int,
    seed: int,
    *,
    known: dict[str, str],
    thorough: bool,
    described: dict[str, Any] | None = None,
) -> list[Asked]:
    """Runs schemathesis in this process. `known`: parameters that are not made up, such as a real collector.

    `described` is what the application says of itself, unless it is the terminals' API.

    `thorough` adds every boundary of every field, some 900 requests.
    """
    config = SchemathesisConfig.from_dict(
        {
            "headers": {"Authorization": f"Bearer {token}"},
            "seed": seed,
            "continue-on-failure": True,
            "parameters": known,
            "generation": {"max-examples": examples, "database": "none", "no-shrink": True},
            "phases": {
                "stateful": {"enabled": False},
                "examples": {"enabled": False},
                "coverage": {"enabled": thorough},
            },
            "checks": {"enabled": False, **{check: {"enabled": True} for check in CHECKS}},
        }
    )
    schema = schemathesis.openapi.from_dict(described or document(app), config=config)
    schema.app = app
    schema.hook("map_body")(_without_points)
    found: dict[str, Asked] = {}
    for recorder in _recorders(schema):
        asked = found.setdefault(recorder.label, Asked(recorder.label, Counter(), 0.0, []))
        found[recorder.label] = _added(asked, recorder)
    return list(found.values())


def for_offices() -> dict[str, Any]:
    """What the office's API says of itself."""
    return document(bare_office_app(), OFFICE_SHAPES)


def _recorders(schema: Any) -> Iterator[Any]:
    for event in from_schema(schema).execute():
        if isinstance(event, events.NonFatalError | events.FatalError):
            raise RuntimeError(f"schemathesis could not go on: {event}")
        if isinstance(event, events.ScenarioFinished) and event.recorder.interactions:
            yield event.recorder


def _added(asked: Asked, recorder: Any) -> Asked:
    answers = [interaction.response for interaction in recorder.interactions.values() if interaction.response]
    asked.statuses.update(answer.status_code for answer in answers)
    slowest_s = max((answer.elapsed for answer in answers), default=0.0)
    for checks in recorder.checks.values():
        asked.findings.extend(_told(check) for check in checks if check.failure_info is not None)
    return asked._replace(slowest_s=max(asked.slowest_s, slowest_s))


def _told(check: Any) -> str:
    failure = check.failure_info
    said = " ".join(f"{failure.failure.title}: {failure.failure.message}".split())
    return f"{check.name}: {said} [{(failure.code_sample or '')[:300]}]"


def _without_points(_context: Any, body: Any) -> Any:
    """JSON Schema counts 1.0 among the integers; our contract writes them without a point."""
    match body:
        case dict():
            return {key: _without_points(None, item) for key, item in body.items()}
        case list():
            return [_without_points(None, item) for item in body]
        case float() if body.is_integer():
            return int(body)
    return body
