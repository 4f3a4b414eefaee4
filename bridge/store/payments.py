"""Collection and Payments: what came in, newest first, and one payment by its id or receipt number."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, or_, select

from .branch_scope import Branches, code_within
from .engine import Connection
from .payment_filter import Filter
from .payment_search import found_by
from .postings import APPROVED, COMPLETED, FAILED, PENDING, PROCESSING
from .schema import payment, void

__all__ = ["STATUSES", "Filter", "Listed", "Place", "find_payments", "list_payments", "narrowed", "place_of"]

STATUSES = (PENDING, APPROVED, PROCESSING, COMPLETED, FAILED)


class Listed(NamedTuple):
    """A payment with what became of it. Instants in UTC. `on_soa` is the SOA that it counts on now."""

    payment_id: str
    receipt_no: str
    soa_no: str | None
    on_soa: str | None
    customer_no: str
    customer_name: str
    collector: str
    collector_code: str
    terminal_id: str
    epoch: int
    seq: int
    source: str
    business_date: str
    paid_at: str
    currency: str
    amount_minor: int
    advance_minor: int
    vat_minor: int
    manual_or_no: str | None
    status: str
    approved_by: str | None
    approved_at: str | None
    payment_no: str | None
    soa_version: int | None
    posted_as_credit: bool
    refunded: bool
    code: str | None
    detail: str | None
    voided: bool
    voided_at: str | None
    void_reason: str | None

    @property
    def is_attached(self) -> bool:
        """Whether it counts on another SOA than it was taken for."""
        return self.on_soa is not None and self.on_soa != self.soa_no


class Place(NamedTuple):
    """A payment's place in the list: the next page goes on behind it."""

    business_date: str
    paid_at: str
    payment_id: str


def list_payments(conn: Connection, wanted: Filter, limit: int, behind: Place | None = None) -> list[Listed]:
    """The newest payments first, by business day; those behind that place."""
    found = found_by(conn, wanted)
    listed = _listed().where(found.condition)
    if behind is not None:
        listed = listed.where(_is_behind(behind))
    # What is no plain column has no index that it could be walked by.
    day, *within = _order()
    order = (day.concat("") if found.are_few else day, *within)
    return [Listed(*row) for row in conn.execute(listed.order_by(*(each.desc() for each in order)).limit(limit))]


def narrowed(conn: Connection, wanted: Filter) -> Filter:
    """The same payments, found at once where somebody searches for a receipt number in full."""
    whole = (wanted.search or "").strip().upper()
    known = whole and conn.execute(select(payment.c.payment_id).where(payment.c.receipt_no == whole).limit(1)).first()
    return wanted._replace(search=None, receipt_no=whole) if known else wanted


def place_of(listed: Listed) -> Place:
    """Where it stands in the list."""
    return Place(listed.business_date, listed.paid_at, listed.payment_id)


def find_payments(conn: Connection, id_or_receipt_no: str, branches: Branches = None) -> list[Listed]:
    """The payment with this id, or those with this receipt number, as far as somebody of these branches sees them."""
    found = or_(payment.c.payment_id == id_or_receipt_no, payment.c.receipt_no == id_or_receipt_no)
    seen = _listed().where(found, code_within(payment.c.collector_code, branches))
    return [Listed(*row) for row in conn.execute(seen.order_by(payment.c.paid_at))]


def _listed() -> Select[*tuple[Any, ...]]:
    own: Sequence[Any] = [payment.c[name] for name in Listed._fields[:-3]]
    columns = [*own, void.c.void_id.is_not(None), void.c.voided_at, void.c.reason]
    return select(*columns).select_from(payment.outerjoin(void, void.c.payment_id == payment.c.payment_id))


def _order() -> tuple[ColumnElement[str], ...]:
    return payment.c.business_date, payment.c.paid_at, payment.c.payment_id


def _is_behind(place: Place) -> ColumnElement[bool]:
    day, paid_at, payment_id = _order()
    same_day, same_instant = day == place.business_date, paid_at == place.paid_at
    return and_(
        day <= place.business_date,  # A bound that the index can use.
        or_(
            day < place.business_date,
            and_(same_day, paid_at < place.paid_at),
            and_(same_day, same_instant, payment_id < place.payment_id),
        ),
    )
