"""Payments, voids and reprints, as derived from the journal. The whole payment is in its entry; here is the index."""

from collections.abc import Iterator

from mpos.contract.journal import Entry
from mpos.contract.payment import OR_ENTRY, Payment, Void
from mpos.contract.soa import Effect
from mpos.light.typing import TYPE_CHECKING, Any, NamedTuple

from .sqlite import sqlite3

if TYPE_CHECKING:
    from mpos.domain.reading import Receipted


class Sum(NamedTuple):
    """Payments and what they come to, in minor units, voided ones too."""

    payments: int
    amount_minor: int


class Recorded(NamedTuple):
    """One row of what was recorded on this terminal. Amounts in minor units."""

    seq: int
    payment_id: str
    receipt_no: str
    source: str
    soa_no: str | None
    customer_no: str
    customer_name: str
    business_date: str
    paid_at: str
    amount_minor: int
    void_no: str | None
    state: str | None


_RECORDED = """
    SELECT p.seq, p.payment_id, p.receipt_no, p.source, p.soa_no, p.customer_no, p.customer_name, p.business_date,
        p.paid_at, p.amount_minor, v.void_no, f.state
    FROM payment p LEFT JOIN void v ON v.payment_seq = p.seq LEFT JOIN fate f ON f.payment_id = p.payment_id"""


