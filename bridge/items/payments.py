"""Payments as they are told."""

from typing import Any

from bridge.app import Bridge
from bridge.push.refusals import explain
from bridge.store import attachments
from bridge.store import payment_trail as trail
from bridge.store.day_sums import Sum
from bridge.store.engine import Connection
from bridge.store.payment_totals import Totals
from bridge.store.payments import Listed
from mpos.contract.money import format_money
from mpos.contract.payment import read_payment, tender_wire

from .instants import in_zone


def payment_item(bridge: Bridge, payment: Listed) -> dict[str, Any]:
    """A payment with what became of it."""
    return {
        "payment_id": payment.payment_id,
        "receipt_no": payment.receipt_no,
        "soa_no": payment.soa_no,
        "attached_to": payment.on_soa if payment.is_attached else None,
        "customer_no": payment.customer_no,
        "customer_name": payment.customer_name,
        "collector": payment.collector,
        "collector_code": payment.collector_code,
        "terminal_id": payment.terminal_id,
        "business_date": payment.business_date,
        "paid_at": in_zone(bridge, payment.paid_at),
        "status": payment.status,
        "amount": format_money(payment.amount_minor),
        "advance": format_money(payment.advance_minor),
        "vat": format_money(payment.vat_minor),
        "voided": payment.voided,
        "refunded": payment.refunded,
        "manual_or_no": payment.manual_or_no,
        "payment_no": payment.payment_no,
        "posted_as_credit": payment.posted_as_credit,
        "code": payment.code,
        "detail": payment.detail,
    }


def payment_detail(bridge: Bridge, conn: Connection, payment: Listed) -> dict[str, Any]:
    """A payment from its journal entry to PSCloud's number, with every try, decision and slip."""
    return {
        **payment_item(bridge, payment),
        "source": payment.source,
        "journal": {"terminal_id": payment.terminal_id, "epoch": payment.epoch, "seq": payment.seq},
        "entry": _entry(bridge, conn, payment),
        "approved_by": payment.approved_by,
        "approved_at": in_zone(bridge, payment.approved_at),
        "soa_version": payment.soa_version,
        "soa_version_here": trail.version_at_hand(conn, payment.on_soa) if payment.on_soa else None,
        "voided_at": in_zone(bridge, payment.voided_at),
        "void_reason": payment.void_reason,
        "explained": _explained(payment),
        "tenders": _tenders(conn, payment),
        "allocations": [_share(each) for each in trail.shares_of(conn, payment.payment_id)],
        "signature": _signature(bridge, conn, payment),
        "confirmations": [
            _timed(bridge, each, "confirmed_at") for each in trail.confirmations_of(conn, payment.payment_id)
        ],
        "resolutions": [_timed(bridge, each, "resolved_at") for each in trail.resolutions_of(conn, payment.payment_id)],
        "slips": [
            _timed(bridge, each, "noted_at") for each in trail.slips_of(conn, payment.terminal_id, payment.receipt_no)
        ],
        "postings": [_timed(bridge, each, "next_attempt_at") for each in trail.postings_of(conn, payment.payment_id)],
        "attempts": [_timed(bridge, each, "tried_at") for each in trail.tries_of(conn, payment.payment_id)],
    }


def totals_item(totals: Totals) -> dict[str, Any]:
    """What the payments add up to."""
    return {
        "count": totals.payments,
        "active": format_money(totals.active_minor),
        "synced": format_money(totals.synced_minor),
        "vat": format_money(totals.vat_minor),
        "voided": format_money(totals.voided_minor),
        "refunded": format_money(totals.refunded_minor),
    }


def parts_item(totals: Totals) -> dict[str, Any]:
    """The same payments by status, and the active ones by method."""
    return {
        "by_status": {name: sum_item(each) for name, each in totals.by_status.items()},
        "by_method": {name: sum_item(each) for name, each in totals.by_method.items()},
    }


def sum_item(found: Sum) -> dict[str, Any]:
    """So many, and what they come to."""
    return {"count": found.payments, "amount": format_money(found.amount_minor)}


def _entry(bridge: Bridge, conn: Connection, payment: Listed) -> dict[str, Any] | None:
    """What of the journal entry proves the payment; None when the journal does not hold it (any more)."""
    recorded = trail.recorded_of(conn, payment.payment_id)
    if recorded is None:
        return None
    return {
        "hash": recorded.entry.hash,
        "recorded_at": in_zone(bridge, recorded.entry.recorded_at),
        "received_at": in_zone(bridge, recorded.received_at),
    }


def _tenders(conn: Connection, payment: Listed) -> list[dict[str, Any]] | None:
    """How it was paid; one that is for confirmation has to be looked for in the account, by its reference."""
    recorded = trail.recorded_of(conn, payment.payment_id)
    return None if recorded is None else [tender_wire(each) for each in read_payment(recorded.entry.body).tenders]


def _share(share: trail.Share) -> dict[str, Any]:
    amounts = {"amount": format_money(share.balance_minor), "penalty": format_money(share.penalty_minor)}
    return {"invoice_no": share.invoice_no, **amounts, "attached": share.attached, "counts": share.counts}


def _explained(payment: Listed) -> dict[str, Any] | None:
    refusal = explain(payment.code)
    return None if refusal is None else refusal._asdict() | {"helps": list(refusal.helps)}


def _signature(bridge: Bridge, conn: Connection, payment: Listed) -> dict[str, Any] | None:
    signed = attachments.signed_for(conn, payment.payment_id)
    return None if signed is None else _timed(bridge, signed, "taken_at", "received_at")


def _timed(bridge: Bridge, row: Any, *instants: str) -> dict[str, Any]:
    content: dict[str, Any] = row._asdict()
    return content | {name: in_zone(bridge, getattr(row, name)) for name in instants}
