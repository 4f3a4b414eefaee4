"""The addresses of the office's API, and how each place describes itself: its scope, its answer and its refusals."""

from typing import Any

from bridge.access.scopes import Scope
from bridge.problems import StoreBusy
from bridge.web.addresses import OFFICE_API as OFFICE_API
from bridge.web.describing import Refusals, answers, takes
from bridge.web.problems import BadQuery
from mpos.contract.problems import BadUsage

from .problems import KeyRefused, OutOfScope, TooFast

SCOPE = "x-scope"
"""What the description has of an operation beside what OpenAPI knows: the scope that it takes."""
ANY_KEY: Refusals = (BadQuery, BadUsage, KeyRefused, OutOfScope, TooFast, StoreBusy)


def place(scope: Scope, answer: str, *refused: Any, body: str | None = None) -> dict[str, Any]:
    """What the decorator of a route takes."""
    extra = {SCOPE: scope.value, **(takes(body) if body else {})}
    return {"responses": answers(answer, (*ANY_KEY, *refused)), "openapi_extra": extra}
