"""Whether a slip that somebody shows is one of ours: by its check code or its QR code, and by the books.

Either is proved by keys alone, so a receipt can be checked before its payment has come in. Once it has, the slip must
also say what the books say.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from bridge.app import Bridge
from bridge.store.engine import Connection, reading
from bridge.store.outgoing import entry_of
from bridge.store.payments import Listed, find_payments
from bridge.store.slips import is_passed, payment_of, place_astray
from bridge.store.terminals import Terminal, find_terminal, list_terminals
from mpos.contract.check_code import (
    Issued,
    TypedCode,
    check_secret,
    find_issued,
    numbers_meant,
    read_code,
)
from mpos.contract.receipt_numbers import NUMBER_DIGITS
from mpos.contract.slip_seal import is_qr_text, read_qr

CHECK_CODE, QR_CODE = "check code", "QR code"
DAYS_BACK = 400
"""Business dates that a check code is tried with: a customer may come with the slip of a year ago."""
DAYS_AHEAD = 31
"""As far ahead as a terminal may open a business day."""
LISTED = "listed"


class Finding(NamedTuple):
    """What is known of a slip. `receipt_no` and `amount_minor` are what it says, the rest what could be proved.

    `reason` says why the proof does not hold; None when it does. `place` is where the office has the payment: `listed`,
    `set_aside`, `in_conflict`, or None as long as it has not come in. `differs` names what the books have otherwise.
    """

    checked_by: str
    receipt_no: str
    amount_minor: int
    reason: str | None = None
    terminal: Terminal | None = None
    business_date: str | None = None
    customer_no: str | None = None
    place: str | None = None
    payment: Listed | None = None
    differs: tuple[str, ...] = ()

    @property
    def is_genuine(self) -> bool:
        """Whether the proof holds and nothing in the books contradicts the slip."""
        return self.reason is None and not self.differs

    @property
    def is_voided(self) -> bool:
        """Whether the books say that the receipt was voided."""
        return self.payment is not None and self.payment.voided


class _Shown(NamedTuple):
    """A slip whose proof holds. A check code tells neither customer nor journal entry."""

    issued: Issued
    customer_no: str | None = None
    entry_hash: str | None = None


def verify(bridge: Bridge, text: str) -> Finding:
    """What is known of the slip with this check code or QR text; BadContent when it is neither."""
    plain = text.strip()
    with reading(bridge.engine) as conn:
        return _verify_qr(conn, plain) if is_qr_text(plain) else _verify_code(bridge, conn, plain)


def _verify_code(bridge: Bridge, conn: Connection, text: str) -> Finding:
    typed = read_code(text)
    meant = [
        (terminal, receipt_no)
        for terminal in list_terminals(conn)
        for receipt_no in numbers_meant(typed.number, terminal.series_prefix)
    ]
    for terminal, receipt_no in meant:
        secret = check_secret(bridge.signer, terminal.public_key, terminal.terminal_id)
        issued = find_issued(secret, _candidates(bridge, conn, terminal, receipt_no, typed), typed)
        if issued is not None:
            return _held_against_books(conn, terminal, CHECK_CODE, _Shown(issued))
    reason = "the code does not belong to this number and amount"
    return Finding(CHECK_CODE, typed.number, typed.amount_minor, reason if meant else "no terminal has such a number")


def _candidates(
    bridge: Bridge, conn: Connection, terminal: Terminal, receipt_no: str, typed: TypedCode
) -> Iterator[Issued]:
    """What the code may vouch for: the day in the books if there is one, and the days around today."""
    for paid in find_payments(conn, receipt_no):
        yield Issued(terminal.terminal_id, receipt_no, paid.business_date, typed.amount_minor)
    today = bridge.clock.now().astimezone(bridge.settings.zone).date()
    for day in _days_around(today):
        yield Issued(terminal.terminal_id, receipt_no, day.isoformat(), typed.amount_minor)


def _days_around(today: date) -> Iterator[date]:
    for days in range(-DAYS_AHEAD, DAYS_BACK + 1):
        yield today - timedelta(days=days)


def _verify_qr(conn: Connection, text: str) -> Finding:
    read = read_qr(text)
    issued = read.slip.issued
    terminal = find_terminal(conn, issued.terminal_id)
    if terminal is None:
        return Finding(QR_CODE, issued.receipt_no, issued.amount_minor, "no terminal of this office has this name")
    if not read.is_sealed_by(terminal.public_key):
        return Finding(QR_CODE, issued.receipt_no, issued.amount_minor, "the terminal that it names did not sign it")
    if issued.receipt_no not in numbers_meant(issued.receipt_no, terminal.series_prefix):
        return Finding(QR_CODE, issued.receipt_no, issued.amount_minor, "its number is not one of this terminal's")
    return _held_against_books(conn, terminal, QR_CODE, _Shown(issued, read.slip.customer_no, read.slip.entry_hash))


def _held_against_books(conn: Connection, terminal: Terminal, checked_by: str, shown: _Shown) -> Finding:
    issued = shown.issued
    found = Finding(
        checked_by,
        issued.receipt_no,
        issued.amount_minor,
        terminal=terminal,
        business_date=issued.business_date,
        customer_no=shown.customer_no,
    )
    paid = payment_of(conn, issued.receipt_no)
    differs = tuple(_differences(conn, paid, shown))
    if differs and (place := place_astray(conn, issued.terminal_id, issued.receipt_no, issued.amount_minor)):
        return found._replace(place=place)
    return found._replace(place=LISTED if paid else None, payment=paid, differs=differs)


def _differences(conn: Connection, paid: Listed | None, shown: _Shown) -> Iterator[str]:
    """What the books have otherwise; a number that they lack although later ones came in is one of these."""
    issued = shown.issued
    if paid is None:
        if is_passed(conn, issued.terminal_id, issued.receipt_no, NUMBER_DIGITS):
            yield "receipt_no"
        return
    if paid.terminal_id != issued.terminal_id:
        yield "terminal_id"
    if paid.business_date != issued.business_date:
        yield "business_date"
    if paid.amount_minor != issued.amount_minor:
        yield "amount"
    if shown.customer_no not in (None, paid.customer_no):
        yield "customer_no"
    entry = entry_of(conn, paid.payment_id)
    if shown.entry_hash is not None and (entry is None or entry.hash != shown.entry_hash):
        yield "journal_entry"
