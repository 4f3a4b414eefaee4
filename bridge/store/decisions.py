"""How decisions of people move a payment: approved, sent again, attached to another SOA, made credit, refunded.

Each move names the state that it expects, and says whether there was anything to move.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, insert, select, update

from mpos.contract.clock import in_utc
from mpos.contract.payment import Allocation

from .branch_scope import Branches, code_within
from .engine import Connection
from .postings import (
    APPROVED,
    COMPLETED,
    FAILED,
    PENDING,
    POST,
    REFUSED,
    VOID,
    WAITING,
    enqueue_post,
    tell_terminal,
)
from .schema import allocation, payment, posting, resolution, void
from .soas import touch

RETRIED, ATTACHED, CREDITED, REFUNDED = "retried", "attached", "credited", "refunded"


class Decided(NamedTuple):
    """A decision on a refused payment, as it is kept: who took it, why, and the deed that tells of it."""

    how: str
    who: str
    reason: str
    deed_id: int
    soa_no: str | None = None


class Attached(NamedTuple):
    """What a refused payment is given instead of its own: a SOA, how it is spread there, and what PSCloud is told."""

    soa_no: str
    allocations: tuple[Allocation, ...]
    wire: dict[str, Any]


def waiting_for_approval(conn: Connection, branches: Branches = None) -> list[str]:
    """The ids of the payments that nobody has approved yet, in the order in which they were taken."""
    pending = select(payment.c.payment_id).where(payment.c.status == PENDING)
    seen = pending.where(code_within(payment.c.collector_code, branches))
    return list(conn.execute(seen.order_by(payment.c.paid_at, payment.c.payment_id)).scalars())


def approve(conn: Connection, payment_id: str, who: str, now: datetime) -> bool:
    """Lets a payment go to PSCloud; False when it does not wait for approval."""
    approved = conn.execute(
        update(payment)
        .where(payment.c.payment_id == payment_id, payment.c.status == PENDING)
        .values(status=APPROVED, approved_by=who, approved_at=in_utc(now))
    )
    if approved.rowcount == 1:
        enqueue_post(conn, payment_id, now)
    return approved.rowcount == 1


def retry(conn: Connection, payment_id: str, now: datetime) -> bool:
    """Sends what PSCloud has refused once more, same key and same body; False when nothing was refused."""
    return _wait_again(conn, payment_id, POST, APPROVED, now) or _wait_again(conn, payment_id, VOID, COMPLETED, now)


def resolve_as_credit(conn: Connection, payment_id: str, now: datetime) -> bool:
    """Sends a refused payment as the customer's credit instead, under the same key; False when it was not refused."""
    return _wait_again(conn, payment_id, POST, APPROVED, now, as_credit=True)


def attach(conn: Connection, payment_id: str, attached: Attached, resolution_id: int, now: datetime) -> bool:
    """Sends a refused payment on this SOA instead, under the same key; False when it was not refused.

    From now on it counts there, and no more where it counted before. Both SOAs come again.
    """
    if not _wait_again(conn, payment_id, POST, APPROVED, now, as_credit=False, attached=attached.wire):
        return False
    _spread(conn, payment_id, attached.allocations, resolution_id)
    conn.execute(update(payment).where(payment.c.payment_id == payment_id).values(on_soa=attached.soa_no))
    tell_terminal(conn, payment_id)
    return True


def refund(conn: Connection, payment_id: str, detail: str) -> bool:
    """Ends a refused payment: the customer has the money back, and nothing is posted, ever. It counts on no SOA.

    False when it was not refused, or was voided: then there is nothing to give back.
    """
    voided = select(void.c.void_id).where(void.c.payment_id == payment_id)
    is_refused = select(posting.c.payment_id).where(
        posting.c.payment_id == payment_id, posting.c.action == POST, posting.c.state == REFUSED
    )
    before = _on_soa(conn, payment_id)
    ended = conn.execute(
        update(payment)
        .where(
            payment.c.payment_id == payment_id,
            payment.c.status == FAILED,
            payment.c.refunded.is_(False),
            is_refused.exists(),
            ~voided.exists(),
        )
        .values(refunded=True, on_soa=None, detail=detail)
    )
    if ended.rowcount == 1:
        tell_terminal(conn, payment_id)
        if before is not None:
            touch(conn, before)
    return ended.rowcount == 1


def keep_resolution(conn: Connection, payment_id: str, decided: Decided, now: datetime) -> int:
    """Keeps what was decided; its number."""
    row = {"payment_id": payment_id, "resolved_at": in_utc(now), **decided._asdict()}
    return int(conn.execute(insert(resolution).values(row).returning(resolution.c.resolution_id)).scalar_one())


def _wait_again(conn: Connection, payment_id: str, action: str, status: str, now: datetime, **values: Any) -> bool:
    refunded = select(payment.c.payment_id).where(payment.c.payment_id == payment_id, payment.c.refunded.is_(True))
    moved = conn.execute(
        update(posting)
        .where(
            posting.c.payment_id == payment_id,
            posting.c.action == action,
            posting.c.state == REFUSED,
            ~refunded.exists(),
        )
        .values(state=WAITING, attempts=0, next_attempt_at=in_utc(now), **values)
    )
    if moved.rowcount == 1:
        failed = update(payment).where(payment.c.payment_id == payment_id, payment.c.status == FAILED)
        conn.execute(failed.values(status=status, code=None, detail=None))
        tell_terminal(conn, payment_id)
    return moved.rowcount == 1


def _spread(conn: Connection, payment_id: str, allocations: Sequence[Allocation], resolution_id: int) -> None:
    mine = allocation.c.payment_id == payment_id
    conn.execute(update(allocation).where(mine).values(counts=False))
    last = conn.execute(select(func.coalesce(func.max(allocation.c.line), 0)).where(mine)).scalar_one()
    told = {"payment_id": payment_id, "resolution_id": resolution_id, "counts": True}
    rows = [{**told, "line": line, **share._asdict()} for line, share in enumerate(allocations, start=last + 1)]
    if rows:
        conn.execute(insert(allocation), rows)


def _on_soa(conn: Connection, payment_id: str) -> str | None:
    return conn.execute(select(payment.c.on_soa).where(payment.c.payment_id == payment_id)).scalar_one_or_none()
