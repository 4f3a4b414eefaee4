"""The connector file: one back office, as TOML, checked whole before it is used. Its reference: docs/connectors.md."""

import re
import tomllib
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from bridge.settings import BadSetting
from mpos.contract.clock import zone_named

from . import formats
from .expressions import check_expression

MAX_FILE_BYTES = 200_000
"""Forty times the example."""
MAX_PAGE = 5_000

Expression = Annotated[str, AfterValidator(check_expression)]
Maybe = Expression | None
Path_ = Annotated[str, Field(pattern=r"^/[^\s?#]*$", max_length=500)]
Parameter = Annotated[str, Field(pattern=r"^[^\s&=#]{1,100}$")]
Outcomes = Literal["posted", "refused", "busy", "unknown", "key_rejected"]
_NAMES = re.compile(r"\{(\w+)\}")


class BadConnector(BadSetting):
    """The connector file {place} can't be used: {problem}"""

    hint = (
        "Nothing was changed. Correct the file (docs/connectors.md is its reference), then: mpos-bridge connector check"
    )


class Part(BaseModel):
    """A table of a connector file: nothing in it is guessed at, and nothing unknown is passed over."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Spelling(Part):
    """[formats], and [post.formats] where what is sent is spelled in another way."""

    money: Literal["decimal", "minor"] = "decimal"
    money_as: Literal["text", "number"] = "text"
    decimal_point: Annotated[str, Field(min_length=1, max_length=1)] = "."
    thousands: Annotated[str, Field(max_length=1)] = ""
    symbol: Annotated[str, Field(max_length=10)] = ""
    round_fractions: bool = False
    date: Annotated[str, Field(min_length=1, max_length=40)] = "%Y-%m-%d"
    instant: Annotated[str, Field(min_length=1, max_length=40)] = formats.RFC_3339
    zone: Annotated[str, AfterValidator(lambda name: (zone_named(name), name)[1])] = "UTC"

    @model_validator(mode="after")
    def _can_be_told_apart(self) -> Self:
        if self.decimal_point == self.thousands:
            raise ValueError("decimal_point and thousands are the same sign")
        return self

    @property
    def formats(self) -> formats.Formats:
        """As the rest uses it."""
        return formats.Formats(**self.model_dump())


class Authorisation(Part):
    """[auth]. The secret itself is never in the file."""

    style: Literal["none", "bearer", "api_key", "basic", "oauth2"] = "bearer"
    secret_file: str = ""
    secret_env: Annotated[str, Field(pattern=r"^([A-Z][A-Z0-9_]*)?$")] = ""
    header: Annotated[str, Field(pattern=r"^([A-Za-z0-9-]{1,60})?$")] = ""
    query: Annotated[str, Field(max_length=60)] = ""
    username: str = ""
    token_url: Annotated[str, Field(pattern=r"^(https?://[^\s]+)?$")] = ""
    client_id: str = ""
    scope: str = ""
    send_client: Literal["header", "body"] = "header"

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        if self.style != "none" and bool(self.secret_file) == bool(self.secret_env):
            raise ValueError("name one of secret_file and secret_env")
        if self.style == "api_key" and bool(self.header) == bool(self.query):
            raise ValueError("an API key goes into one of header and query")
        if self.style == "basic" and not self.username:
            raise ValueError("basic needs a username")
        if self.style == "oauth2" and not (self.token_url and self.client_id):
            raise ValueError("oauth2 needs token_url and client_id")
        return self


class Paging(Part):
    """[….paging]: how the next page is asked for, and how the last one is told."""

    style: Literal["none", "cursor", "page", "offset", "link", "next_url"] = "none"
    size: Annotated[int, Field(ge=1, le=MAX_PAGE)] = 200
    size_param: Parameter | None = None
    param: Parameter | None = None
    first: Annotated[int, Field(ge=0, le=1)] = 1
    next: Maybe = None
    last: Maybe = None
    total: Maybe = None

    @model_validator(mode="after")
    def _is_complete(self) -> Self:
        if self.style in ("cursor", "page", "offset") and self.param is None:
            raise ValueError(f"{self.style} needs param")
        if self.style in ("cursor", "next_url") and self.next is None:
            raise ValueError(f"{self.style} needs next")
        return self


class Listing(Part):
    """What is listed page by page, and where its records are in a page."""

    path: Path_
    query: dict[Parameter, str] = {}
    items: Expression = "@"
    as_of: Maybe = None
    paging: Paging = Paging()


class Soas(Listing):
    """[soas]. `changed_since` and `collector_code` name parameters; left out, the back office has none."""

    changed_since: Parameter | None = None
    collector_code: Parameter | None = None
    one_record: Literal["soa", "invoice"] = "soa"

    @model_validator(mode="after")
    def _are_whole(self) -> Self:
        if self.one_record == "invoice" and self.changed_since:
            raise ValueError("with one record an invoice, changes would bring SOAs in part; leave changed_since out")
        return self


class SoaFields(Part):
    """[soa]: where our words are in a record."""

    soa_no: Expression
    customer_no: Expression
    name: Expression
    collector_code: Expression
    due_date: Expression
    invoices: Expression
    version: Maybe = None
    status: Maybe = None
    status_values: dict[str, Literal["active", "settled", "cancelled"]] = {}
    address: Maybe = None
    city: Maybe = None
    postal_code: Maybe = None
    branch: Maybe = None
    statement_date: Maybe = None
    currency: Maybe = None
    amount_due: Maybe = None
    updated_at: Maybe = None


class InvoiceFields(Part):
    """[invoice]: where our words are in an invoice's record."""

    invoice_no: Expression
    balance: Expression
    invoice_date: Maybe = None
    due_date: Maybe = None
    description: Maybe = None
    amount: Maybe = None
    penalty: Maybe = None
    vat_type: Maybe = None
    vat_values: dict[str, Literal["vatable", "exempt", "zero_rated"]] = {}
    disputed: Maybe = None


