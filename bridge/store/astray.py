"""Payments that were recorded and are on no list: set aside, or beside the journal because their place is taken."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from sqlalchemy import and_, select

from mpos.contract.kinds import PAYMENT_RECORDED

from .batches import batches
from .engine import Connection
from .schema import journal, journal_conflict, payment, set_aside
from .told import told, told_minor

SET_ASIDE, IN_CONFLICT = "set_aside", "in_conflict"


class Astray(NamedTuple):
    """Such a payment, as far as its entry can be read; the amount is 0 where it can't."""

    terminal_id: str
    place: str
    payment_id: str | None
    receipt_no: str | None
    amount_minor: int


def payments_astray(conn: Connection, business_date: str | None = None) -> list[Astray]:
    """Each of them once, of all days or of one. What is a payment all the same, under its id, is not astray."""
    aside = [*_set_aside(conn, business_date), *_in_conflict(conn, business_date)]
    listed = _listed_among(conn, {each.payment_id for each in aside if each.payment_id})
    found: list[Astray] = []
    for each in aside:
        if each.payment_id is None or each.payment_id not in listed:
            found.append(each)
            listed |= {each.payment_id} if each.payment_id else set()
    return found


def _listed_among(conn: Connection, payment_ids: set[str]) -> set[str]:
    found: set[str] = set()
    for batch in batches(sorted(payment_ids)):
        found.update(conn.execute(select(payment.c.payment_id).where(payment.c.payment_id.in_(batch))).scalars())
    return found


def _set_aside(conn: Connection, business_date: str | None) -> Iterator[Astray]:
    same_place = and_(
        journal.c.terminal_id == set_aside.c.terminal_id,
        journal.c.epoch == set_aside.c.epoch,
        journal.c.seq == set_aside.c.seq,
    )
    columns = select(journal.c.terminal_id, journal.c.kind, journal.c.business_date, journal.c.body)
    # Few are set aside: by way of them, and not of all entries that are payments, their journal entries are found.
    rows = conn.execute(columns.select_from(set_aside.outerjoin(journal, same_place)))
    return (
        _astray(row.terminal_id, SET_ASIDE, row.body)
        for row in rows
        if row.kind == PAYMENT_RECORDED and business_date in (None, row.business_date)
    )


def _in_conflict(conn: Connection, business_date: str | None) -> Iterator[Astray]:
    rows = conn.execute(select(journal_conflict.c.entry).order_by(journal_conflict.c.conflict_id)).scalars()
    return (
        _astray(entry["terminal_id"], IN_CONFLICT, entry["body"])
        for entry in rows
        if entry["kind"] == PAYMENT_RECORDED and business_date in (None, entry["business_date"])
    )


def _astray(terminal_id: str, place: str, body: Any) -> Astray:
    return Astray(terminal_id, place, told(body, "payment_id"), told(body, "receipt_no"), told_minor(body, "amount"))
