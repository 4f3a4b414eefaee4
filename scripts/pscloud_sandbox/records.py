"""What PSCloud's books hold. Records are frozen: a change makes a new one."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum


class SoaStatus(StrEnum):
    """Where an SOA stands; only an active one takes payments."""

    ACTIVE = "active"
    SETTLED = "settled"
    CANCELLED = "cancelled"


class PostingStatus(StrEnum):
    """Whether a payment counts."""

    POSTED = "posted"
    VOIDED = "voided"


@dataclass(frozen=True, slots=True)
class Collector:
    """A collector (area) code, to which PSCloud assigns accounts."""

    collector_code: str
    name: str
    area: str
    branch: str
    active: bool = True


@dataclass(frozen=True, slots=True)
class Customer:
    """Who owes."""

    customer_no: str
    name: str
    address: str
    city: str
    postal_code: str
    mobile: str
    tin: str


@dataclass(frozen=True, slots=True)
class Invoice:
    """One invoice: `balance_minor` is unpaid of `amount_minor`; `penalty_minor` is owed on top of it."""

    invoice_no: str
    invoice_date: date
    due_date: date
    amount_minor: int
    balance_minor: int
    penalty_minor: int = 0
    disputed: bool = False

    @property
    def owed_minor(self) -> int:
        """Balance and penalty together."""
        return self.balance_minor + self.penalty_minor


@dataclass(frozen=True, slots=True)
class Soa:
    """One customer's Statement of Account."""

    soa_no: str
    version: int
    status: SoaStatus
    customer: Customer
    collector_code: str
    branch: str
    statement_date: date
    due_date: date
    currency: str
    invoices: tuple[Invoice, ...]
    updated_at: datetime

    @property
    def amount_due_minor(self) -> int:
        """The sum of balance and penalty over its invoices."""
        return sum(invoice.owed_minor for invoice in self.invoices)


@dataclass(frozen=True, slots=True)
class Applied:
    """What a payment took off one invoice, so that a void can put it back."""

    invoice_no: str
    balance_minor: int
    penalty_minor: int


@dataclass(frozen=True, slots=True)
class Posting:
    """A payment in the books. `credit_minor` is what became the customer's credit: the advance and any excess."""

    sequence: int
    payment_id: str
    receipt_no: str
    status: PostingStatus
    amount_minor: int
    posted_at: datetime
    customer_no: str
    collector_code: str
    credit_minor: int
    soa_no: str | None = None
    soa_version: int | None = None
    applied: tuple[Applied, ...] = ()

    @property
    def payment_no(self) -> str:
        """PSCloud's own number."""
        return f"PAY-{self.sequence:08d}"

    def voided(self, soa_version: int | None) -> "Posting":
        """The same payment, no longer counting from that SOA version on."""
        return replace(self, status=PostingStatus.VOIDED, soa_version=soa_version)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The first answer to one idempotency key and one body. `answer` is the JSON document that was sent."""

    key: str
    digest: str
    status: int
    answer: str

    @property
    def accepted(self) -> bool:
        """Whether this key is used up; a refused one may come again with a corrected body."""
        return self.status < 300


@dataclass(frozen=True, slots=True)
class Calendar:
    """The day up to which invoices have appeared."""

    day: date
