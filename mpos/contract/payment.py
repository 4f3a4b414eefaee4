"""A payment and its void: the records, and the journal bodies that carry them from the keypad to PSCloud."""

from mpos.light.typing import Any, NamedTuple

from .canonical import BadContent
from .fields import Fields
from .identity import is_uuid
from .money import format_money

CASH, CHECK, CARD, EWALLET = "cash", "check", "card", "ewallet"
BANK_TRANSFER, WITHHOLDING_TAX = "bank_transfer", "withholding_tax"
METHODS = (CASH, CHECK, CARD, EWALLET, BANK_TRANSFER, WITHHOLDING_TAX)
"""The methods that PSCloud takes (its Tender schema)."""
MAX_TENDERS = 20
MAX_ALLOCATIONS = 2_000
"""More invoices than any SOA has had (the largest customer on record has 36)."""
MAX_REMARKS = 200
COLLECTED, OR_ENTRY = "collected", "or_entry"


class Tender(NamedTuple):
    """How part of a payment was paid. Cash is what was kept, after the change.

    `for_confirmation`: nobody here could see that the money arrived (QR Ph); the office looks at its account.
    """

    method: str
    amount_minor: int
    reference: str | None = None
    bank: str | None = None
    check_date: str | None = None
    card_last4: str | None = None
    for_confirmation: bool = False

    def is_post_dated(self, business_date: str) -> bool:
        """Whether this is a check dated after that day: until its own day comes it is no payment."""
        return self.check_date is not None and self.check_date > business_date


class Allocation(NamedTuple):
    """How much of a payment goes to one invoice: to its balance and to its penalty."""

    invoice_no: str
    balance_minor: int
    penalty_minor: int

    @property
    def amount_minor(self) -> int:
        """Both together."""
        return self.balance_minor + self.penalty_minor


class Payment(NamedTuple):
    """What a customer handed over at once. `soa_no` is None when there was no SOA at hand.

    `held_check_no` names the acknowledgement of the post-dated check whose day has come with this payment.
    """

    payment_id: str
    receipt_no: str
    source: str
    soa_no: str | None
    soa_version: int | None
    customer_no: str
    customer_name: str
    collector_code: str
    paid_at: str
    currency: str
    amount_minor: int
    advance_minor: int
    cash_received_minor: int
    change_minor: int
    vat_minor: int
    balance_after_minor: int
    tenders: tuple[Tender, ...]
    allocations: tuple[Allocation, ...]
    manual_or_no: str | None = None
    remarks: str | None = None
    held_check_no: str | None = None


class Void(NamedTuple):
    """A payment taken back on its own business day. Its number stays used; `void_id` is its key at PSCloud."""

    void_id: str
    void_no: str
    payment_id: str
    receipt_no: str
    reason: str
    voided_at: str
    supervisor: str | None = None


def payment_body(payment: Payment) -> dict[str, Any]:
    """The body of a payment_recorded entry. A held check is left out where there was none, as older readers know it."""
    held_check = {"held_check_no": payment.held_check_no} if payment.held_check_no else {}
    return {
        "payment_id": payment.payment_id,
        "receipt_no": payment.receipt_no,
        "source": payment.source,
        "soa_no": payment.soa_no,
        "soa_version": payment.soa_version,
        "customer_no": payment.customer_no,
        "customer_name": payment.customer_name,
        "collector_code": payment.collector_code,
        "paid_at": payment.paid_at,
        "currency": payment.currency,
        "amount": format_money(payment.amount_minor),
        "advance": format_money(payment.advance_minor),
        "cash_received": format_money(payment.cash_received_minor),
        "change": format_money(payment.change_minor),
        "vat": format_money(payment.vat_minor),
        "balance_after": format_money(payment.balance_after_minor),
        "tenders": [tender_wire(tender) for tender in payment.tenders],
        "allocations": [allocation_wire(allocation) for allocation in payment.allocations],
        "manual_or_no": payment.manual_or_no,
        "remarks": payment.remarks,
        **held_check,
    }


