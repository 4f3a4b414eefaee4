"""Finds payments by filters and words from the side that fewer of them match."""

from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, false, func, select

from .engine import Connection
from .payment_filter import Filter, filtered
from .schema import payment
from .search_index import PAYMENT_WORDS, has_words
from .search_words import asked_of_payments

MAX_GATHERED = 10_000
"""Payments with the words that are read one by one to be put in order and added up: some 100 ms."""
MAX_SUMMED = 500_000
"""Payments that a page adds up from an index: some 100 ms."""


class Found(NamedTuple):
    """The condition that the payments match. `are_few`: it is best to find them all and to put them in order then; else
    they are gone through in order until there are enough. `most`: how many the filters alone may leave, for totals to
    be quick; None where the words leave few.
    """

    condition: ColumnElement[bool]
    are_few: bool
    most: int | None


def found_by(conn: Connection, wanted: Filter) -> Found:
    """How to find the payments that match."""
    asked, are_few = asked_of_payments(wanted.search or ""), wanted.collector is not None
    if not asked:
        return Found(false() if _is_typed(wanted) else filtered(wanted), are_few, MAX_SUMMED)
    ids = PAYMENT_WORDS.ids_with(conn, asked)
    if not are_more(conn, ids, MAX_GATHERED):
        return Found(and_(payment.c.arrival.in_(ids), filtered(wanted)), are_few=True, most=None)
    return Found(and_(filtered(wanted), has_words(payment.c.search, asked)), are_few, MAX_GATHERED)


def are_too_many(conn: Connection, wanted: Filter) -> bool:
    """Whether adding up what matches would make somebody wait."""
    most = found_by(conn, wanted).most
    return most is not None and are_more(conn, select(payment.c.business_date).where(filtered(wanted)), most)


def are_more(conn: Connection, matching: Select[Any], most: int) -> bool:
    """Whether there are more rows than that; no more are looked at."""
    probe = matching.limit(most + 1).subquery()
    return conn.execute(select(func.count()).select_from(probe)).scalar_one() > most


def _is_typed(wanted: Filter) -> bool:
    return bool((wanted.search or "").strip())
