"""The rows that journal entries about cash handed over, checks in keeping and slips give rise to."""

from typing import Any

from sqlalchemy import insert, select, update

from mpos.contract.clock import in_utc, read_instant
from mpos.contract.held_check import read_held_check, read_returned_check
from mpos.contract.journal import Entry
from mpos.contract.money import format_money
from mpos.contract.remittance import read_remittance

from .engine import Connection
from .schema import held_check, receipt_slip, remittance
from .told import told

MAX_REPRINT = 1_000_000
"""Nobody prints a slip more often: a larger number is nonsense, and is left out."""


def add_remittance(conn: Connection, entry: Entry) -> None:
    """Cash that was handed over; BadContent."""
    told_of = read_remittance(entry.body)
    pieces = [{"denomination": format_money(row.denomination_minor), "pieces": row.pieces} for row in told_of.pieces]
    conn.execute(
        insert(remittance).values(
            **_place(entry),
            remittance_no=told_of.remittance_no,
            collector=entry.collector or "",
            business_date=entry.business_date or "",
            amount_minor=told_of.amount_minor,
            pieces=pieces,
            handed_to=told_of.handed_to,
            reference=told_of.reference,
            remitted_at=in_utc(read_instant(told_of.remitted_at)),
        )
    )


def add_held_check(conn: Connection, entry: Entry) -> None:
    """A check that was taken in keeping; BadContent."""
    check = read_held_check(entry.body)
    content = check._asdict() | {"held_at": in_utc(read_instant(check.held_at))}
    people = {"collector": entry.collector or "", "business_date": entry.business_date or ""}
    conn.execute(insert(held_check).values(**_place(entry), **people, **content))


def note_returned(conn: Connection, entry: Entry) -> bool:
    """That a check was given back; False when none of that number is known from this terminal. BadContent."""
    returned = read_returned_check(entry.body)
    values = {"returned_at": in_utc(read_instant(returned.returned_at)), "return_reason": returned.reason}
    return _change_check(conn, entry.terminal_id, returned.ack_no, values)


def note_collected(conn: Connection, terminal_id: str, ack_no: str, payment_id: str) -> None:
    """That a check in keeping has become this payment. One that is not known here changes nothing: the payment
    stands for itself.
    """
    _change_check(conn, terminal_id, ack_no, {"payment_id": payment_id})


def note_slip(conn: Connection, *entries: Entry) -> None:
    """How receipts' slips fared, or that one was printed again. A note that can't be read is left where it is: the
    money does not hang on it.
    """
    rows = [_slip_row(entry) for entry in entries if told(entry.body, "receipt_no") is not None]
    if rows:
        conn.execute(insert(receipt_slip), rows)


def _change_check(conn: Connection, terminal_id: str, ack_no: str, values: dict[str, Any]) -> bool:
    mine = (held_check.c.terminal_id == terminal_id) & (held_check.c.ack_no == ack_no)
    # A device that was set back may have used a number twice: the newest check is meant.
    newest = select(held_check.c.epoch, held_check.c.seq).where(mine).order_by(held_check.c.epoch.desc()).limit(1)
    row = conn.execute(newest).first()
    if row is None:
        return False
    place = mine & (held_check.c.epoch == row.epoch) & (held_check.c.seq == row.seq)
    conn.execute(update(held_check).where(place).values(values))
    return True


def _slip_row(entry: Entry) -> dict[str, Any]:
    return {
        **_place(entry),
        "receipt_no": told(entry.body, "receipt_no"),
        "kind": entry.kind,
        "slip": told(entry.body, "slip"),
        "outcome": told(entry.body, "outcome"),
        "reprint": _reprint(entry),
        "noted_at": in_utc(read_instant(entry.recorded_at)),
    }


def _reprint(entry: Entry) -> int | None:
    number = entry.body.get("reprint")
    return number if isinstance(number, int) and 0 < number < MAX_REPRINT else None


def _place(entry: Entry) -> dict[str, Any]:
    return {"terminal_id": entry.terminal_id, "epoch": entry.epoch, "seq": entry.seq}
