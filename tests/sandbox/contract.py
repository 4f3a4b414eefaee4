"""PSCloud's published contract, as a judge of answers and bodies."""

import re
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import yaml
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

CONTRACT_FILE = Path(__file__).with_name("pscloud-openapi.yaml")
CONTRACT_URI = "urn:pscloud"
RFC_3339 = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")

CONTRACT: dict[str, Any] = yaml.safe_load(CONTRACT_FILE.read_text(encoding="utf-8"))
REGISTRY: Registry[Any] = Registry().with_resource(
    CONTRACT_URI, Resource.from_contents(CONTRACT, default_specification=DRAFT202012)
)
FORMATS = FormatChecker(formats=())


@FORMATS.checks("date-time", raises=ValueError)
def is_timestamp(value: object) -> bool:
    return not isinstance(value, str) or bool(RFC_3339.fullmatch(value) and datetime.fromisoformat(value))


@FORMATS.checks("date", raises=ValueError)
def is_date(value: object) -> bool:
    return not isinstance(value, str) or date.fromisoformat(value).isoformat() == value


@FORMATS.checks("uuid", raises=ValueError)
def is_uuid(value: object) -> bool:
    return not isinstance(value, str) or str(UUID(value)) == value.lower()


def validator_at(*steps: str) -> Draft202012Validator:
    """A validator for the schema at that place in the contract."""
    pointer = "/".join(step.replace("~", "~0").replace("/", "~1") for step in steps)
    schema = {"$ref": f"{CONTRACT_URI}#/{pointer}"}
    return Draft202012Validator(schema, registry=REGISTRY, format_checker=FORMATS)


PAYMENT = validator_at("components", "schemas", "Payment")
PROBLEM = validator_at("components", "responses", "Problem", "content", "application/problem+json", "schema")


def check_answer(method: str, path: str, answer: httpx.Response) -> None:
    """Fails unless the answer is one that the contract lets PSCloud give to such a request."""
    if answer.status_code >= 400:
        assert answer.headers["content-type"] == "application/problem+json"
        PROBLEM.validate(answer.json())
        assert answer.json()["status"] == answer.status_code
        return
    steps = ("paths", template_of(path), method.lower(), "responses", str(answer.status_code))
    assert answer.headers["content-type"] == "application/json"
    validator_at(*steps, "content", "application/json", "schema").validate(answer.json())


def template_of(path: str) -> str:
    """The contract's own form of a path; a literal one goes before one with a parameter."""
    templates: list[str] = sorted(CONTRACT["paths"], key=lambda template: "{" in template)
    return next(template for template in templates if re.fullmatch(re.sub(r"\{\w+\}", "[^/]+", template), path))
