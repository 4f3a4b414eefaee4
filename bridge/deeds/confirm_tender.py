"""Saying whether the money of a tender that nobody saw arrive is in the account."""

from bridge.access.actor import Actor
from bridge.access.roles import Permission
from bridge.app import Bridge
from bridge.store.confirmations import Finding, is_for_confirmation, keep_finding
from bridge.store.engine import writing
from bridge.store.office_deeds import record_deed
from mpos.contract.problems import BadUsage, Refused

from .on_payments import MAX_REASON, find_one
from .own_collection import refuse_own


class NotForConfirmation(Refused):
    """Tender {line} of receipt {receipt_no} is none to look for."""

    hint = "Nothing was changed. See: mpos-bridge payments show {receipt_no}"


def confirm_tender(bridge: Bridge, actor: Actor, payment: str, line: int, *, found: bool, remark: str = "") -> str:
    """Keeps what this person found for one tender of a payment; the payment's id. What was said before stays, too.

    NotAllowed, NotFound, OwnCollection, NotForConfirmation; BadUsage for money that is not there without a remark.
    """
    actor.require(Permission.APPROVE)
    now, said = bridge.clock.now(), " ".join(remark.split())
    if len(said) > MAX_REASON or not said.isprintable() or not (found or said):
        raise BadUsage(detail=f"Say where you looked, in 1 to {MAX_REASON} characters.")
    with writing(bridge.engine) as conn:
        paid = find_one(conn, actor, payment)
        refuse_own(conn, actor, paid.collector, paid.receipt_no)
        if not is_for_confirmation(conn, paid.payment_id, line):
            raise NotForConfirmation(line=line, receipt_no=paid.receipt_no)
        told = {"payment_id": paid.payment_id, "receipt_no": paid.receipt_no, "tender": line, "remark": said}
        deed_id = record_deed(conn, actor, "tender confirmed" if found else "tender not found", told, now)
        keep_finding(conn, Finding(paid.payment_id, line, found, said), actor.name, deed_id, now)
    return paid.payment_id
