"""Fills the index of the words that payments are found by from the payments themselves."""

from sqlalchemy import BigInteger, Text, column, select, table

from .engine import Connection
from .search_index import PAYMENT_WORDS

AT_ONCE = 1_000
"""Payments in memory at a time."""
_payment = table("payment", column("arrival", BigInteger), column("search", Text))


def index_payments(conn: Connection) -> None:
    """Makes the index and fills it: part of the migration to 0004."""
    PAYMENT_WORDS.make(conn)
    last = 0
    while True:
        words = select(_payment.c.arrival, _payment.c.search).where(_payment.c.arrival > last)
        rows = conn.execute(words.order_by(_payment.c.arrival).limit(AT_ONCE)).all()
        if not rows:
            return
        PAYMENT_WORDS.add(conn, [(row.arrival, row.search) for row in rows])
        last = rows[-1].arrival


def add_payment_words(old: Connection, new: Connection) -> None:
    """Fills the empty index of one database from the payments of another."""
    words = select(_payment.c.arrival, _payment.c.search).order_by(_payment.c.arrival)
    for rows in old.execution_options(yield_per=AT_ONCE).execute(words).partitions():
        PAYMENT_WORDS.add(new, [(row.arrival, row.search) for row in rows])
