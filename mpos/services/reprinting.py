"""A receipt again: shown on the screen, printed late if it is still due on paper, or reprinted, marked and counted."""

from typing import NamedTuple

from mpos.contract import kinds
from mpos.contract.payment import read_payment
from mpos.domain.refusals import NoReceiptYet, UnknownReceipt
from mpos.slips.receipt import ORIGINAL, REPRINT, Mark, collectors_copy, receipt_slip
from mpos.store import journal, payments, people, prints
from mpos.store.payments import Recorded
from printers.document import Document

from .deed import deed
from .printing import NOTHING, Printed, as_text, print_waiting
from .terminal import Terminal


class Again(NamedTuple):
    """A receipt as it was shown or printed again. `reprints` counts what was printed beyond the original."""

    receipt_no: str
    reprints: int
    text: str
    printed: Printed


def preview(terminal: Terminal, receipt_no: str | None, copy: bool) -> Again:
    """The receipt as text, as it was printed first. Prints and records nothing."""
    _ = terminal.collector
    paid = _find(terminal, receipt_no)
    slip = _slip(terminal, paid, Mark(ORIGINAL, paid.seq), copy)
    reprints = payments.reprints_of(terminal.connection, paid.seq)
    return Again(paid.receipt_no, reprints, as_text(terminal, slip), NOTHING)


def print_again(terminal: Terminal, receipt_no: str | None, copy: bool) -> Again:
    """Prints the receipt: the original if it still waits for paper, else a reprint with its number on it.

    Without a printer it is only shown: nothing was printed, so nothing is counted.
    A slip made after its transaction is a reprint even if the transaction printed none (fiscal practice: a duplicata).
    """
    person = terminal.collector
    paid = _find(terminal, receipt_no)
    if not terminal.paper.connected:
        return preview(terminal, paid.receipt_no, copy)
    if not copy and prints.waiting_for_receipt(terminal.connection, paid.receipt_no):
        printed = print_waiting(terminal)
        return preview(terminal, paid.receipt_no, copy)._replace(printed=printed)
    with deed(terminal, person.login) as doing:
        number = payments.reprints_of(doing.connection, paid.seq) + 1
        body = {"receipt_no": paid.receipt_no, "payment_id": paid.payment_id, "reprint": number, "copy": copy}
        entry = doing.record(kinds.RECEIPT_REPRINTED, body)
        slip = _slip(terminal, paid, Mark(REPRINT, entry.seq, number, doing.instant), copy)
        doing.print("reprint", slip, paid.receipt_no)
    return Again(paid.receipt_no, number, as_text(terminal, slip), print_waiting(terminal))


def _find(terminal: Terminal, receipt_no: str | None) -> Recorded:
    paid = payments.find(terminal.connection, receipt_no) if receipt_no else payments.last(terminal.connection)
    if paid is None and receipt_no:
        raise UnknownReceipt(receipt_no=receipt_no)
    if paid is None:
        raise NoReceiptYet
    return paid


def _slip(terminal: Terminal, paid: Recorded, mark: Mark, copy: bool) -> Document:
    entry = journal.entry_at(terminal.connection, terminal.identity.terminal_id, paid.seq)
    slip = receipt_slip(
        read_payment(entry.body),
        terminal.office.business,
        entry.terminal_id,
        people.name_of(terminal.connection, entry.collector),
        entry.body.get("as_of"),
        mark,
        business_date=entry.business_date,
        void_no=paid.void_no,
    )
    return collectors_copy(slip) if copy else slip