class Lookup(Part):
    """[lookup]: one SOA. `record` finds it in the answer; nothing found, or 404, says that there is none."""

    path: Path_
    query: dict[Parameter, str] = {}
    record: Expression = "@"


class Collectors(Listing):
    """[collectors]: the codes that accounts are assigned to."""

    collector_code: Expression
    name: Maybe = None
    area: Maybe = None
    branch: Maybe = None
    active: Maybe = None


class ControlSums(Part):
    """[control_totals]: what a complete copy adds up to, overall and by code."""

    path: Path_
    query: dict[Parameter, str] = {}
    count: Expression
    amount_due: Expression
    by_collector: Expression
    collector_code: Expression
    code_count: Expression
    code_amount_due: Expression


class PostedPayments(Listing):
    """[payments]: what it has posted, for reconciliation. A record without an id of ours is not ours."""

    posted_since: Parameter | None = None
    payment_id: Expression
    payment_no: Expression
    receipt_no: Expression
    amount: Expression
    posted_at: Maybe = None
    status: Maybe = None
    status_values: dict[str, Literal["posted", "voided"]] = {}
    soa_no: Maybe = None
    soa_version: Maybe = None


class Rule(Part):
    """[[post.answers]]: what an answer means; the first that fits counts."""

    status: list[Annotated[int, Field(ge=100, le=599)]] = []
    when: Maybe = None
    means: Outcomes
    code: Maybe = None
    detail: Maybe = None


class Find(Part):
    """[post.find]: whether a payment or void is there. `after_s`: an earlier try may still be on its way so long."""

    path: Path_
    query: dict[Parameter, str] = {}
    record: Expression = "@"
    after_s: Annotated[int, Field(ge=1, le=3_600)] = 120


class Posting(Part):
    """[post] and [void]."""

    method: Literal["POST", "PUT", "PATCH", "DELETE"] = "POST"
    path: Path_
    headers: dict[Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,60}$")], str] = {}
    body: Expression = "@"
    idempotent: bool = False
    payment_no: Maybe = None
    soa_version: Maybe = None
    amount: Maybe = None
    answers: list[Rule] = []
    code_values: dict[str, str] = {}
    formats: Spelling | None = None
    find: Find | None = None

    @model_validator(mode="after")
    def _names_are_known(self) -> Self:
        texts = [self.path, *self.headers.values()]
        if self.find is not None:
            texts += [self.find.path, *self.find.query.values()]
        unknown = {name for text in texts for name in _NAMES.findall(text)} - PLACES
        if unknown:
            raise ValueError(f"{{{min(unknown)}}} stands for nothing; known are {', '.join(sorted(PLACES))}")
        return self


_NUMBERS = ("payment_id", "payment_no", "receipt_no", "soa_no", "customer_no", "void_id")
PLACES = frozenset({*_NUMBERS, "key", "collector_code", "terminal_id", "business_date"})
"""What may stand in braces in a posting's path and headers."""


class Webhook(Part):
    """[webhook]: where the SOA numbers are in a notice."""

    soa_nos: Expression


class Description(Part):
    """The whole file."""

    name: Annotated[str, Field(min_length=1, max_length=60)]
    base_url: Annotated[str, Field(pattern=r"^https?://[^\s?#]+$")]
    currency: Annotated[str, Field(pattern="^[A-Z]{3}$")] = "PHP"
    auth: Authorisation
    formats: Spelling = Spelling()
    soas: Soas
    soa: SoaFields
    invoice: InvoiceFields
    lookup: Lookup | None = None
    collectors: Collectors | None = None
    control_totals: ControlSums | None = None
    payments: PostedPayments | None = None
    post: Posting
    void: Posting | None = None
    webhook: Webhook | None = None


def read_description(path: Path) -> Description:
    """The back office that a file describes; BadConnector names the place and the reason."""
    try:
        return Description.model_validate(read_toml(path))
    except ValidationError as error:
        raise bad_connector(path, error) from error


def read_toml(path: Path) -> dict[str, Any]:
    """The tables of a connector file; BadConnector."""
    try:
        with path.open("rb") as file:
            content = file.read(MAX_FILE_BYTES + 1)
        if len(content) > MAX_FILE_BYTES:
            raise BadConnector(place=path, problem=f"it has more than {MAX_FILE_BYTES} bytes")
        return tomllib.loads(content.decode())
    except OSError as error:
        raise BadConnector(place=path, problem=error.strerror or error) from error
    except (ValueError, RecursionError) as error:
        raise BadConnector(place=path, problem=error) from error


def bad_connector(path: Path, error: ValidationError) -> BadConnector:
    """The first thing that is wrong, as people find it in the file."""
    first = error.errors(include_input=False, include_url=False)[0]
    place = ".".join(str(part) for part in first["loc"]) or "the file"
    said = "is missing" if first["type"] == "missing" else first["msg"].removeprefix("Value error, ")
    if first["type"] == "extra_forbidden":
        said = "is no setting of this file"
    return BadConnector(place=path, problem=f"{place}: {said}")
