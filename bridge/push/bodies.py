"""What is sent of a payment and of a void, in PSCloud's shape.

Both are made from what was recorded alone, so that the same key always goes with the same body. A person who attaches
a refused payment to a SOA gives it another body for good: PSCloud judges that one afresh.
"""

from collections.abc import Mapping
from typing import Any

from mpos.contract.clock import read_date
from mpos.contract.journal import Entry
from mpos.contract.money import format_money
from mpos.contract.payment import Payment, Tender, allocation_wire, read_payment, tender_wire


def payment_on_soa(entry: Entry) -> dict[str, Any]:
    """The payment as it was taken."""
    payment = read_payment(entry.body)
    allocations = [allocation_wire(allocation) for allocation in payment.allocations]
    return _body(entry, payment) | {
        "soa_no": payment.soa_no,
        "allocations": allocations,
        "advance": format_money(payment.advance_minor),
    }


def payment_as_credit(entry: Entry) -> dict[str, Any]:
    """The same money as the customer's credit, for a SOA that takes no payments any more."""
    payment = read_payment(entry.body)
    return _body(entry, payment) | {
        "soa_no": None,
        "allocations": [],
        "advance": format_money(payment.amount_minor),
    }


def payment_attached(entry: Entry, attached: Mapping[str, Any]) -> dict[str, Any]:
    """The same money on the SOA, and to the invoices, that a person gave it."""
    return _body(entry, read_payment(entry.body)) | dict(attached)


def void_order(reason: str, voided_at: str, voided_by: str) -> dict[str, Any]:
    """What PSCloud is told of a void."""
    return {"reason": reason, "voided_at": voided_at, "voided_by": voided_by}


def _body(entry: Entry, payment: Payment) -> dict[str, Any]:
    optional = {"manual_or_no": payment.manual_or_no, "remarks": payment.remarks}
    return {
        "payment_id": payment.payment_id,
        "receipt_no": payment.receipt_no,
        "customer_no": payment.customer_no,
        "collector_code": payment.collector_code,
        "terminal_id": entry.terminal_id,
        "paid_at": payment.paid_at,
        "business_date": read_date(entry.business_date or "").isoformat(),
        "currency": payment.currency,
        "amount": format_money(payment.amount_minor),
        "tenders": [_tender(tender) for tender in payment.tenders],
        **{name: value for name, value in optional.items() if value},
    }


def _tender(tender: Tender) -> dict[str, Any]:
    """PSCloud has no word for money that is still to be confirmed: it takes the tender by its method."""
    return tender_wire(tender._replace(for_confirmation=False))
