"""Collection and Payments."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query

from bridge.access.scopes import Scope
from bridge.deeds.on_payments import NothingToDo, approve, find_one
from bridge.deeds.own_collection import OwnCollection
from bridge.items.payments import parts_item, payment_detail, payment_item, totals_item
from bridge.problems import NotFound
from bridge.store.engine import reading
from bridge.store.payment_totals import totals_of
from bridge.store.payments import STATUSES, Filter, Place, list_payments, place_of
from mpos.contract.payment import METHODS

from .asking import Asker, asker_with
from .paging import Paged, page_of
from .parameters import Day, Flag, Id, Text, one_of
from .places import OFFICE_API, place

router = APIRouter(tags=["Collection and Payments"])
Reading = Annotated[Asker, Depends(asker_with(Scope.PAYMENTS_READ))]
Approving = Annotated[Asker, Depends(asker_with(Scope.PAYMENTS_APPROVE))]
ALL = f"{OFFICE_API}/payments"
Status = Annotated[str | None, Query(pattern=one_of(STATUSES))]
Method = Annotated[str | None, Query(pattern=one_of(METHODS), description="One with a tender of this method.")]
YesOrNo = Annotated[bool | None, Query()]


def asked_filter(
    date: Day = None,
    since: Day = None,
    until: Day = None,
    collector: Text = None,
    collector_code: Text = None,
    branch: Text = None,
    terminal_id: Text = None,
    status: Status = None,
    method: Method = None,
    voided: YesOrNo = None,
    refunded: YesOrNo = None,
    needs_person: Flag = False,
    search: Text = None,
) -> Filter:
    """Which payments a request asks for. `collector` is a login or a code; `since` and `until` are business days."""
    return Filter(
        business_date=date,
        collector=collector,
        status=status,
        since=since,
        until=until,
        code=collector_code,
        branch=branch,
        terminal_id=terminal_id,
        method=method,
        voided=voided,
        refunded=refunded,
        needs_person=needs_person,
        search=search,
    )


Asked = Annotated[Filter, Depends(asked_filter)]


@router.get(ALL, **place(Scope.PAYMENTS_READ, "PaymentPage"))
def payments(asker: Reading, page: Paged, asked: Asked) -> dict[str, Any]:
    """What came in, the newest business day first."""
    behind = page.after(str, str, str)
    wanted = asked._replace(branches=asker.actor.branches)
    with reading(asker.bridge.engine) as conn:
        found = list_payments(conn, wanted, page.limit + 1, Place(*behind) if behind else None)
    return page_of(found, page, place_of, lambda payment: payment_item(asker.bridge, payment))


@router.get(f"{OFFICE_API}/payment-totals", **place(Scope.PAYMENTS_READ, "PaymentTotals"))
def totals(asker: Reading, asked: Asked) -> dict[str, Any]:
    """What all payments that match add up to, by status, and of those that stand by method."""
    with reading(asker.bridge.engine) as conn:
        found = totals_of(conn, asked._replace(branches=asker.actor.branches))
    return {**totals_item(found), **parts_item(found)}


@router.get(f"{ALL}/{{payment_id}}", **place(Scope.PAYMENTS_READ, "Payment", NotFound))
def payment(asker: Reading, payment_id: Id) -> dict[str, Any]:
    """One payment, by its id or receipt number: from its journal entry to PSCloud's number, with every try."""
    with reading(asker.bridge.engine) as conn:
        return payment_detail(asker.bridge, conn, find_one(conn, asker.actor, payment_id))


@router.post(
    f"{ALL}/{{payment_id}}/approval",
    **place(Scope.PAYMENTS_APPROVE, "Payment", NotFound, NothingToDo, OwnCollection),
)
def approval(asker: Approving, payment_id: Id) -> dict[str, Any]:
    """Lets a payment go to PSCloud; refused when it does not wait for that."""
    approve(asker.bridge, asker.actor, [payment_id])
    with reading(asker.bridge.engine) as conn:
        return payment_detail(asker.bridge, conn, find_one(conn, asker.actor, payment_id))
