"""A receipt again: shown on the screen, printed late if it is still due on paper, or reprinted, marked and counted."""

from mpos.contract import kinds
from mpos.contract.payment import read_payment
from mpos.domain.refusals import NoReceiptYet, UnknownReceipt
from mpos.light.paths import Path
from mpos.light.typing import NamedTuple
from mpos.slips.receipt import ORIGINAL, REPRINT, Mark, collectors_copy, receipt_slip
from mpos.store import journal, payments, people, prints
from mpos.store.payments import Recorded
from printers.document import Document, to_json

from .deed import deed
from .files import write_whole
from .printing import NOTHING, Printed, as_text, print_waiting
from .proving import proof_of
from .signatures import drawn
from .terminal import Terminal


class Again(NamedTuple):
    """A receipt as it was shown or printed again. `reprints` counts what was printed beyond the original."""

    receipt_no: str
    reprints: int
    text: str
    printed: Printed


def preview(terminal: Terminal, receipt_no: str | None, copy: bool, png: Path | None = None) -> Again:
    """The receipt as text, as it was printed first. Prints and records nothing.

    Into the file `png` goes a picture of it, dot for dot as the printer would print it; UnwritableFile if it can't be.
    """
    _ = terminal.collector
    paid = _find(terminal, receipt_no)
    slip = _slip(terminal, paid, Mark(ORIGINAL, paid.seq), copy)
    if png is not None:
        write_whole(png, terminal.paper.draw(to_json(slip)))
    reprints = payments.reprints_of(terminal.connection, paid.seq)
    return Again(paid.receipt_no, reprints, as_text(terminal, slip), NOTHING)


def shown_again(terminal: Terminal, receipt_no: str, copy: bool = False) -> Document:
    """The receipt as it was printed first, for a screen. Prints and records nothing."""
    _ = terminal.collector
    paid = _find(terminal, receipt_no)
    return _slip(terminal, paid, Mark(ORIGINAL, paid.seq), copy)


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
    payment, issuer = read_payment(entry.body), terminal.issuer
    slip = receipt_slip(
        payment,
        issuer,
        people.name_of(terminal.connection, entry.collector),
        entry.body.get("as_of"),
        mark,
        business_date=entry.business_date,
        void_no=paid.void_no,
        proof=proof_of(terminal, payment, entry),
    )
    return collectors_copy(slip, issuer, drawn(terminal, paid.receipt_no)) if copy else slip
