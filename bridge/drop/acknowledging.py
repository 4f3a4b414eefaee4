"""Acknowledgements: the other side says by a file which lines of a batch it has taken in, and which it refuses.

ack-000012.csv with no rows says so of the whole batch. With rows, each names a line by receipt_no or payment_id (and
action, where both a payment and its void are in the batch), and may tell payment_no, or refused with the reason.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from bridge.app import Bridge
from bridge.store import drop_batches, postings
from bridge.store.engine import Connection, writing
from bridge.store.outgoing import posted_payment
from bridge.store.postings import CLAIMED, Attempt, Job

from .batches import PAYMENT, VOID, settle
from .tables import Row, Unreadable

NAME = re.compile(r"ack-0*([0-9]{1,9})\.(?:csv|txt|xlsx)", re.IGNORECASE)
MAX_REASON = 300


class Acknowledged(NamedTuple):
    """What came of a file; `strangers` are rows that name no open line."""

    payments: int
    voids: int
    refused: int
    strangers: int


def acknowledge(bridge: Bridge, batch_no: int, rows: Iterable[Row]) -> Acknowledged:
    """Settles lines, each once: what was settled before stays as it is. Unreadable when there is no such batch."""
    told = list(rows)
    with writing(bridge.engine) as conn:
        if not drop_batches.is_there(conn, batch_no):
            raise Unreadable(f"there is no batch {batch_no}")
        lines = [(line, job) for line, job in drop_batches.lines_of(conn, batch_no) if job.state == CLAIMED]
        named = {**_named(conn, lines, job_action=postings.VOID), **_named(conn, lines, job_action=postings.POST)}
        wanted = [(line, job, {}) for line, job in lines] if not told else _matched(named, told)
        counts = [_settle(conn, bridge, batch_no, line, job, row) for line, job, row in _once(wanted)]
        if all(job.state != CLAIMED for _, job in drop_batches.lines_of(conn, batch_no)):
            drop_batches.acknowledged(conn, batch_no, bridge.clock.now())
    strangers = sum(_key(row) not in named for row in told)
    return Acknowledged(counts.count(PAYMENT), counts.count(VOID), counts.count("refused"), strangers)


def _named(conn: Connection, lines: list[tuple[int, Job]], job_action: str) -> dict[str, tuple[int, Job]]:
    """By what a row may name them: without an action, the payment is meant."""
    found: dict[str, tuple[int, Job]] = {}
    for line, job in lines:
        if job.action == job_action:
            receipt_no = posted_payment(conn, job.payment_id).receipt_no
            action = PAYMENT if job_action == postings.POST else VOID
            for name in (job.payment_id, receipt_no):
                found[f"{action} {name}"] = (line, job)
    return found


def _matched(named: dict[str, tuple[int, Job]], rows: list[Row]) -> list[tuple[int, Job, Row]]:
    return [(*named[_key(row)], row) for row in rows if _key(row) in named]


def _once(wanted: list[tuple[int, Job, Row]]) -> list[tuple[int, Job, Row]]:
    """Payments before voids, each line once."""
    first = {job.key: (line, job, row) for line, job, row in reversed(wanted)}
    return sorted(first.values(), key=lambda each: (each[1].action == postings.VOID, each[0]))


def _settle(conn: Connection, bridge: Bridge, batch_no: int, line: int, job: Job, row: Row) -> str:
    if reason := str(row.get("refused") or "").strip():
        detail, code = reason[:MAX_REASON], str(row.get("code") or "refused")[:60]
        postings.record_attempt(conn, job.key, Attempt(bridge.clock.now(), "refused", None, code, detail))
        postings.refuse(conn, job, code, detail)
        drop_batches.take_out(conn, job)
        return "refused"
    settle(conn, bridge, job, str(row.get("payment_no") or f"B{batch_no}-{line}")[:60])
    return PAYMENT if job.action == postings.POST else VOID


def _key(row: Row) -> str:
    name = row.get("payment_id") or row.get("receipt_no") or ""
    return f"{str(row.get('action') or PAYMENT).lower()} {name}"
