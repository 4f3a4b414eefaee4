"""What people decide on payments: approve, send again, attach to another SOA, hold as credit, mark as refunded.

Each checks who may, moves the payment, and keeps the deed, all in one transaction.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from bridge.access.actor import Actor
from bridge.access.roles import Permission
from bridge.app import Bridge
from bridge.problems import NotFound
from bridge.store import decisions
from bridge.store.decisions import ATTACHED, CREDITED, REFUNDED, RETRIED, Attached, Decided
from bridge.store.effects import effects_on
from bridge.store.engine import Connection, writing
from bridge.store.office_deeds import record_deed
from bridge.store.payments import Listed, find_payments
from bridge.store.soas import ACTIVE, load_stated
from mpos.contract.due import Due, due_now
from mpos.contract.money import format_money
from mpos.contract.payment import allocation_wire
from mpos.contract.problems import BadUsage, Refused

from .own_collection import is_own, refuse_own
from .spreading import spread

MAX_REASON = 200
"""As long as a void's."""
MAX_AT_ONCE = 100_000
"""Payments approved in one transaction: more than an office of 5,000 collectors brings in an hour."""

_DEEDS = {
    RETRIED: "refused payment sent again",
    ATTACHED: "refused payment attached",
    CREDITED: "refused payment made credit",
    REFUNDED: "refused payment refunded",
}


class NothingToDo(Refused):
    """Receipt {receipt_no} is {status}{reason}."""

    hint = "Nothing was changed. See: mpos-bridge payments show {receipt_no}"


class SoaTakesNone(Refused):
    """SOA {soa_no} is {status}: it takes no payments."""

    hint = "Nothing was changed. Choose a SOA that is active, or hold the payment as the customer's credit."


class OtherCurrency(Refused):
    """SOA {soa_no} is in {soa_currency}, and the payment in {currency}."""

    hint = "Nothing was changed. Choose a SOA in the payment's currency."


class MayBePosted(Refused):
    """PSCloud has accepted receipt {receipt_no} before, with other content: it can't be marked as refunded."""

    hint = "Nothing was changed. Find it in PSCloud first; payments show explains what helps."


class Approved(NamedTuple):
    """The payments that were approved, and those left to somebody else because who asked has collected them."""

    payment_ids: list[str]
    left: list[str]


def approve(bridge: Bridge, actor: Actor, payments: Sequence[str]) -> Approved:
    """Lets these payments (ids or receipt numbers) go to PSCloud: all of them, or none.

    NotAllowed, NotFound, OwnCollection, NothingToDo.
    """
    actor.require(Permission.APPROVE)
    now = bridge.clock.now()
    with writing(bridge.engine) as conn:
        found = [find_one(conn, actor, each) for each in dict.fromkeys(payments)]
        for each in found:
            refuse_own(conn, actor, each.collector, each.receipt_no)
            _approve(conn, actor, each, now)
    return Approved([each.payment_id for each in found], [])


def approve_all(bridge: Bridge, actor: Actor) -> Approved:
    """Lets all that wait go to PSCloud, but for those that this person has collected. NotAllowed."""
    actor.require(Permission.APPROVE)
    now, done = bridge.clock.now(), Approved([], [])
    with writing(bridge.engine) as conn:
        for payment_id in decisions.waiting_for_approval(conn, actor.branches)[:MAX_AT_ONCE]:
            each = find_one(conn, actor, payment_id)
            if is_own(conn, actor, each.collector):
                done.left.append(payment_id)
            else:
                _approve(conn, actor, each, now)
                done.payment_ids.append(payment_id)
    return done


def retry(bridge: Bridge, actor: Actor, payment: str, reason: str = "") -> str:
    """Sends what PSCloud has refused once more, as it is; the payment's id. NotAllowed, NotFound, NothingToDo."""
    actor.require(Permission.RESOLVE)
    now = bridge.clock.now()
    with writing(bridge.engine) as conn:
        found = find_one(conn, actor, payment)
        if not decisions.retry(conn, found.payment_id, now):
            raise _nothing(found)
        _keep(conn, actor, found, RETRIED, reason.strip()[:MAX_REASON], now)
    return found.payment_id


def hold_as_credit(bridge: Bridge, actor: Actor, payment: str, reason: str) -> str:
    """Sends a refused payment as the customer's credit instead, under the same key; its id.

    NotAllowed, NotFound, OwnCollection, NothingToDo; BadUsage without a reason.
    """
    why, now = _why(actor, reason), bridge.clock.now()
    with writing(bridge.engine) as conn:
        found = _to_resolve(conn, actor, payment)
        if not decisions.resolve_as_credit(conn, found.payment_id, now):
            raise _nothing(found)
        _keep(conn, actor, found, CREDITED, why, now)
    return found.payment_id