def read_payment(body: object) -> Payment:
    """The payment in a payment_recorded body, sums checked; BadContent names what is wrong."""
    fields = Fields(body, "payment")
    payment = Payment(
        payment_id=read_uuid(fields, "payment_id"),
        receipt_no=fields.text("receipt_no", limit=40),
        source=fields.choice("source", (COLLECTED, OR_ENTRY)),
        soa_no=fields.optional_text("soa_no", limit=60),
        soa_version=fields.optional_integer("soa_version"),
        customer_no=fields.text("customer_no", limit=60),
        customer_name=fields.text("customer_name", limit=200),
        collector_code=fields.text("collector_code", limit=60),
        paid_at=fields.instant("paid_at"),
        currency=fields.text("currency", limit=3),
        amount_minor=fields.money("amount"),
        advance_minor=fields.money("advance"),
        cash_received_minor=fields.money("cash_received"),
        change_minor=fields.money("change"),
        vat_minor=fields.money("vat"),
        balance_after_minor=fields.money("balance_after"),
        tenders=tuple(_read_tender(item) for item in fields.items("tenders", MAX_TENDERS)),
        allocations=tuple(_read_allocation(item) for item in fields.items("allocations", MAX_ALLOCATIONS)),
        manual_or_no=fields.optional_text("manual_or_no", limit=40),
        remarks=fields.optional_text("remarks", limit=MAX_REMARKS),
        held_check_no=fields.optional_text("held_check_no", limit=40),
    )
    check_sums(payment)
    return payment


def check_sums(payment: Payment) -> None:
    """BadContent unless tenders, and allocations with the advance, each add up to a positive amount."""
    if payment.amount_minor <= 0:
        raise BadContent("payment: amount is not more than zero")
    if sum(tender.amount_minor for tender in payment.tenders) != payment.amount_minor:
        raise BadContent("payment: the tenders do not add up to the amount")
    allocated = sum(allocation.amount_minor for allocation in payment.allocations)
    if allocated + payment.advance_minor != payment.amount_minor:
        raise BadContent("payment: allocations and advance do not add up to the amount")
    if payment.allocations and payment.soa_no is None:
        raise BadContent("payment: allocations need a SOA")


def void_body(void: Void) -> dict[str, Any]:
    """The body of a payment_voided entry."""
    return void._asdict()


def read_void(body: object) -> Void:
    """The void in a payment_voided body; BadContent names what is wrong."""
    fields = Fields(body, "void")
    return Void(
        void_id=read_uuid(fields, "void_id"),
        void_no=fields.text("void_no", limit=40),
        payment_id=read_uuid(fields, "payment_id"),
        receipt_no=fields.text("receipt_no", limit=40),
        reason=fields.text("reason", limit=MAX_REMARKS),
        voided_at=fields.instant("voided_at"),
        supervisor=fields.optional_text("supervisor", limit=60),
    )


def tender_wire(tender: Tender) -> dict[str, Any]:
    """A tender as the journal writes it; what is not known, or not so, is left out."""
    details = {
        "reference": tender.reference,
        "bank": tender.bank,
        "check_date": tender.check_date,
        "card_last4": tender.card_last4,
        "for_confirmation": tender.for_confirmation or None,
    }
    return {
        "method": tender.method,
        "amount": format_money(tender.amount_minor),
        **{name: value for name, value in details.items() if value is not None},
    }


def allocation_wire(allocation: Allocation) -> dict[str, Any]:
    """An allocation as the journal, the commands and PSCloud write it: `amount` is what goes to the balance."""
    return {
        "invoice_no": allocation.invoice_no,
        "amount": format_money(allocation.balance_minor),
        "penalty": format_money(allocation.penalty_minor),
    }


def read_uuid(fields: Fields, name: str) -> str:
    """A UUID in its usual spelling; BadContent otherwise."""
    text = fields.text(name, limit=36)
    if not is_uuid(text):
        raise BadContent(f"{name} is not a UUID in small letters with hyphens")
    return text


def _read_tender(content: object) -> Tender:
    fields = Fields(content, "tender")
    return Tender(
        method=fields.choice("method", METHODS),
        amount_minor=fields.money("amount"),
        reference=fields.optional_text("reference", limit=60),
        bank=fields.optional_text("bank", limit=60),
        check_date=fields.optional_date("check_date"),
        card_last4=fields.optional_text("card_last4", limit=4),
        for_confirmation=fields.flag("for_confirmation"),
    )


def _read_allocation(content: object) -> Allocation:
    fields = Fields(content, "allocation")
    return Allocation(
        invoice_no=fields.text("invoice_no", limit=60),
        balance_minor=fields.money("amount"),
        penalty_minor=fields.money("penalty", default="0.00"),
    )
