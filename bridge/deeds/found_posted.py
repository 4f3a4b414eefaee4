"""A person has looked: what may have been taken is at the back office, under this number."""

from bridge.access.actor import Actor
from bridge.access.roles import Permission
from bridge.app import Bridge
from bridge.store.decisions import Decided, keep_resolution
from bridge.store.engine import writing
from bridge.store.found_there import found_there
from bridge.store.office_deeds import record_deed

from .on_payments import NothingToDo, find_one
from .own_collection import refuse_own
from .texts import MAX_REASON, check_text

FOUND = "found"
MAX_NUMBER = 60


def found_posted(bridge: Bridge, actor: Actor, payment: str, payment_no: str, reason: str) -> str:
    """Keeps that a payment, or its void, stands at the back office; nothing is sent again. The payment's id.

    NotAllowed, NotFound, OwnCollection, NothingToDo; BadUsage without number or reason.
    """
    actor.require(Permission.RESOLVE)
    check_text(payment_no, MAX_NUMBER, "The number at the back office")
    check_text(reason, MAX_REASON, "The reason")
    now = bridge.clock.now()
    with writing(bridge.engine) as conn:
        found = find_one(conn, actor, payment)
        refuse_own(conn, actor, found.collector, found.receipt_no)
        if not found_there(conn, found.payment_id, payment_no.strip()):
            raise NothingToDo(receipt_no=found.receipt_no, status=found.status, reason=", and not in doubt")
        detail = {"payment_id": found.payment_id, "receipt_no": found.receipt_no, "payment_no": payment_no.strip()}
        deed_id = record_deed(conn, actor, "payment found posted", detail | {"reason": reason.strip()}, now)
        keep_resolution(conn, found.payment_id, Decided(FOUND, actor.name, reason.strip(), deed_id), now)
    return found.payment_id
