"""A Statement of Account as the office hands it to a terminal, and the payments that it does not reflect yet."""

from mpos.light.typing import Any, NamedTuple

from .canonical import BadContent
from .fields import Fields
from .money import format_money
from .payment import read_uuid

MAX_INVOICES = 2_000
MAX_EFFECTS = 10_000
VATABLE, EXEMPT, ZERO_RATED = "vatable", "exempt", "zero_rated"
VAT_TYPES = (VATABLE, EXEMPT, ZERO_RATED)


class Invoice(NamedTuple):
    """One invoice of a SOA: what is still unpaid of it, and the penalty on top."""

    invoice_no: str
    invoice_date: str
    due_date: str
    amount_minor: int
    balance_minor: int
    penalty_minor: int
    description: str = ""
    vat_type: str = VATABLE
    disputed: bool = False


class Soa(NamedTuple):
    """One customer's dues at one version. The highest version of a SOA wins."""

    soa_no: str
    version: int
    customer_no: str
    name: str
    address: str
    collector_code: str
    branch: str
    statement_date: str
    due_date: str
    currency: str
    updated_at: str
    invoices: tuple[Invoice, ...]

    @property
    def amount_due_minor(self) -> int:
        """Balance and penalty over all invoices, as PSCloud sees them."""
        return sum(invoice.balance_minor + invoice.penalty_minor for invoice in self.invoices)

    @property
    def penalty_minor(self) -> int:
        """Penalty over all invoices."""
        return sum(invoice.penalty_minor for invoice in self.invoices)


class Effect(NamedTuple):
    """What one payment takes off one invoice (or its void puts back: negative amounts).

    `reflected_from` is the SOA version from which PSCloud's amounts hold it already; None as long as nobody knows.
    """

    payment_id: str
    invoice_no: str
    balance_minor: int
    penalty_minor: int
    reflected_from: int | None = None


def soa_wire(soa: Soa) -> dict[str, Any]:
    """A SOA as the bridge sends it."""
    content = soa._asdict()
    content["invoices"] = [_invoice_wire(invoice) for invoice in soa.invoices]
    return content


def read_soa(content: object) -> Soa:
    """A SOA as the terminal takes it in; BadContent names what is wrong."""
    fields = Fields(content, "SOA")
    invoices = tuple(_read_invoice(item) for item in fields.items("invoices", MAX_INVOICES))
    if len({invoice.invoice_no for invoice in invoices}) != len(invoices):
        raise BadContent("SOA: an invoice number appears twice")
    return Soa(
        soa_no=fields.text("soa_no", limit=60),
        version=fields.integer("version"),
        customer_no=fields.text("customer_no", limit=60),
        name=fields.text("name", limit=200),
        address=fields.optional_text("address") or "",
        collector_code=fields.text("collector_code", limit=60),
        branch=fields.optional_text("branch", limit=60) or "",
        statement_date=fields.date("statement_date"),
        due_date=fields.date("due_date"),
        currency=fields.text("currency", limit=3),
        updated_at=fields.instant("updated_at"),
        invoices=invoices,
    )


def effect_wire(effect: Effect) -> dict[str, Any]:
    """An effect as the bridge sends it."""
    return {
        "payment_id": effect.payment_id,
        "invoice_no": effect.invoice_no,
        "balance": format_money(effect.balance_minor),
        "penalty": format_money(effect.penalty_minor),
        "reflected_from": effect.reflected_from,
    }


def read_effect(content: object) -> Effect:
    """An effect as the terminal takes it in; unlike other amounts, a void's are negative."""
    fields = Fields(content, "effect")
    return Effect(
        payment_id=read_uuid(fields, "payment_id"),
        invoice_no=fields.text("invoice_no", limit=60),
        balance_minor=fields.signed_money("balance"),
        penalty_minor=fields.signed_money("penalty"),
        reflected_from=fields.optional_integer("reflected_from"),
    )


def _invoice_wire(invoice: Invoice) -> dict[str, Any]:
    return {
        "invoice_no": invoice.invoice_no,
        "invoice_date": invoice.invoice_date,
        "due_date": invoice.due_date,
        "amount": format_money(invoice.amount_minor),
        "balance": format_money(invoice.balance_minor),
        "penalty": format_money(invoice.penalty_minor),
        "description": invoice.description,
        "vat_type": invoice.vat_type,
        "disputed": invoice.disputed,
    }


def _read_invoice(content: object) -> Invoice:
    fields = Fields(content, "invoice")
    return Invoice(
        invoice_no=fields.text("invoice_no", limit=60),
        invoice_date=fields.date("invoice_date"),
        due_date=fields.date("due_date"),
        amount_minor=fields.money("amount"),
        balance_minor=fields.money("balance"),
        penalty_minor=fields.money("penalty", default="0.00"),
        description=fields.optional_text("description") or "",
        vat_type=fields.choice("vat_type", VAT_TYPES, default=VATABLE),
        disputed=fields.flag("disputed"),
    )
