"""Post-dated checks in keeping, as derived from the journal.

A check leaves when it is collected or returned; one whose payment was voided is in keeping again.
"""

from mpos.contract.held_check import HeldCheck
from mpos.contract.journal import Entry
from mpos.domain.reading import CheckMemo
from mpos.light.typing import NamedTuple

from .sqlite import sqlite3

HELD, COLLECTED, RETURNED = "held", "collected", "returned"


class KeptCheck(NamedTuple):
    """One check that was taken in keeping, and what became of it. Amount in minor units."""

    seq: int
    ack_no: str
    soa_no: str
    customer_no: str
    customer_name: str
    business_date: str
    bank: str
    check_no: str
    check_date: str
    amount_minor: int
    state: str


_STANDING = """
    SELECT s.outcome FROM check_settled s WHERE s.held_seq = h.seq AND s.seq <= :upto
        AND NOT EXISTS (SELECT 1 FROM void v WHERE v.payment_seq = s.seq AND v.seq <= :upto)"""
_KEPT = f"""
    SELECT h.seq, h.ack_no, h.soa_no, h.customer_no, h.customer_name, h.business_date, h.bank, h.check_no, h.check_date,
        h.amount_minor, coalesce(({_STANDING}), 'held')
    FROM held_check h"""  # noqa: S608 - constant text
_EVER = 2**62
"""Beyond every journal place."""


def add_held(connection: sqlite3.Connection, entry: Entry, number: int, check: HeldCheck) -> None:
    """The row of one check taken in keeping, beside its journal entry."""
    row = (
        entry.seq,
        entry.epoch,
        number,
        check.ack_no,
        check.soa_no,
        check.customer_no,
        check.customer_name,
        entry.business_date,
        check.bank,
        check.check_no,
        check.check_date,
        check.amount_minor,
    )
    connection.execute("INSERT INTO held_check VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)


def add_settled(connection: sqlite3.Connection, seq: int, ack_no: str, outcome: str) -> None:
    """A check leaves keeping with the entry at `seq`."""
    connection.execute(
        "INSERT INTO check_settled SELECT ?, seq, ? FROM held_check WHERE ack_no = ?", (seq, outcome, ack_no)
    )


def find(connection: sqlite3.Connection, ack_no: str) -> KeptCheck | None:
    """The check with this acknowledgement number, whatever became of it."""
    row = connection.execute(f"{_KEPT} WHERE h.ack_no = :ack_no", {"ack_no": ack_no, "upto": _EVER}).fetchone()
    return KeptCheck(*row) if row else None


def in_keeping(connection: sqlite3.Connection, upto_date: str | None = None) -> list[KeptCheck]:
    """The checks still in keeping, by their dates; with `upto_date`, those whose day has come by then."""
    rows = connection.execute(
        f"{_KEPT} WHERE NOT EXISTS ({_STANDING}) AND (:day IS NULL OR h.check_date <= :day) ORDER BY check_date, h.seq",
        {"upto": _EVER, "day": upto_date},
    )
    return [KeptCheck(*row) for row in rows]


def newest_banks(connection: sqlite3.Connection, limit: int) -> list[tuple[int, str]]:
    """The banks of the checks taken in keeping last, each with its journal place."""
    rows = connection.execute("SELECT seq, bank FROM held_check ORDER BY seq DESC LIMIT ?", (limit,))
    return [(row[0], row[1]) for row in rows]


def taken_between(connection: sqlite3.Connection, after_seq: int, upto_seq: int) -> list[KeptCheck]:
    """The checks taken in keeping after one journal place and up to another, in the order of their numbers."""
    rows = connection.execute(
        f"{_KEPT} WHERE h.seq > :after AND h.seq <= :upto ORDER BY h.seq", {"after": after_seq, "upto": upto_seq}
    )
    return [KeptCheck(*row) for row in rows]


def memo(connection: sqlite3.Connection, after_seq: int, upto_seq: int) -> CheckMemo:
    """What a reading tells of checks that are no payments: taken within the span, and in keeping at its end."""
    taken = "SELECT count(*), coalesce(sum(amount_minor), 0) FROM held_check h WHERE h.seq <= :upto"
    span = {"after": after_seq, "upto": upto_seq}
    new = connection.execute(f"{taken} AND h.seq > :after", span).fetchone()
    held = connection.execute(f"{taken} AND NOT EXISTS ({_STANDING})", {"upto": upto_seq}).fetchone()
    return CheckMemo(*new, *held)
