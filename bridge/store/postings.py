"""The queue to PSCloud: one row a payment and one a void, and the only place that moves their state.

waiting: never sent, or certainly not taken. claimed: sent, and nobody knows whether it was taken, so it is sent again
with the same key. done and refused: PSCloud has answered. Each move names the state that it expects.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, and_, exists, func, insert, or_, select, update

from mpos.contract.clock import in_utc

from .batches import batches
from .engine import Connection
from .pause import MAX_PAUSE
from .revision import next_revision
from .schema import payment, posting, posting_attempt, void
from .soas import touch
from .waits import has_come

POST, VOID = "post", "void"
WAITING, CLAIMED, DONE, REFUSED = "waiting", "claimed", "done", "refused"
PENDING, APPROVED, PROCESSING, COMPLETED, FAILED = "pending", "approved", "processing", "completed", "failed"
OPEN = (WAITING, CLAIMED)
ANSWER_LOST = "answer_lost"
"""The code of a payment that a back office may have taken, and that it can't be asked about."""
MAX_DUE = 500
"""Jobs of one list: few enough that what comes in meanwhile has its turn soon."""


class Job(NamedTuple):
    """A posting as it was found when it was due. `state` tells whether it was in doubt already. `attached`: what a
    person gave the payment instead of its own SOA and allocations, in PSCloud's words.
    """

    key: str
    payment_id: str
    action: str
    state: str
    attempts: int
    as_credit: bool
    attached: dict[str, Any] | None


class Attempt(NamedTuple):
    """One try, and what came of it."""

    tried_at: datetime
    outcome: str
    http_status: int | None = None
    code: str | None = None
    detail: str | None = None


def enqueue_post(conn: Connection, payment_id: str, now: datetime) -> None:
    """Puts an approved payment on the queue; its id is its key."""
    enqueue_posts(conn, [payment_id], now)


def enqueue_posts(conn: Connection, payment_ids: Sequence[str], now: datetime) -> None:
    """Puts approved payments on the queue."""
    _enqueue(conn, [(payment_id, payment_id) for payment_id in payment_ids], POST, now)


def enqueue_void(conn: Connection, void_id: str, payment_id: str, now: datetime) -> None:
    """Puts a void on the queue; it is sent once its payment is posted, and rests as long as that is refused."""
    _enqueue(conn, [(void_id, payment_id)], VOID, now)


def due(conn: Connection, now: datetime) -> list[Job]:
    """What may be sent now, in the order in which it is to be sent; some hundreds at most.

    What was tried least comes first, so that one bad record holds up nobody. Of the payments on one SOA there is only
    the first that came in, and a void only once its payment is posted: those behind them come with the next list.
    """
    columns = (posting.c[name] for name in ("idempotency_key", *Job._fields[1:]))
    rows = conn.execute(
        select(*columns)
        .join(payment)
        .where(posting.c.state.in_(OPEN), has_come(posting.c.next_attempt_at, now, MAX_PAUSE), _has_its_turn())
        .order_by(posting.c.attempts, payment.c.arrival, posting.c.idempotency_key)
        .limit(MAX_DUE)
    )
    return [Job(*row) for row in rows]


def next_attempt_at(conn: Connection) -> str | None:
    """When the next posting that may go is due, in UTC; None when there is none."""
    statement = select(func.min(posting.c.next_attempt_at)).select_from(posting.join(payment))
    return conn.execute(statement.where(posting.c.state.in_(OPEN), _has_its_turn())).scalar_one_or_none()


def has_fresh(conn: Connection, now: datetime) -> bool:
    """Whether anything may be sent now that was never tried."""
    fresh = select(posting.c.idempotency_key).select_from(posting.join(payment))
    never_tried = fresh.where(posting.c.state == WAITING, posting.c.attempts == 0, _has_its_turn())
    due_now = has_come(posting.c.next_attempt_at, now, MAX_PAUSE)
    return conn.execute(never_tried.where(due_now).limit(1)).first() is not None


def hasten(conn: Connection, now: datetime) -> None:
    """Ends the pauses that we made ourselves: somebody asks for it now."""
    conn.execute(update(posting).where(posting.c.state.in_(OPEN)).values(next_attempt_at=in_utc(now)))


def claim(conn: Connection, job: Job) -> bool:
    """Marks the posting as sent, before it is; False when somebody else was quicker."""
    taken = conn.execute(
        update(posting)
        .where(
            posting.c.idempotency_key == job.key,
            posting.c.state == job.state,
            posting.c.attempts == job.attempts,
        )
        .values(state=CLAIMED, attempts=job.attempts + 1)
    )
    if taken.rowcount == 1 and job.action == POST:
        _set_payment(conn, job.payment_id, expecting=(APPROVED, PROCESSING), status=PROCESSING)
    return taken.rowcount == 1


def complete(conn: Connection, job: Job, payment_no: str, soa_version: int | None) -> None:
    """PSCloud has it: payment or void is reflected in its SOA from that version on."""
    _leave_claimed(conn, job, state=DONE)
    if job.action == VOID:
        conn.execute(update(void).where(void.c.void_id == job.key).values(soa_version=soa_version))
        tell_terminal(conn, job.payment_id)
        return
    _set_payment(
        conn,
        job.payment_id,
        expecting=(PROCESSING,),
        status=COMPLETED,
        payment_no=payment_no,
        soa_version=soa_version,
        posted_as_credit=job.as_credit,
        code=None,
        detail=None,
    )
    tell_terminal(conn, job.payment_id)