def attach(bridge: Bridge, actor: Actor, payment: str, soa_no: str, reason: str) -> str:
    """Sends a refused payment on another SOA, or on its own spread anew, under the same key; its id.

    It is spread by the business's order over what is due there now; what is left over is the customer's credit.
    NotAllowed, NotFound, OwnCollection, NothingToDo, SoaTakesNone, OtherCurrency; BadUsage without a reason.
    """
    why, now = _why(actor, reason), bridge.clock.now()
    with writing(bridge.engine) as conn:
        found = _to_resolve(conn, actor, payment)
        due = _due_without(conn, actor, soa_no, found)
        attached = _attached(due, found, bridge.office.policy.allocation_order)
        resolution_id = _keep(conn, actor, found, ATTACHED, why, now, due.soa.soa_no)
        if not decisions.attach(conn, found.payment_id, attached, resolution_id, now):
            raise _nothing(found)
    return found.payment_id


def refund(bridge: Bridge, actor: Actor, payment: str, reason: str) -> str:
    """Keeps that the customer has the money of a refused payment back; it is never posted. Its id.

    NotAllowed, NotFound, OwnCollection, NothingToDo, MayBePosted; BadUsage without a reason.
    """
    why, now = _why(actor, reason), bridge.clock.now()
    with writing(bridge.engine) as conn:
        found = _to_resolve(conn, actor, payment)
        if found.code == "idempotency_conflict":
            raise MayBePosted(receipt_no=found.receipt_no)
        if not decisions.refund(conn, found.payment_id, f"refunded to the customer: {why}"):
            raise _nothing(found)
        _keep(conn, actor, found, REFUNDED, why, now)
    return found.payment_id


def find_one(conn: Connection, actor: Actor, payment: str) -> Listed:
    """The payment with this id or receipt number, as far as this person sees it. NotFound, BadUsage."""
    found = find_payments(conn, payment, actor.branches)
    if not found:
        raise NotFound(what=f"payment {payment}")
    if len(found) > 1:
        raise BadUsage(detail=f"{len(found)} payments have receipt {payment}; give the id instead.")
    return found[0]


def _approve(conn: Connection, actor: Actor, found: Listed, now: datetime) -> None:
    if not decisions.approve(conn, found.payment_id, actor.name, now):
        raise _nothing(found)
    record_deed(conn, actor, "payment approved", _named(found), now)


def _to_resolve(conn: Connection, actor: Actor, payment: str) -> Listed:
    found = find_one(conn, actor, payment)
    refuse_own(conn, actor, found.collector, found.receipt_no)
    return found


def _why(actor: Actor, reason: str) -> str:
    actor.require(Permission.RESOLVE)
    why = " ".join(reason.split())
    if not 1 <= len(why) <= MAX_REASON or not why.isprintable():
        raise BadUsage(detail=f"Say why, in 1 to {MAX_REASON} characters.")
    return why


def _due_without(conn: Connection, actor: Actor, soa_no: str, found: Listed) -> Due:
    """What is due of the SOA, as if this payment had never been on it."""
    stated = load_stated(conn, [soa_no]).get(soa_no)
    if stated is None or (actor.branches is not None and stated[0].branch not in actor.branches):
        raise NotFound(what=f"SOA {soa_no}")
    soa, status = stated
    if status != ACTIVE:
        raise SoaTakesNone(soa_no=soa_no, status=status)
    if soa.currency != found.currency:
        raise OtherCurrency(soa_no=soa_no, soa_currency=soa.currency, currency=found.currency)
    others = (each for each in effects_on(conn, [soa_no]).get(soa_no, ()) if each.payment_id != found.payment_id)
    return due_now(soa, others)


def _attached(due: Due, found: Listed, order: str) -> Attached:
    shares = spread(due, found.amount_minor, order)
    wire = {
        "soa_no": due.soa.soa_no,
        "customer_no": due.soa.customer_no,
        "allocations": [allocation_wire(each) for each in shares.allocations],
        "advance": format_money(shares.advance_minor),
    }
    return Attached(due.soa.soa_no, shares.allocations, wire)


def _keep(
    conn: Connection, actor: Actor, found: Listed, how: str, why: str, now: datetime, soa_no: str | None = None
) -> int:
    """The deed and the resolution; the resolution's number."""
    told = {**_named(found), "reason": why, **({"soa_no": soa_no} if soa_no else {})}
    deed_id = record_deed(conn, actor, _DEEDS[how], told, now)
    return decisions.keep_resolution(conn, found.payment_id, Decided(how, actor.name, why, deed_id, soa_no), now)


def _named(found: Listed) -> dict[str, str]:
    return {"payment_id": found.payment_id, "receipt_no": found.receipt_no}


def _nothing(found: Listed) -> NothingToDo:
    also = [word for word, is_so in (("refunded", found.refunded), ("voided", found.voided)) if is_so]
    reason = f" and {' and '.join(also)}" if also else ""
    return NothingToDo(receipt_no=found.receipt_no, status=found.status, reason=reason)
