"""PSCloud's records, each checked alone: one bad record must not keep the others out.

What the contract (openapi.yaml) rules out is refused here with the field and the reason, and so is what would make
amounts ambiguous later: negative dues, sums that do not hold, one invoice number twice.
"""

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple, Self, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from mpos.contract import soa as contract
from mpos.contract.fields import MAX_TEXT
from mpos.contract.money import format_money

from .fields import MAX_NUMBER, Count, Date, Instant, Money, Name, Number, Remark, reject


class Malformed(ValueError):
    """A record that is not what PSCloud's contract says; `code` and `detail` are for the office's list."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(f"{code}: {detail}")
        self.code = code
        self.detail = detail


class Statement(NamedTuple):
    """A good record: the SOA, and where it stands (active, settled or cancelled)."""

    soa: contract.Soa
    status: str


class CollectorCode(NamedTuple):
    """A collector (area) code that PSCloud assigns accounts to."""

    collector_code: str
    name: str
    area: str
    branch: str
    active: bool


class Posted(NamedTuple):
    """PSCloud's word that a payment stands in its books (posted), or is taken back there (voided)."""

    payment_id: str
    payment_no: str
    receipt_no: str
    status: str
    amount_minor: int
    soa_no: str | None
    soa_version: int | None


class ListedPayment(NamedTuple):
    """A payment in a listing of PSCloud's books; its business day and when it was posted (in UTC), where it says so."""

    posted: Posted
    posted_at: str | None
    business_date: str | None


class CodeTotals(NamedTuple):
    """How many active SOAs there are, and what they owe together."""

    soas: int
    amount_due_minor: int


class ControlTotals(NamedTuple):
    """What a complete copy must add up to, overall and for each collector code."""

    overall: CodeTotals
    by_code: Mapping[str, CodeTotals]


class Translated(dict[str, Any]):
    """A record of another back office in PSCloud's words. `original` is how it came; `trouble` is what could not be
    put into them.
    """

    original: object = None
    trouble: Malformed | None = None


def read_statement(record: object) -> Statement:
    """The SOA in a record of a listing; Malformed says what is wrong with it."""
    if isinstance(record, Translated) and record.trouble is not None:
        raise record.trouble
    shape = _read(_Soa, record)
    return Statement(shape.to_contract(), shape.status)


def read_collector_code(record: object) -> CollectorCode:
    """The code in a record of /collectors; Malformed."""
    shape = _read(_Collector, record)
    return CollectorCode(shape.collector_code, shape.name, _short(shape.area), _short(shape.branch), shape.active)


def read_posted(record: object) -> Posted:
    """The payment in an answer to a posting, or in a listing of payments; Malformed."""
    shape = _read(_Posted, record)
    return Posted(
        shape.payment_id,
        shape.payment_no,
        shape.receipt_no,
        shape.status,
        shape.amount,
        shape.soa_no,
        shape.soa_version,
    )


def read_listed_payment(record: object) -> ListedPayment:
    """The payment in a listing, with its day and instant; Malformed."""
    shape = _read(_Listed, record)
    return ListedPayment(read_posted(record), shape.posted_at, shape.business_date)


def read_control_totals(record: object) -> ControlTotals:
    """The answer of /soas/control-totals; Malformed."""
    shape = _read(_Totals, record)
    by_code = {line.collector_code: CodeTotals(line.count, line.amount_due) for line in shape.by_collector}
    return ControlTotals(CodeTotals(shape.count, shape.amount_due), by_code)


def text_in(record: object, name: str) -> str | None:
    """A number or code in a record that is otherwise malformed, when it has a usable one."""
    value = record.get(name) if isinstance(record, dict) else None
    return value if isinstance(value, str) and value.isprintable() and 0 < len(value) <= MAX_NUMBER else None


def _short(remark: str | None) -> str:
    return (remark or "")[:MAX_NUMBER]


class _Shape(BaseModel):
    # Strict: a number where a text belongs is a mistake of theirs, not something for us to guess at.
    model_config = ConfigDict(strict=True, frozen=True, extra="ignore")