def refuse(conn: Connection, job: Job, code: str, detail: str) -> None:
    """PSCloud will not take it as it is: it waits for a person."""
    _leave_claimed(conn, job, state=REFUSED)
    _set_payment(conn, job.payment_id, expecting=(PROCESSING, COMPLETED), status=FAILED, code=code, detail=detail)
    tell_terminal(conn, job.payment_id)


def turn_to_credit(conn: Connection, job: Job, now: datetime) -> None:
    """PSCloud refused it on its SOA: the same key goes again with all of it as the customer's credit."""
    _leave_claimed(conn, job, state=WAITING, as_credit=True, next_attempt_at=in_utc(now))
    _set_payment(conn, job.payment_id, expecting=(PROCESSING,), status=APPROVED)


def put_back(conn: Connection, job: Job, next_attempt: datetime) -> None:
    """It was certainly not taken: it goes again at that time, and the try does not count."""
    state = CLAIMED if job.state == CLAIMED else WAITING
    _leave_claimed(conn, job, state=state, attempts=job.attempts, next_attempt_at=in_utc(next_attempt))
    if state == WAITING and job.action == POST:
        _set_payment(conn, job.payment_id, expecting=(PROCESSING,), status=APPROVED)


def leave_in_doubt(conn: Connection, job: Job, next_attempt: datetime) -> None:
    """It may have been taken or not: it stays claimed, and goes again at that time with the same key."""
    _leave_claimed(conn, job, next_attempt_at=in_utc(next_attempt))


def record_attempt(conn: Connection, key: str, attempt: Attempt) -> None:
    """Keeps what came of a try."""
    content = attempt._asdict() | {"tried_at": in_utc(attempt.tried_at)}
    conn.execute(insert(posting_attempt).values(idempotency_key=key, **content))


def in_doubt(conn: Connection, soa_nos: Iterable[str]) -> set[str]:
    """Which of these SOAs have a payment or void that may or may not have reached PSCloud."""
    found: set[str] = set()
    for batch in batches(soa_nos):
        statement = select(payment.c.on_soa).join(posting)
        doubtful = and_(or_(posting.c.state == CLAIMED, _answer_lost()), posting.c.as_credit.is_(False))
        found.update(conn.execute(statement.where(doubtful, payment.c.on_soa.in_(batch))).scalars())
    return found


def tell_terminal(conn: Connection, payment_id: str) -> None:
    """The payment's fate, and what is due of the SOA that it counts on, have changed."""
    conn.execute(update(payment).where(payment.c.payment_id == payment_id).values(fate_revision=next_revision(conn)))
    soa_no = conn.execute(select(payment.c.on_soa).where(payment.c.payment_id == payment_id)).scalar_one()
    if soa_no is not None:
        touch(conn, soa_no)


def count_completed(conn: Connection) -> int:
    """Payments that the back office has."""
    done = select(func.count()).select_from(posting).where(posting.c.action == POST, posting.c.state == DONE)
    return conn.execute(done).scalar_one()


def count_waiting(conn: Connection) -> int:
    """Payments of which something is still to be sent. A void of a refused payment has nothing to undo."""
    posted = posting.alias()
    refused = exists().where(
        posted.c.payment_id == posting.c.payment_id, posted.c.action == POST, posted.c.state == REFUSED
    )
    statement = select(func.count(posting.c.payment_id.distinct())).where(posting.c.state.in_(OPEN), ~refused)
    return conn.execute(statement).scalar_one()


def _enqueue(conn: Connection, keys: Sequence[tuple[str, str]], action: str, now: datetime) -> None:
    same = {"action": action, "state": WAITING, "next_attempt_at": in_utc(now)}
    rows = [{"idempotency_key": key, "payment_id": payment_id, **same} for key, payment_id in keys]
    if rows:
        conn.execute(insert(posting), rows)


def _has_its_turn() -> ColumnElement[bool]:
    posted = posting.alias()
    payment_is_posted = exists().where(
        posted.c.payment_id == posting.c.payment_id, posted.c.action == POST, posted.c.state == DONE
    )
    earlier, taken_before = posting.alias(), payment.alias()
    one_is_before_it = (
        select(earlier.c.idempotency_key)
        .join(taken_before, taken_before.c.payment_id == earlier.c.payment_id)
        .where(
            taken_before.c.on_soa == payment.c.on_soa,
            earlier.c.action == POST,
            # An expression, so that no planner begins with all that is open, which is few until it is very many:
            # in the evening each job would be held against each other one.
            (earlier.c.state + "").in_(OPEN),
            taken_before.c.arrival < payment.c.arrival,
        )
        .correlate(payment)
    )
    return or_(
        and_(posting.c.action == POST, ~one_is_before_it.exists()),
        and_(posting.c.action == VOID, payment_is_posted),
    )


def _answer_lost() -> ColumnElement[bool]:
    """A person is to find out what became of it."""
    return and_(posting.c.state == REFUSED, payment.c.code == ANSWER_LOST)


def _leave_claimed(conn: Connection, job: Job, **values: Any) -> None:
    moved = conn.execute(
        update(posting).where(posting.c.idempotency_key == job.key, posting.c.state == CLAIMED).values(**values)
    )
    if moved.rowcount != 1:
        raise LookupError(f"posting {job.key} is not claimed")


def _set_payment(conn: Connection, payment_id: str, expecting: tuple[str, ...], **values: Any) -> None:
    moved = conn.execute(
        update(payment).where(payment.c.payment_id == payment_id, payment.c.status.in_(expecting)).values(**values)
    )
    if moved.rowcount != 1:
        raise LookupError(f"payment {payment_id} is none of {', '.join(expecting)}")
