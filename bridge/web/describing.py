"""How the API describes itself (OpenAPI): what each conversation takes, gives and refuses.

The refusals are told from the problem classes themselves, so a status or a code is written down once.
"""

from collections import defaultdict
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI

from bridge.problems import StoreBusy, TerminalRevoked, TooLarge
from mpos.contract.problems import Problem
from mpos.contract.wire import CONTACT_HEADER

from .problems import BadRequest, TokenRefused, TooSlow
from .shapes import SHAPES, Shape, named

Refusals = tuple[type[Problem], ...]
Responses = dict[int | str, dict[str, Any]]

ANYBODY: Refusals = (BadRequest, StoreBusy)
"""What every conversation with the database may refuse."""
WITH_BODY: Refusals = (TooLarge, TooSlow)
TERMINAL: Refusals = (TokenRefused,)
SERVED: Refusals = (TokenRefused, TerminalRevoked)

JSON, PROBLEM = "application/json", "application/problem+json"
_NOT_OURS = "HTTPValidationError", "ValidationError"


def takes(name: str) -> dict[str, Any]:
    """A JSON body of this shape."""
    content = {JSON: {"schema": named(name)}}
    return {"requestBody": {"required": True, "content": content}}


def takes_bytes() -> dict[str, Any]:
    """A body that is taken as it is."""
    content = {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}
    return {"requestBody": {"required": True, "content": content}}


def with_contact(extra: dict[str, Any] | None = None) -> dict[str, Any]:
    """The same for a request of a terminal, which may say how it is."""
    about = "What the terminal says of itself, as JSON in ASCII."
    header = {"name": CONTACT_HEADER, "in": "header", "required": False, "description": about}
    return {**(extra or {}), "parameters": [{**header, "content": {JSON: {"schema": named("Contact")}}}]}


def answers(name: str, refused: Refusals) -> Responses:
    """The answer of this shape, and the problems that may come in its stead."""
    return {200: {"description": "Done.", "content": {JSON: {"schema": named(name)}}}, **refusals(refused)}


def refusals(refused: Refusals) -> Responses:
    """Each status with the codes and sentences that it stands for."""
    by_status: defaultdict[int, list[type[Problem]]] = defaultdict(list)
    for problem in refused:
        by_status[problem.http_status].append(problem)
    return {
        status: {
            "description": " ".join(problem.__doc__ or "" for problem in problems),
            "content": {PROBLEM: {"schema": _problem(status, problems)}},
        }
        for status, problems in sorted(by_status.items())
    }


def document(app: FastAPI, shapes: Mapping[str, Shape] = SHAPES) -> dict[str, Any]:
    """The whole description. It is published with the project and not served: whoever asks needs no map of us."""
    content = app.openapi()
    for path in content["paths"].values():
        for operation in path.values():
            _drop_what_is_not_ours(operation)
    components = content.setdefault("components", {})
    others = {name: shape for name, shape in components.get("schemas", {}).items() if name not in _NOT_OURS}
    components["schemas"] = {**others, **shapes}
    return content


def _problem(status: int, problems: list[type[Problem]]) -> Shape:
    """An RFC 9457 document; what else comes with some codes is in their members."""
    members = {name: shape for problem in problems for name, shape in getattr(problem, "member_shapes", {}).items()}
    return {
        "type": "object",
        "required": ["type", "title", "status", "code", "detail"],
        "properties": {
            "type": {"const": "about:blank"},
            "title": {"type": "string", "minLength": 1},
            "status": {"const": status},
            "code": {"enum": sorted({problem.name() for problem in problems})},
            "detail": {"type": "string"},
            **members,
        },
    }


def _drop_what_is_not_ours(operation: dict[str, Any]) -> None:
    """FastAPI describes an answer to malformed parameters that this API gives as a 400."""
    answer = operation["responses"].get("422", {})
    if JSON in answer.get("content", {}):
        del operation["responses"]["422"]
