"""The bodies that PSCloud takes, read as strictly as the contract's schemas say and no stricter."""

import json
import re
from datetime import date, datetime
from typing import Annotated, Any, Literal, NoReturn, TypeVar
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from scripts.pscloud_sandbox.money import parse_money
from scripts.pscloud_sandbox.problems import Problem

_RFC_3339 = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})"
)
_UUID = re.compile(r"[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

_Model = TypeVar("_Model")


def parse_instant(text: str) -> datetime:
    """An RFC 3339 timestamp with an offset; ValueError otherwise."""
    if not _RFC_3339.fullmatch(text):
        raise ValueError("not an RFC 3339 timestamp with an offset")
    return datetime.fromisoformat(text.upper())


def parse_uuid(text: str) -> str:
    """A UUID in its usual form, in lower case; ValueError otherwise."""
    if not _UUID.fullmatch(text):
        raise ValueError("not a UUID")
    return str(UUID(text))


def parse_date(text: str) -> date:
    """A date as YYYY-MM-DD; ValueError otherwise."""
    if not _ISO_DATE.fullmatch(text):
        raise ValueError("not a date as YYYY-MM-DD")
    return date.fromisoformat(text)


def _checked_money(text: object) -> int:
    if not isinstance(text, str):
        raise ValueError("an amount is a string")
    return parse_money(text)


def _checked_instant(text: str) -> str:
    parse_instant(text)
    return text


def _checked_date(text: str) -> str:
    parse_date(text)
    return text


MoneyMinor = Annotated[int, BeforeValidator(_checked_money)]
"""Centavos, from a decimal string."""
InstantText = Annotated[str, AfterValidator(_checked_instant)]
DateText = Annotated[str, AfterValidator(_checked_date)]


class _Body(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True)


class Allocation(_Body):
    """How much of a payment goes to which invoice."""

    invoice_no: str
    amount_minor: MoneyMinor = Field(alias="amount")
    penalty_minor: MoneyMinor = Field(alias="penalty", default=0)


class Tender(_Body):
    """One means of payment."""

    method: Literal["cash", "check", "card", "ewallet", "bank_transfer", "withholding_tax"]
    amount_minor: MoneyMinor = Field(alias="amount")
    reference: str = ""
    bank: str = ""
    check_date: DateText = ""
    card_last4: str = Field(default="", pattern="^[0-9]{4}$")


class Payment(_Body):
    """A collected payment."""

    payment_id: Annotated[str, AfterValidator(parse_uuid)]
    receipt_no: str
    soa_no: str | None = None
    customer_no: str = ""
    collector_code: str
    terminal_id: str
    paid_at: InstantText
    business_date: DateText
    currency: str
    amount_minor: MoneyMinor = Field(alias="amount")
    allocations: list[Allocation] = []
    advance_minor: MoneyMinor = Field(alias="advance", default=0)
    tenders: list[Tender] = Field(min_length=1)
    manual_or_no: str = ""
    remarks: str = ""


class VoidOrder(_Body):
    """Why, when and by whom a payment was voided."""

    reason: str
    voided_at: InstantText
    voided_by: str = ""


def read_json(body: bytes) -> Any:
    """The JSON value of a body; raises Problem 400, also for texts that are no Unicode (a lone surrogate)."""
    try:
        document = json.loads(body, parse_constant=_refuse_constant)
        json.dumps(document, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise Problem(400, "invalid_body", f"the body is not JSON: {error}") from error
    return document


def read(adapter: TypeAdapter[_Model], document: object) -> _Model:
    """The document as a checked record; raises Problem 400 that names the first field at fault."""
    try:
        return adapter.validate_python(document)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        field = ".".join(str(step) for step in first["loc"]) or "the body"
        raise Problem(400, "invalid_body", f"{field}: {first['msg']}") from error


def _refuse_constant(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a JSON value")
