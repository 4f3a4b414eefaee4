"""One payment from its journal entry to PSCloud's number, and what can be decided on it."""

from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Depends
from fastapi.responses import HTMLResponse, Response
from wtforms import StringField
from wtforms.validators import InputRequired, Length

from bridge.access.roles import Permission
from bridge.deeds import on_payments
from bridge.deeds.confirm_tender import confirm_tender
from bridge.deeds.on_payments import MAX_REASON
from bridge.deeds.own_collection import is_own
from bridge.items.payments import payment_detail
from bridge.problems import NotFound
from bridge.push.refusals import ACTIONS, explain
from bridge.store import attachments
from bridge.store import payment_trail as trail
from bridge.store.engine import reading
from bridge.store.payments import Listed
from bridge.store.postings import FAILED, PENDING, POST, REFUSED
from mpos.contract.problems import Problem

from .desk import Desk, Seeing, TypedForm, desk_for
from .forms import OfficeForm
from .payments import KINDS

PNG = "image/png"
router = APIRouter(include_in_schema=False)
Approving = Annotated[Desk, Depends(desk_for(Permission.APPROVE))]
Resolving = Annotated[Desk, Depends(desk_for(Permission.RESOLVE))]


def _reason(about: str) -> StringField:
    return StringField(
        "Reason",
        [InputRequired("Say why."), Length(max=MAX_REASON)],
        description=about,
        render_kw={"autocomplete": "off"},
    )


class RetryForm(OfficeForm):
    """Sent again as it is."""

    retry_reason = StringField("Reason", [Length(max=MAX_REASON)], description="What has changed since, if anything.")


class AttachForm(OfficeForm):
    """Sent on another SOA, or on its own spread anew."""

    soa_no = StringField("SOA", [InputRequired("Which SOA?"), Length(max=60)], description="Its number.")
    attach_reason = _reason("How you know that it belongs there.")


class CreditForm(OfficeForm):
    """Sent as the customer's credit."""

    credit_reason = _reason("Why it goes on no SOA.")


class RefundForm(OfficeForm):
    """Never sent."""

    refund_reason = _reason("Who gave the money back, when, and what shows it.")


@router.get("/payments/{payment_id}")
def payment_page(desk: Seeing, payment_id: str) -> HTMLResponse:
    """All that is known of it."""
    return _page(desk, payment_id)


@router.get("/payments/{payment_id}/signature.png")
def signature(desk: Seeing, payment_id: str) -> Response:
    """The customer's signature."""
    with reading(desk.bridge.engine) as conn:
        found = on_payments.find_one(conn, desk.actor, payment_id)
        signed = attachments.signed_for(conn, found.payment_id)
        picture = attachments.content_of(conn, found.terminal_id, signed.sha256) if signed else None
    if picture is None:
        raise NotFound(what=f"signature of receipt {found.receipt_no}")
    return Response(picture, media_type=PNG)


@router.post("/payments/{payment_id}/approve")
def approve(desk: Approving, payment_id: str, typed: TypedForm) -> Response:
    """Lets it go to PSCloud."""
    form = desk.filled(OfficeForm, typed)
    told = "It goes to PSCloud with the next sync."
    return _done(desk, payment_id, form, lambda: on_payments.approve(desk.bridge, desk.actor, [payment_id]), told)


@router.post("/payments/{payment_id}/retry")
def retry(desk: Resolving, payment_id: str, typed: TypedForm) -> Response:
    """Sends it once more."""
    form = desk.filled(RetryForm, typed)
    told = "It goes again with the next sync."
    return _done(
        desk,
        payment_id,
        form,
        lambda: on_payments.retry(desk.bridge, desk.actor, payment_id, _text(form.retry_reason)),
        told,
    )


@router.post("/payments/{payment_id}/attach")
def attach(desk: Resolving, payment_id: str, typed: TypedForm) -> Response:
    """Sends it on another SOA."""
    form = desk.filled(AttachForm, typed)
    soa_no, reason = _text(form.soa_no), _text(form.attach_reason)
    told = f"It goes on SOA {soa_no} with the next sync."
    return _done(
        desk, payment_id, form, lambda: on_payments.attach(desk.bridge, desk.actor, payment_id, soa_no, reason), told
    )