_AnyShape = TypeVar("_AnyShape", bound=_Shape)


class _Collector(_Shape):
    collector_code: Number
    name: Name
    area: Remark = None
    branch: Remark = None
    active: bool


class _Customer(_Shape):
    customer_no: Number
    name: Name
    address: Remark = None
    city: Remark = None
    postal_code: Remark = None

    @property
    def whole_address(self) -> str:
        parts = (self.address, self.city, self.postal_code)
        return ", ".join(part for part in parts if part)[:MAX_TEXT]


class _Invoice(_Shape):
    invoice_no: Number
    invoice_date: Date
    due_date: Date
    description: Remark = None
    amount: Money
    balance: Money
    penalty: Money = 0
    vat_type: Literal["vatable", "exempt", "zero_rated"] = "vatable"
    disputed: bool = False

    def to_contract(self) -> contract.Invoice:
        return contract.Invoice(
            invoice_no=self.invoice_no,
            invoice_date=self.invoice_date,
            due_date=self.due_date,
            amount_minor=self.amount,
            balance_minor=self.balance,
            penalty_minor=self.penalty,
            description=self.description or "",
            vat_type=self.vat_type,
            disputed=self.disputed,
        )


class _Soa(_Shape):
    soa_no: Number
    version: Count
    status: Literal["active", "settled", "cancelled"]
    customer: _Customer
    collector_code: Number
    branch: Remark = None
    statement_date: Date
    due_date: Date
    currency: str = Field(pattern="^[A-Z]{3}$")
    amount_due: Money
    invoices: list[_Invoice] = Field(max_length=contract.MAX_INVOICES)
    updated_at: Instant

    @model_validator(mode="after")
    def _sums_hold(self) -> Self:
        owed_minor = sum(invoice.balance + invoice.penalty for invoice in self.invoices)
        if owed_minor != self.amount_due:
            stated, owed = format_money(self.amount_due), format_money(owed_minor)
            reject("does_not_add_up", f"amount_due is {stated}, and its invoices add up to {owed}")
        if len({invoice.invoice_no for invoice in self.invoices}) != len(self.invoices):
            reject("invoice_twice", "an invoice number appears twice")
        return self

    def to_contract(self) -> contract.Soa:
        return contract.Soa(
            soa_no=self.soa_no,
            version=self.version,
            customer_no=self.customer.customer_no,
            name=self.customer.name,
            address=self.customer.whole_address,
            collector_code=self.collector_code,
            branch=_short(self.branch),
            statement_date=self.statement_date,
            due_date=self.due_date,
            currency=self.currency,
            updated_at=self.updated_at,
            invoices=tuple(invoice.to_contract() for invoice in self.invoices),
        )


class _Posted(_Shape):
    payment_id: Number
    payment_no: Number
    receipt_no: Number
    status: Literal["posted", "voided"]
    amount: Money
    soa_no: Number | None = None
    soa_version: Count | None = None


class _Listed(_Shape):
    posted_at: Instant | None = None
    business_date: Date | None = None


class _CodeTotals(_Shape):
    collector_code: Number
    count: Count
    amount_due: Money


class _Totals(_Shape):
    count: Count
    amount_due: Money
    by_collector: list[_CodeTotals]


def _read(shape: type[_AnyShape], record: object) -> _AnyShape:
    try:
        return shape.model_validate(record)
    except ValidationError as error:
        raise _malformed(error) from error


def _malformed(error: ValidationError) -> Malformed:
    first = error.errors(include_input=False, include_url=False)[0]
    field = _path(first["loc"])
    if first["type"] == "missing":
        return Malformed("missing", f"{field} is missing")
    if first["type"] == "pscloud":
        return Malformed(first["ctx"]["code"], f"{field} {first['ctx']['reason']}".strip())
    return Malformed("malformed", f"{field or 'the record'}: {first['msg']}")


def _path(location: tuple[int | str, ...]) -> str:
    """As people write it: invoices[2].balance."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in location).removeprefix(".")
