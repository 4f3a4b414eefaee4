"""Runs that held a business day against PSCloud's books, and our payments as such a run looks at them."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, func, insert, select

from mpos.contract.clock import in_utc

from .batches import batches
from .engine import Connection
from .postings import CLAIMED, DONE, POST, VOID
from .schema import payment, posting, reconciliation, reconciliation_difference, void

AT_ONCE = 1_000


class Ours(NamedTuple):
    """A payment as it stands here."""

    payment_id: str
    receipt_no: str
    business_date: str
    amount_minor: int
    status: str
    payment_no: str | None
    on_soa: str | None
    refunded: bool
    is_voided: bool
    post_state: str | None
    void_state: str | None

    @property
    def is_posted(self) -> bool:
        """Whether PSCloud has said that it has it; a void comes after."""
        return self.post_state == DONE

    @property
    def is_in_doubt(self) -> bool:
        """Whether it was sent, and PSCloud has not answered."""
        return self.post_state == CLAIMED

    @property
    def void_is_done(self) -> bool:
        """Whether PSCloud has said that it is taken back."""
        return self.void_state == DONE

    @property
    def counts_there(self) -> bool:
        """Whether it stands in PSCloud's books, as far as we were told."""
        return self.is_posted and not self.void_is_done

    @property
    def waits(self) -> bool:
        """Whether it, or its void, is still to reach PSCloud, or a person's decision."""
        if self.is_posted:
            return self.is_voided and not self.void_is_done
        return self.is_in_doubt or not (self.is_voided or self.refunded)


class Run(NamedTuple):
    """What a run came to. Amounts in minor units; `ours` and `theirs` are what counts on either side."""

    business_date: str
    ok: bool
    ours: int
    ours_minor: int
    theirs: int
    theirs_minor: int
    payments: int
    waiting: int
    waiting_minor: int
    differences: int
    asked_by: str
    made_at: str = ""
    reconciliation_id: int = 0


class Difference(NamedTuple):
    """One payment that is not the same on both sides."""

    payment_id: str
    receipt_no: str
    kind: str
    detail: str
    ours_minor: int | None
    theirs_minor: int | None


def ours_among(conn: Connection, payment_ids: Sequence[str]) -> dict[str, Ours]:
    """Those of these payments that are here."""
    found = {}
    for batch in batches(payment_ids):
        for row in conn.execute(_ours().where(payment.c.payment_id.in_(batch))):
            found[row.payment_id] = Ours(*row)
    return found


def ours_of(conn: Connection, business_date: str) -> Iterator[Ours]:
    """All payments of a day, some at a time."""
    mine = _ours().where(payment.c.business_date == business_date)
    rows = conn.execution_options(yield_per=AT_ONCE).execute(mine)
    return (Ours(*row) for row in rows)


def keep_run(conn: Connection, run: Run, differences: Sequence[Difference], now: datetime) -> Run:
    """Keeps a run with its differences; the run with its number."""
    made_at = in_utc(now)
    row = {**run._asdict(), "made_at": made_at}
    del row["reconciliation_id"]
    kept = insert(reconciliation).values(row).returning(reconciliation.c.reconciliation_id)
    number = int(conn.execute(kept).scalar_one())
    lines = [
        {"reconciliation_id": number, "line": line, **each._asdict()} for line, each in enumerate(differences, start=1)
    ]
    if lines:
        conn.execute(insert(reconciliation_difference), lines)
    return run._replace(made_at=made_at, reconciliation_id=number)


def list_runs(conn: Connection, limit: int, business_date: str | None = None, before: int | None = None) -> list[Run]:
    """The newest first; `before` is a run's number."""
    found = _runs().order_by(reconciliation.c.reconciliation_id.desc()).limit(limit)
    if business_date is not None:
        found = found.where(reconciliation.c.business_date == business_date)
    if before is not None:
        found = found.where(reconciliation.c.reconciliation_id < before)
    return [Run(*row) for row in conn.execute(found)]


def find_run(conn: Connection, number: int) -> Run | None:
    """The run with this number."""
    row = conn.execute(_runs().where(reconciliation.c.reconciliation_id == number)).first()
    return None if row is None else Run(*row)


def differences_of(conn: Connection, number: int, limit: int, behind: int = 0) -> list[tuple[int, Difference]]:
    """A run's differences with their lines, those behind that line."""
    d = reconciliation_difference.c
    columns = [d.line, *(d[name] for name in Difference._fields)]
    mine = select(*columns).where(d.reconciliation_id == number, d.line > behind).order_by(d.line).limit(limit)
    return [(row[0], Difference(*row[1:])) for row in conn.execute(mine)]


def first_day(conn: Connection) -> str | None:
    """The first business day that anything was collected on."""
    return conn.execute(select(func.min(payment.c.business_date))).scalar_one_or_none()


def count_payments(conn: Connection, business_date: str) -> int:
    """The payments of a day that are here now."""
    mine = select(func.count()).select_from(payment).where(payment.c.business_date == business_date)
    return int(conn.execute(mine).scalar_one())


def _runs() -> Select[*tuple[Any, ...]]:
    return select(*(reconciliation.c[name] for name in Run._fields))


def _ours() -> Select[*tuple[Any, ...]]:
    post, taken_back = posting.alias(), posting.alias()
    own = ("payment_id", "receipt_no", "business_date", "amount_minor", "status", "payment_no", "on_soa", "refunded")
    columns = [payment.c[name] for name in own]
    return select(*columns, void.c.void_id.is_not(None), post.c.state, taken_back.c.state).select_from(
        payment.outerjoin(void, void.c.payment_id == payment.c.payment_id)
        .outerjoin(post, and_(post.c.payment_id == payment.c.payment_id, post.c.action == POST))
        .outerjoin(taken_back, and_(taken_back.c.payment_id == payment.c.payment_id, taken_back.c.action == VOID))
    )
