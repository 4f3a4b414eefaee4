"""The office's API says of itself what it does."""

import re
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from bridge.access.scopes import SCOPES
from bridge.web.office.places import SCOPE
from bridge.web.office.shapes import OFFICE_SHAPES
from scripts.published_api import published_for_offices
from tests.bridge.web.office.caller import DOCUMENT, Connected, key_for
from tests.project.sources import ROOT

OPERATIONS = [(method, path) for path, operations in DOCUMENT["paths"].items() for method in operations]


def test_the_published_description_is_that_of_this_program() -> None:
    assert (ROOT / "docs" / "office-api.json").read_text() == published_for_offices(), "run scripts/publish-api"


@pytest.mark.parametrize("name", OFFICE_SHAPES)
def test_each_shape_is_a_schema_and_is_used(name: str) -> None:
    Draft202012Validator.check_schema(OFFICE_SHAPES[name])
    assert f'"#/components/schemas/{name}"' in published_for_offices()


def test_every_operation_takes_a_key_and_says_for_what() -> None:
    said = [DOCUMENT["paths"][path][method] for method, path in OPERATIONS]
    assert all(operation["security"] and operation["description"] for operation in said)
    assert {"401", "403", "429"} <= set.intersection(*(set(operation["responses"]) for operation in said))
    assert {operation[SCOPE] for operation in said} == set(SCOPES) - {"metrics:read"}


def test_each_operation_takes_the_scope_that_it_says_and_no_other(line: Connected) -> None:
    bridge = line.office.bridge
    of_all_but = {scope: key_for(bridge, tuple(other for other in SCOPES if other != scope)) for scope in SCOPES}
    of_one = {scope: key_for(bridge, (scope,)) for scope in SCOPES}
    for method, path in OPERATIONS:
        scope = DOCUMENT["paths"][path][method][SCOPE]
        address = re.sub(r"\{\w+\}", "1", path)

        def ask(key: str | None, method: str = method, address: str = address) -> Any:
            headers = {} if key is None else {"Authorization": f"Bearer {key}"}
            return line.http.request(method, address, headers=headers, json={"whole": 1} if method == "post" else None)

        assert ask(None).status_code == 401
        assert ask(of_all_but[scope]).json()["code"] == "out_of_scope"
        assert ask(of_one[scope]).status_code in (200, 400, 404)
