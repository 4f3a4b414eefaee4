"""Which payments: what people narrow the list of payments by."""

from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, exists, or_

from .branch_scope import Branches, code_within
from .postings import FAILED, REFUSED, VOID
from .schema import payment, posting, tender


class Filter(NamedTuple):
    """Which payments; None stands for all. `collector` is a login or a collector code.

    `search` finds beginnings of words of receipt, SOA, customer and paper receipt, and amounts. `needs_person`:
    refused, and nobody has decided. `branches` are the only ones that who asks may see.
    """

    business_date: str | None = None
    collector: str | None = None
    status: str | None = None
    since: str | None = None
    until: str | None = None
    code: str | None = None
    branch: str | None = None
    terminal_id: str | None = None
    method: str | None = None
    voided: bool | None = None
    refunded: bool | None = None
    needs_person: bool = False
    search: str | None = None
    receipt_no: str | None = None
    branches: Branches = None


def filtered(wanted: Filter) -> ColumnElement[bool]:
    """Whether a payment is among them, but for the words."""
    found = [code_within(payment.c.collector_code, wanted.branches), *_equal(wanted), *_days(wanted)]
    if wanted.collector is not None:
        found.append(or_(payment.c.collector == wanted.collector, payment.c.collector_code == wanted.collector))
    if wanted.branch is not None:
        found.append(code_within(payment.c.collector_code, [wanted.branch]))
    if wanted.method is not None:
        found.append(or_(payment.c.method == wanted.method, and_(payment.c.method.is_(None), _has(wanted.method))))
    if wanted.voided is not None:
        found.append(payment.c.is_voided.is_(wanted.voided))
    if wanted.needs_person:
        found.append(waits_for_a_person())
    return and_(*found)


def waits_for_a_person() -> ColumnElement[bool]:
    """Whether PSCloud refused a payment, or a void of one that it has, and nobody has decided. A refused payment that
    was voided waits for nobody: there is nothing to take back.
    """
    void_refused = exists().where(
        posting.c.payment_id == payment.c.payment_id, posting.c.action == VOID, posting.c.state == REFUSED
    )
    return and_(
        payment.c.status == FAILED, payment.c.refunded.is_(False), or_(payment.c.is_voided.is_(False), void_refused)
    )


def _equal(wanted: Filter) -> list[ColumnElement[bool]]:
    named = {
        "business_date": wanted.business_date,
        "status": wanted.status,
        "collector_code": wanted.code,
        "terminal_id": wanted.terminal_id,
        "refunded": wanted.refunded,
        "receipt_no": wanted.receipt_no,
    }
    return [payment.c[name] == value for name, value in named.items() if value is not None]


def _days(wanted: Filter) -> list[ColumnElement[bool]]:
    found = []
    if wanted.since is not None:
        found.append(payment.c.business_date >= wanted.since)
    if wanted.until is not None:
        found.append(payment.c.business_date <= wanted.until)
    return found


def _has(method: str) -> ColumnElement[bool]:
    # A name of its own: sums by method have the tenders in their own query, too.
    paid = tender.alias("paid")
    return exists().where(paid.c.payment_id == payment.c.payment_id, paid.c.method == method)
