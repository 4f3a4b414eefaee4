"""Rows of a later version, derived from the journal that an earlier one kept: what came in before shows, too."""

from collections.abc import Callable, Iterator

from sqlalchemy import func, insert, select, update

from mpos.contract import kinds
from mpos.contract.canonical import BadContent
from mpos.contract.journal import Entry
from mpos.contract.payment import read_payment

from .engine import Connection
from .schema import journal, payment, set_aside, tender
from .search_words import words_of_payment
from .tills import add_held_check, add_remittance, note_collected, note_returned, note_slip

AT_ONCE = 500


def derive_late_rows(conn: Connection) -> None:
    """Remittances, checks in keeping, slips, and what payments did not have before. An entry that can't be read is set
    aside, as it would be if it came today.
    """
    conn.execute(update(payment).values(on_soa=payment.c.soa_no))
    _give_words(conn)
    _give_methods(conn)
    for entry, received_at in _entries(conn):
        try:
            _RULES[entry.kind](conn, entry)
        except BadContent as error:
            _put_aside(conn, entry, str(error), received_at)


def _entries(conn: Connection) -> Iterator[tuple[Entry, str]]:
    """By place, a few at a time; of payments only those that stand for one."""
    last = ("", 0, 0)
    place = (journal.c.terminal_id, journal.c.epoch, journal.c.seq)
    columns = [*(journal.c[name] for name in Entry._fields), journal.c.received_at]
    while True:
        terminal_id, epoch, seq = last
        behind = (journal.c.terminal_id > terminal_id) | (
            (journal.c.terminal_id == terminal_id)
            & ((journal.c.epoch > epoch) | ((journal.c.epoch == epoch) & (journal.c.seq > seq)))
        )
        wanted = select(*columns).where(journal.c.kind.in_(_RULES), behind).order_by(*place).limit(AT_ONCE)
        rows = conn.execute(wanted).all()
        if not rows:
            return
        for row in rows:
            yield Entry(*row[:-1]), row.received_at
        last = rows[-1].terminal_id, rows[-1].epoch, rows[-1].seq


def _give_words(conn: Connection) -> None:
    texts = ("receipt_no", "soa_no", "customer_no", "customer_name", "manual_or_no")
    columns = ("payment_id", "amount_minor", *texts)
    last = ""
    while True:
        found = select(*(payment.c[name] for name in columns)).where(payment.c.payment_id > last)
        rows = conn.execute(found.order_by(payment.c.payment_id).limit(AT_ONCE)).all()
        if not rows:
            return
        for payment_id, amount_minor, *words in rows:
            mine = update(payment).where(payment.c.payment_id == payment_id)
            conn.execute(mine.values(search=words_of_payment(words, amount_minor)))
        last = rows[-1].payment_id


def _give_methods(conn: Connection) -> None:
    """Of payments whose tenders are all of one method."""
    mine = tender.c.payment_id == payment.c.payment_id
    only = select(func.min(tender.c.method)).where(mine).having(func.count(tender.c.method.distinct()) == 1)
    conn.execute(update(payment).values(method=only.scalar_subquery()))


def _payment(conn: Connection, entry: Entry) -> None:
    try:
        taken = read_payment(entry.body)
    except BadContent:
        return  # It was set aside when it came.
    if taken.held_check_no:
        note_collected(conn, entry.terminal_id, taken.held_check_no, taken.payment_id)
    for line, part in enumerate(taken.tenders, start=1):
        if part.for_confirmation:
            mine = (tender.c.payment_id == taken.payment_id) & (tender.c.line == line)
            conn.execute(update(tender).where(mine).values(for_confirmation=True))


def _returned(conn: Connection, entry: Entry) -> None:
    note_returned(conn, entry)


def _put_aside(conn: Connection, entry: Entry, detail: str, at: str) -> None:
    place = {"terminal_id": entry.terminal_id, "epoch": entry.epoch, "seq": entry.seq}
    conn.execute(insert(set_aside).values(**place, code="bad_content", detail=detail, set_aside_at=at))


_RULES: dict[str, Callable[[Connection, Entry], None]] = {
    kinds.CASH_REMITTED: add_remittance,
    kinds.CHECK_HELD: add_held_check,
    kinds.CHECK_RETURNED: _returned,
    kinds.PAYMENT_RECORDED: _payment,
    kinds.SLIP_PRINTED: note_slip,
    kinds.RECEIPT_REPRINTED: note_slip,
}
