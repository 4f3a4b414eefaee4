"""The shapes that PSCloud sends."""

from datetime import datetime
from typing import Any

from scripts.pscloud_sandbox.money import format_money
from scripts.pscloud_sandbox.records import Collector, Customer, Invoice, Posting, Soa

Document = dict[str, Any]
"""A JSON object."""


def instant_text(instant: datetime) -> str:
    """RFC 3339 with an offset, to the microsecond, so that texts of one offset sort as the instants do."""
    return instant.isoformat(timespec="microseconds")


def soa_document(soa: Soa) -> Document:
    """An SOA with its invoices."""
    return {
        "soa_no": soa.soa_no,
        "version": soa.version,
        "status": soa.status,
        "customer": _customer_document(soa.customer),
        "collector_code": soa.collector_code,
        "branch": soa.branch,
        "statement_date": soa.statement_date.isoformat(),
        "due_date": soa.due_date.isoformat(),
        "currency": soa.currency,
        "amount_due": format_money(soa.amount_due_minor),
        "invoices": [_invoice_document(invoice) for invoice in soa.invoices],
        "updated_at": instant_text(soa.updated_at),
    }


def posting_document(posting: Posting) -> Document:
    """A posted or voided payment."""
    return {
        "payment_id": posting.payment_id,
        "payment_no": posting.payment_no,
        "receipt_no": posting.receipt_no,
        "status": posting.status,
        "amount": format_money(posting.amount_minor),
        "posted_at": instant_text(posting.posted_at),
        "soa_no": posting.soa_no,
        "soa_version": posting.soa_version,
    }


def collector_document(collector: Collector) -> Document:
    """A collector code."""
    return {
        "collector_code": collector.collector_code,
        "name": collector.name,
        "area": collector.area,
        "branch": collector.branch,
        "active": collector.active,
    }


def _customer_document(customer: Customer) -> Document:
    return {
        "customer_no": customer.customer_no,
        "name": customer.name,
        "address": customer.address,
        "city": customer.city,
        "postal_code": customer.postal_code,
        "mobile": customer.mobile,
        "tin": customer.tin,
    }


def _invoice_document(invoice: Invoice) -> Document:
    return {
        "invoice_no": invoice.invoice_no,
        "invoice_date": invoice.invoice_date.isoformat(),
        "due_date": invoice.due_date.isoformat(),
        "amount": format_money(invoice.amount_minor),
        "balance": format_money(invoice.balance_minor),
        "penalty": format_money(invoice.penalty_minor),
        "disputed": invoice.disputed,
    }
