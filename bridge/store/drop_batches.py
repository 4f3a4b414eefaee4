"""Which posting went out in which file. A posting is in one batch, ever; it stays in doubt until it is acknowledged.

While it is in doubt the newer versions of its SOA are passed over, so that what is due never bounces: a list that was
made before the back office took the batch in does not hold its payments.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import and_, delete, exists, insert, or_, select, update

from mpos.contract.clock import in_utc

from .engine import Connection
from .postings import CLAIMED, DONE, POST, VOID, WAITING, Job, claim
from .schema import drop_batch, drop_line, payment, posting

MAX_LINES = 5_000
"""Of one file; what is more goes into the next."""


def make(conn: Connection, now: datetime) -> int | None:
    """A new batch of what waits, payments before their voids; None when nothing waits."""
    jobs = [Job(*row) for row in conn.execute(_waiting())]
    if not jobs:
        return None
    made = insert(drop_batch).values(made_at=in_utc(now)).returning(drop_batch.c.batch_no)
    batch_no = int(conn.execute(made).scalar_one())
    for line, job in enumerate((job for job in jobs if claim(conn, job)), start=1):
        conn.execute(insert(drop_line).values(idempotency_key=job.key, batch_no=batch_no, line=line))
    return batch_no


def unwritten(conn: Connection) -> list[int]:
    """Batches whose file may not be in the folder yet."""
    made = select(drop_batch.c.batch_no).where(drop_batch.c.written_at.is_(None)).order_by(drop_batch.c.batch_no)
    return list(conn.execute(made).scalars())


def lines_of(conn: Connection, batch_no: int) -> list[tuple[int, Job]]:
    """All lines of a batch, in order."""
    columns = [posting.c[name] for name in ("idempotency_key", *Job._fields[1:])]
    joined = select(drop_line.c.line, *columns).join(posting, posting.c.idempotency_key == drop_line.c.idempotency_key)
    rows: list[Any] = list(conn.execute(joined.where(drop_line.c.batch_no == batch_no).order_by(drop_line.c.line)))
    return [(row[0], Job(*row[1:])) for row in rows]


def is_there(conn: Connection, batch_no: int) -> bool:
    """Whether there is such a batch, and its file was written."""
    known = select(drop_batch.c.batch_no).where(drop_batch.c.batch_no == batch_no, drop_batch.c.written_at.is_not(None))
    return conn.execute(known).first() is not None


def written(conn: Connection, batch_no: int, now: datetime) -> None:
    """Its file is whole in the folder."""
    conn.execute(update(drop_batch).where(drop_batch.c.batch_no == batch_no).values(written_at=in_utc(now)))


def acknowledged(conn: Connection, batch_no: int, now: datetime) -> None:
    """The back office has taken it in."""
    conn.execute(update(drop_batch).where(drop_batch.c.batch_no == batch_no).values(acknowledged_at=in_utc(now)))


def take_out(conn: Connection, job: Job) -> None:
    """The back office has refused it: should a person send it again, it goes out in a new batch."""
    conn.execute(delete(drop_line).where(drop_line.c.idempotency_key == job.key))


def _waiting() -> Any:
    """What was never in a batch; a void once its payment is in one, or is posted."""
    posted = posting.alias()
    payment_is_out = exists().where(
        posted.c.payment_id == posting.c.payment_id, posted.c.action == POST, posted.c.state.in_((CLAIMED, DONE))
    )
    columns = [posting.c[name] for name in ("idempotency_key", *Job._fields[1:])]
    may_go = or_(posting.c.action == POST, and_(posting.c.action == VOID, payment_is_out))
    never_out = ~exists().where(drop_line.c.idempotency_key == posting.c.idempotency_key)
    statement = select(*columns).select_from(posting.join(payment))
    return (
        statement.where(posting.c.state == WAITING, never_out, may_go)
        .order_by(posting.c.action, payment.c.arrival, posting.c.idempotency_key)
        .limit(MAX_LINES)
    )
