"""What was recorded of a payment or a void, as it is needed to post it."""

from typing import NamedTuple

from sqlalchemy import select

from mpos.contract.journal import Entry

from .engine import Connection
from .schema import journal, payment, void


class VoidOrder(NamedTuple):
    """A void as PSCloud is told of it."""

    reason: str
    voided_at: str
    voided_by: str


def entry_of(conn: Connection, payment_id: str) -> Entry | None:
    """The journal entry that recorded a payment; None when the journal does not hold it (any more)."""
    at_its_place = (
        (journal.c.terminal_id == payment.c.terminal_id)
        & (journal.c.epoch == payment.c.epoch)
        & (journal.c.seq == payment.c.seq)
    )
    columns = [journal.c[name] for name in Entry._fields]
    row = conn.execute(select(*columns).join(payment, at_its_place).where(payment.c.payment_id == payment_id)).first()
    return None if row is None else Entry(*row)


def void_order_of(conn: Connection, payment_id: str) -> VoidOrder:
    """The void of a payment that has one."""
    columns = select(void.c.reason, void.c.voided_at, void.c.voided_by)
    return VoidOrder(*conn.execute(columns.where(void.c.payment_id == payment_id)).one())
