"""What payments and voids take off SOAs, and from which version on PSCloud's amounts hold it: the input of due_now."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Row, select

from mpos.contract.due import is_reflected
from mpos.contract.soa import Effect, Soa

from .batches import batches
from .engine import Connection
from .schema import allocation, payment, void


def effects_on(conn: Connection, soa_nos: Sequence[str]) -> dict[str, list[Effect]]:
    """All effects on these SOAs, in the order in which they were recorded; SOAs without any are left out.

    A payment counts from the moment it is derived, whatever its posting came to: the customer has paid. It counts on
    the SOA that it was taken for, until a person attaches it to another. One that was posted as the customer's credit,
    or refunded, has no effect on any. A void is its payment's effects once more, negative.
    """
    found: defaultdict[str, list[Effect]] = defaultdict(list)
    for batch in batches(soa_nos):
        for row in conn.execute(_STATEMENT.where(payment.c.on_soa.in_(batch))):
            found[row.on_soa].extend(_effects(row))
    return dict(found)


def unreflected_on(conn: Connection, soas: Iterable[Soa]) -> dict[str, list[Effect]]:
    """Of these SOAs, only the effects that the version at hand does not reflect yet."""
    versions = {soa.soa_no: soa.version for soa in soas}
    found = {}
    for soa_no, effects in effects_on(conn, list(versions)).items():
        if pending := [effect for effect in effects if not is_reflected(effect, versions[soa_no])]:
            found[soa_no] = pending
    return found


_STATEMENT = (
    select(
        payment.c.on_soa,
        payment.c.payment_id,
        payment.c.soa_version,
        allocation.c.invoice_no,
        allocation.c.balance_minor,
        allocation.c.penalty_minor,
        void.c.void_id,
        void.c.soa_version.label("void_version"),
    )
    .select_from(payment.join(allocation).outerjoin(void, void.c.payment_id == payment.c.payment_id))
    .where(payment.c.posted_as_credit.is_(False), allocation.c.counts.is_(True))
    .order_by(payment.c.paid_at, payment.c.payment_id, allocation.c.line)
)


def _effects(row: Row[*tuple[Any, ...]]) -> Iterator[Effect]:
    yield Effect(row.payment_id, row.invoice_no, row.balance_minor, row.penalty_minor, row.soa_version)
    if row.void_id is not None:
        yield Effect(row.payment_id, row.invoice_no, -row.balance_minor, -row.penalty_minor, row.void_version)
