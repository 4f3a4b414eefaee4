"""The print queue as people see it: what waits, what is in doubt, and a slip once more."""

from mpos.domain.refusals import NoPrinterSet, SlipOfAReceipt, SlipStillWaits, UnknownSlip, UnreadableSlip
from mpos.light.typing import NamedTuple
from mpos.slips.again import marked_as_reprint
from mpos.store import prints
from mpos.store.prints import PrintJob
from printers.document import BadDocument, Document, from_json

from .deed import deed
from .printing import AGAIN, Printed, print_waiting
from .terminal import Terminal

MOST_SHOWN = 50
"""A queue that is longer needs a printer, not a list."""
RECEIPT_SLIPS = ("receipt", "copy", "reprint")


class Queue(NamedTuple):
    """How many slips are in each state, and the newest of those that were asked for, oldest first."""

    states: dict[str, int]
    slips: list[PrintJob]


def look(terminal: Terminal, *, all_slips: bool = False) -> Queue:
    """The queue as it is now: what waits or is in doubt, or with `all_slips` also what is on paper.

    A slip that is on its way this very moment counts as sent.
    """
    choose = prints.newest_of_all if all_slips else prints.not_confirmed
    return Queue(prints.count_states(terminal.connection), choose(terminal.connection, MOST_SHOWN))


def print_once_more(terminal: Terminal, job_id: int) -> Printed:
    """Prints a slip again that is no receipt, as it was but for its mark: REPRINT, with date and time.

    The journal tells of it as of every slip. Refuses a receipt, whose reprints are counted, and what still waits.
    """
    person = terminal.collector
    if not terminal.paper.connected:
        raise NoPrinterSet
    job = prints.find(terminal.connection, job_id)
    if job is None:
        raise UnknownSlip(job_id=job_id)
    if job.slip in RECEIPT_SLIPS:
        raise SlipOfAReceipt(job_id=job_id, receipt_no=job.receipt_no)
    if job.state == prints.QUEUED:
        raise SlipStillWaits(job_id=job_id)
    with deed(terminal, person.login) as doing:
        doing.print(job.slip.removesuffix(AGAIN) + AGAIN, _marked(terminal, job, doing.instant), job.receipt_no)
    return print_waiting(terminal)


def _marked(terminal: Terminal, job: PrintJob, printed_at: str) -> Document:
    try:
        slip = from_json(job.document)
    except BadDocument as error:
        raise UnreadableSlip(detail=error) from error
    return marked_as_reprint(slip, terminal.issuer, printed_at)
