"""What became of payments, as the office last said."""

from collections.abc import Iterable

from mpos.contract.wire import Fate
from mpos.light.typing import NamedTuple

from .sqlite import sqlite3


class WhereMoneyIs(NamedTuple):
    """Counts and minor units of payments that stand (not voided), by where they are."""

    on_device: tuple[int, int]
    at_office: tuple[int, int]
    in_pscloud: tuple[int, int]
    refused: tuple[int, int]


def keep_fates(connection: sqlite3.Connection, fates: Iterable[Fate]) -> None:
    """Remembers the newest word on each payment."""
    connection.executemany(
        "INSERT OR REPLACE INTO fate VALUES (?, ?, ?, ?, ?)",
        [(fate.payment_id, fate.state, fate.payment_no, int(fate.voided), fate.detail) for fate in fates],
    )


def where_money_is(connection: sqlite3.Connection, business_date: str) -> WhereMoneyIs:
    """Where the payments of one business day are, as far as this device knows."""
    rows = connection.execute(
        """SELECT coalesce(f.state, 'on_device'), count(*), sum(p.amount_minor)
        FROM payment p LEFT JOIN fate f ON f.payment_id = p.payment_id
        WHERE p.business_date = ? AND NOT EXISTS (SELECT 1 FROM void v WHERE v.payment_seq = p.seq) GROUP BY 1""",
        (business_date,),
    )
    found = {state: (int(count), int(minor)) for state, count, minor in rows}
    return WhereMoneyIs(*(found.get(state, (0, 0)) for state in WhereMoneyIs._fields))
