"""What the office's books say about one receipt that somebody shows."""

from sqlalchemy import func, select

from .astray import payments_astray
from .engine import Connection
from .payments import Listed, find_payments
from .schema import payment


def payment_of(conn: Connection, receipt_no: str) -> Listed | None:
    """The payment with this receipt number, if it came in."""
    found = (each for each in find_payments(conn, receipt_no) if each.receipt_no == receipt_no)
    return next(found, None)


def is_passed(conn: Connection, terminal_id: str, receipt_no: str, digits: int) -> bool:
    """Whether a later number of the same series came in; `digits` at the end of a number count, the rest is series."""
    series = receipt_no[:-digits]
    later = (
        (payment.c.terminal_id == terminal_id)
        # Two bounds, so that the index finds it without a look at all other series.
        & (payment.c.receipt_no > receipt_no)
        & (payment.c.receipt_no <= f"{series}{'9' * digits}")
        & (func.length(payment.c.receipt_no) == len(receipt_no))
        & (func.substr(payment.c.receipt_no, 1, len(series)) == series)
    )
    return conn.execute(select(payment.c.receipt_no).where(later).limit(1)).first() is not None


def place_astray(conn: Connection, terminal_id: str, receipt_no: str, amount_minor: int) -> str | None:
    """Where a payment of this terminal, number and amount is that came in and is on no list."""
    wanted = (terminal_id, receipt_no, amount_minor)
    found = (each for each in payments_astray(conn) if (each.terminal_id, each.receipt_no, each.amount_minor) == wanted)
    return next((each.place for each in found), None)
