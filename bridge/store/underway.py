"""Payments that have come in and are not in PSCloud yet, by the terminal that took them and the code of their SOA."""

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import func, select

from .batches import batches
from .engine import Connection
from .postings import COMPLETED
from .schema import payment, soa, void


class Underway(NamedTuple):
    """Payments and what they come to, in minor units."""

    payments: int = 0
    amount_minor: int = 0


def underway_in(conn: Connection, codes: Iterable[str]) -> dict[tuple[str, str], Underway]:
    """By terminal and code: payments on SOAs of these codes that PSCloud does not have; voided ones left out."""
    found = {}
    for batch in batches(sorted(set(codes))):
        counted = (
            select(payment.c.terminal_id, soa.c.collector_code, func.count(), func.sum(payment.c.amount_minor))
            .select_from(payment.join(soa, soa.c.soa_no == payment.c.soa_no))
            .outerjoin(void, void.c.payment_id == payment.c.payment_id)
            .where(payment.c.status != COMPLETED, soa.c.collector_code.in_(batch), void.c.payment_id.is_(None))
            .group_by(payment.c.terminal_id, soa.c.collector_code)
        )
        for terminal_id, code, count, amount in conn.execute(counted):
            found[terminal_id, code] = Underway(count, int(amount))
    return found