@router.post("/payments/{payment_id}/credit")
def credit(desk: Resolving, payment_id: str, typed: TypedForm) -> Response:
    """Sends it as the customer's credit."""
    form = desk.filled(CreditForm, typed)
    reason, told = _text(form.credit_reason), "It goes as the customer's credit with the next sync."
    return _done(
        desk, payment_id, form, lambda: on_payments.hold_as_credit(desk.bridge, desk.actor, payment_id, reason), told
    )


@router.post("/payments/{payment_id}/refund")
def refund(desk: Resolving, payment_id: str, typed: TypedForm) -> Response:
    """Keeps that the customer has the money back."""
    form = desk.filled(RefundForm, typed)
    reason, told = _text(form.refund_reason), "It is kept as refunded, and is never posted."
    return _done(desk, payment_id, form, lambda: on_payments.refund(desk.bridge, desk.actor, payment_id, reason), told)


@router.post("/payments/{payment_id}/confirm/{line}")
def confirm(desk: Approving, payment_id: str, line: int, typed: TypedForm) -> Response:
    """Keeps what somebody found in the account."""
    form, found, remark = desk.filled(OfficeForm, typed), typed.get("found") == "yes", typed.get("remark", "")
    return _done(
        desk,
        payment_id,
        form,
        lambda: confirm_tender(desk.bridge, desk.actor, payment_id, line, found=found, remark=remark),
        "The money is there." if found else "The money is not there: it is kept so.",
    )


def _done(desk: Desk, payment_id: str, form: OfficeForm, act: Callable[[], object], told: str) -> Response:
    """Does it and goes back to the payment; what was typed, and what is wrong with it, is shown there again."""
    if form.errors:
        return _page(desk, payment_id, 400, form)
    try:
        act()
    except NotFound as problem:
        if not isinstance(form, AttachForm):
            raise
        return _page(desk, payment_id, problem.http_status, form, problem)
    except Problem as problem:
        return _page(desk, payment_id, problem.http_status, form, problem)
    return desk.go(f"/payments/{payment_id}", told)


def _page(
    desk: Desk, payment_id: str, status: int = 200, sent: OfficeForm | None = None, problem: Problem | None = None
) -> HTMLResponse:
    with reading(desk.bridge.engine) as conn:
        payment = on_payments.find_one(conn, desk.actor, payment_id)
        item = payment_detail(desk.bridge, conn, payment)
        own = is_own(conn, desk.actor, payment.collector)
        tenders = trail.tenders_of(conn, payment.payment_id)
        refused = {each.action for each in trail.postings_of(conn, payment.payment_id) if each.state == REFUSED}
    return desk.page(
        "payment.html",
        status,
        payment=payment,
        item=item,
        own=own,
        tenders=tenders,
        forms=_forms(desk, payment, refused, own, sent),
        can_approve=desk.actor.may(Permission.APPROVE) and payment.status == PENDING and not own,
        can_confirm=desk.actor.may(Permission.APPROVE) and not own,
        problem=problem,
        kinds=KINDS,
    )


def _forms(desk: Desk, payment: Listed, refused: set[str], own: bool, sent: OfficeForm | None) -> dict[str, OfficeForm]:
    """What can be decided by this person now, in the order in which it helps; a refused void can only be sent again."""
    if payment.status != FAILED or payment.refunded or not desk.actor.may(Permission.RESOLVE):
        return {}
    kinds: dict[str, type[OfficeForm]] = {"retry": RetryForm}
    if POST in refused and not own:
        kinds |= {"attach": AttachForm, "credit": CreditForm}
        kinds |= {} if payment.voided else {"refund": RefundForm}
    refusal = explain(payment.code)
    order = (*(refusal.helps if refusal else ()), *ACTIONS)
    named = [name for name in dict.fromkeys(order) if name in kinds]
    return {name: sent if isinstance(sent, kinds[name]) else desk.form(kinds[name]) for name in named}


def _text(field: StringField) -> str:
    return field.data or ""