def add_payment(connection: sqlite3.Connection, entry: Entry, number: int, payment: Payment) -> None:
    """The rows of one payment, beside its journal entry."""
    row = (
        entry.seq,
        payment.payment_id,
        entry.epoch,
        number,
        payment.receipt_no,
        payment.source,
        payment.soa_no,
        payment.customer_no,
        payment.customer_name,
        entry.business_date,
        payment.paid_at,
        payment.amount_minor,
        payment.advance_minor,
        payment.vat_minor,
        payment.manual_or_no,
    )
    connection.execute("INSERT INTO payment VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
    connection.executemany(
        "INSERT INTO tender VALUES (?, ?, ?, ?, ?)",
        [
            (entry.seq, line, tender.method, tender.amount_minor, int(tender.for_confirmation))
            for line, tender in enumerate(payment.tenders)
        ],
    )
    connection.executemany(
        "INSERT INTO allocation VALUES (?, ?, ?, ?, ?)",
        [(entry.seq, line, *allocation) for line, allocation in enumerate(payment.allocations)],
    )


def add_void(connection: sqlite3.Connection, entry: Entry, number: int, void: Void) -> None:
    """The row of one void, beside its journal entry."""
    connection.execute(
        "INSERT INTO void SELECT ?, seq, ?, ?, ?, ?, ? FROM payment WHERE payment_id = ?",
        (entry.seq, entry.epoch, number, void.void_no, void.reason, void.voided_at, void.payment_id),
    )


def find(connection: sqlite3.Connection, receipt_no: str) -> Recorded | None:
    """The payment with this receipt number."""
    row = connection.execute(f"{_RECORDED} WHERE p.receipt_no = ?", (receipt_no,)).fetchone()
    return Recorded(*row) if row else None


def numbered(connection: sqlite3.Connection, number: int) -> Recorded | None:
    """The newest payment with this running number, in whichever series: 12 is A00000012."""
    row = connection.execute(f"{_RECORDED} WHERE p.number = ? ORDER BY p.seq DESC LIMIT 1", (number,)).fetchone()
    return Recorded(*row) if row else None


def last(connection: sqlite3.Connection) -> Recorded | None:
    """The newest payment."""
    row = connection.execute(f"{_RECORDED} ORDER BY p.seq DESC LIMIT 1").fetchone()
    return Recorded(*row) if row else None


def newest_paid_by(connection: sqlite3.Connection, method: str, limit: int) -> list[int]:
    """The journal places of the newest payments with a tender of this method, newest first."""
    rows = connection.execute(
        "SELECT DISTINCT payment_seq FROM tender WHERE method = ? ORDER BY payment_seq DESC LIMIT ?", (method, limit)
    )
    return [row[0] for row in rows]


def recorded_after(connection: sqlite3.Connection, seq: int) -> Sum:
    """What was recorded after a journal place."""
    counted = "SELECT count(*), coalesce(sum(amount_minor), 0) FROM payment WHERE seq > ?"
    return Sum(*connection.execute(counted, (seq,)).fetchone())


def count_of_other_days_after(connection: sqlite3.Connection, seq: int, business_date: str) -> int:
    """How many were recorded after a journal place on any day but this one, and are not voided."""
    counted = """SELECT count(*) FROM payment p WHERE seq > ? AND business_date <> ?
        AND NOT EXISTS (SELECT 1 FROM void v WHERE v.payment_seq = p.seq)"""
    return int(connection.execute(counted, (seq, business_date)).fetchone()[0])


def on_date(connection: sqlite3.Connection, business_date: str) -> list[Recorded]:
    """What was recorded on a business day, in order."""
    rows = connection.execute(f"{_RECORDED} WHERE p.business_date = ? ORDER BY p.seq", (business_date,))
    return [Recorded(*row) for row in rows]


def on_soa(connection: sqlite3.Connection, soa_no: str, limit: int) -> list[Recorded]:
    """The newest payments on one SOA, newest first."""
    rows = connection.execute(f"{_RECORDED} WHERE p.soa_no = ? ORDER BY p.seq DESC LIMIT ?", (soa_no, limit))
    return [Recorded(*row) for row in rows]


def effects_after(connection: sqlite3.Connection, soa_no: str, taken_seq: int) -> list[Effect]:
    """What this terminal recorded on a SOA after the office had taken its journal up to `taken_seq`.

    A payment takes off what it allocated; a void puts it back.
    """
    paid = connection.execute(
        """SELECT p.payment_id, a.invoice_no, a.balance_minor, a.penalty_minor
        FROM payment p JOIN allocation a ON a.payment_seq = p.seq WHERE p.soa_no = ? AND p.seq > ?""",
        (soa_no, taken_seq),
    )
    effects = [Effect(*row) for row in paid]
    put_back = connection.execute(
        """SELECT p.payment_id, a.invoice_no, -a.balance_minor, -a.penalty_minor
        FROM payment p JOIN void v ON v.payment_seq = p.seq JOIN allocation a ON a.payment_seq = p.seq
        WHERE p.soa_no = ? AND v.seq > ?""",
        (soa_no, taken_seq),
    )
    return effects + [Effect(*row) for row in put_back]


def soas_touched_after(connection: sqlite3.Connection, taken_seq: int) -> set[str]:
    """The SOAs on which anything was recorded after this place."""
    rows = connection.execute(
        """SELECT soa_no FROM payment WHERE seq > ? AND soa_no IS NOT NULL
        UNION SELECT p.soa_no FROM void v JOIN payment p ON p.seq = v.payment_seq
        WHERE v.seq > ? AND p.soa_no IS NOT NULL""",
        (taken_seq, taken_seq),
    )
    return {row[0] for row in rows}


def receipted_between(connection: sqlite3.Connection, after_seq: int, upto_seq: int) -> Iterator["Receipted"]:
    """What a reading adds up: the receipts recorded after one journal place and up to another, in order."""
    from mpos.domain.reading import Receipted

    rows = connection.execute(
        """SELECT p.seq, p.receipt_no, p.amount_minor, p.advance_minor, p.vat_minor, p.source, v.void_no,
            p.manual_or_no
        FROM payment p LEFT JOIN void v ON v.payment_seq = p.seq AND v.seq <= ?
        WHERE p.seq > ? AND p.seq <= ? ORDER BY p.seq""",
        (upto_seq, after_seq, upto_seq),
    ).fetchall()
    span = (after_seq, upto_seq)
    tenders = _by_payment(connection, "SELECT payment_seq, method, amount_minor FROM tender", span)
    awaited = _by_payment(connection, "SELECT payment_seq, for_confirmation, amount_minor FROM tender", span)
    shares = _by_payment(connection, "SELECT payment_seq, balance_minor, penalty_minor FROM allocation", span)
    for seq, receipt_no, amount, advance, vat, source, void_no, manual_or_no in rows:
        paid = shares.get(seq, [])
        yield Receipted(
            receipt_no=receipt_no,
            amount_minor=amount,
            balance_minor=sum(balance for balance, _ in paid),
            penalty_minor=sum(penalty for _, penalty in paid),
            advance_minor=advance,
            vat_minor=vat,
            by_method=tuple(tenders.get(seq, [])),
            manual=source == OR_ENTRY,
            void_no=void_no,
            manual_or_no=manual_or_no,
            for_confirmation_minor=sum(minor for is_awaited, minor in awaited.get(seq, []) if is_awaited),
        )


def soas_paid_between(connection: sqlite3.Connection, after_seq: int, upto_seq: int) -> set[str]:
    """The SOAs on which a payment stands that was recorded after one journal place and up to another."""
    rows = connection.execute(
        """SELECT DISTINCT soa_no FROM payment p WHERE seq > ? AND seq <= ? AND soa_no IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM void v WHERE v.payment_seq = p.seq AND v.seq <= ?)""",
        (after_seq, upto_seq, upto_seq),
    )
    return {row[0] for row in rows}


def add_reprint(connection: sqlite3.Connection, seq: int, receipt_no: str, number: int) -> None:
    """One more reprint of a receipt."""
    connection.execute(
        "INSERT INTO reprint SELECT ?, seq, ? FROM payment WHERE receipt_no = ?", (seq, number, receipt_no)
    )


def reprints_of(connection: sqlite3.Connection, payment_seq: int) -> int:
    """How many times a receipt was printed again."""
    row = connection.execute("SELECT count(*) FROM reprint WHERE payment_seq = ?", (payment_seq,)).fetchone()
    return int(row[0])


def reprints_between(connection: sqlite3.Connection, after_seq: int, upto_seq: int) -> int:
    """How many reprints were made after one journal place and up to another."""
    row = connection.execute(
        "SELECT count(*) FROM reprint WHERE seq > ? AND seq <= ?", (after_seq, upto_seq)
    ).fetchone()
    return int(row[0])


def _by_payment(connection: sqlite3.Connection, select: str, span: tuple[int, int]) -> dict[int, list[tuple[Any, Any]]]:
    found: dict[int, list[tuple[Any, Any]]] = {}
    query = f"{select} WHERE payment_seq > ? AND payment_seq <= ? ORDER BY payment_seq, line"
    for seq, first, second in connection.execute(query, span):
        found.setdefault(seq, []).append((first, second))
    return found
