"""Sending queued slips to paper, oldest first, after what they tell of is on disk.

A slip is marked as being sent before its first byte: after a power cut it is in doubt, and goes to paper again only as
a reprint. A printer that takes nothing leaves its slip in the queue.
"""

from collections.abc import Callable

from mpos.contract import kinds
from mpos.contract.problems import Problem
from mpos.light.typing import TYPE_CHECKING, NamedTuple
from mpos.store import prints
from mpos.store.alone import alone
from mpos.store.database import transaction, translated
from mpos.store.prints import PrintJob

from .deed import deed
from .terminal import PrintOutcome, Terminal

if TYPE_CHECKING:
    from printers.document import Document

LOCK_FILE = "printer.lock"
AGAIN = " again"
"""Ends the name under which the journal tells of a slip that is printed once more."""
MAX_ROUND = 50
"""Slips sent in one go; a longer queue goes on with the next slip, so that no command prints without end."""
MAX_MUTE = 2
"""Slips sent in one go to a printer that says nothing. Each costs seconds of silence, and there are five in all; but it
must be more than one, or what once waited would never be caught up with."""


class Printed(NamedTuple):
    """How a round of printing ended: slips sent (some perhaps unconfirmed), slips still waiting, what stopped it."""

    sent: int = 0
    waiting: int = 0
    unconfirmed: int = 0
    problem: str | None = None
    in_part: bool = False
    """Whether the last of them stopped in the middle: it is in doubt, and does not wait."""
    doubt: str | None = None
    """Why the last of the unconfirmed is not confirmed."""

    @property
    def all_out(self) -> bool:
        """Whether there was something to print, and none of it is left."""
        return self.sent > 0 and self.problem is None

    @property
    def on_paper(self) -> bool:
        """The same, and the printer has confirmed it: silence is no answer."""
        return self.all_out and not self.unconfirmed


NOTHING = Printed()
BUSY = "The printer is busy with another slip."
INTERRUPTED = "Its printing was interrupted."
MORE_WAIT = "Other slips went first, and there is more to print."


def as_text(terminal: Terminal, slip: "Document") -> str:
    """The slip as the paper would show it, to be looked at on a screen."""
    from printers.document import to_json

    return terminal.paper.preview(to_json(slip))


def print_waiting(terminal: Terminal, wanted: bool = True) -> Printed:
    """Sends what is queued, if it is wanted now, unless somebody else in this program does; never raises.

    What a slip tells of is on disk already: whoever heard an error instead of a receipt would take the payment again.
    """
    if not wanted:
        return NOTHING
    return _told(terminal, _counted if terminal.prints_aside else _print_alone)


def print_queue(terminal: Terminal) -> Printed:
    """Sends what is queued. Never raises for printer, full disk or damage: what waits is told.

    For whoever prints aside, with a terminal of its own on the same store: one round at a time, until nothing waits.
    """
    return _told(terminal, _print_alone)


def print_unrecorded(terminal: Terminal, slip: "Document") -> PrintOutcome:
    """Prints a slip that tells of nothing, as a test does, at once and past the queue. Nothing of it is recorded."""
    from printers.document import to_json

    with alone(terminal.home / LOCK_FILE) as is_alone:
        return terminal.paper.print(to_json(slip)) if is_alone else PrintOutcome("failed", BUSY, 0)


def _told(terminal: Terminal, deed_of_printing: Callable[[Terminal], Printed]) -> Printed:
    try:
        with translated():
            return deed_of_printing(terminal)
    except Problem as problem:
        return Printed(waiting=1, problem=problem.message)


def _counted(terminal: Terminal) -> Printed:
    return Printed(waiting=prints.count_waiting(terminal.connection))


def _print_alone(terminal: Terminal) -> Printed:
    waiting = prints.count_waiting(terminal.connection)
    if not waiting and not prints.is_any_on_its_way(terminal.connection):
        return NOTHING
    with alone(terminal.home / LOCK_FILE) as is_alone:
        if is_alone:
            return _print_round(terminal)
    return Printed(waiting=waiting, problem=BUSY) if waiting else NOTHING


def _print_round(terminal: Terminal) -> Printed:
    """Also takes what others queue meanwhile and, finding the printer busy, leave to this round."""
    with transaction(terminal.connection) as connection:
        interrupted = prints.give_up_interrupted(connection)
    outcomes: list[PrintOutcome] = []
    while len(outcomes) < MAX_ROUND and _goes_on(outcomes):
        with transaction(terminal.connection) as connection:
            job = prints.take(connection)
        if job is None:
            break
        outcomes.append(terminal.paper.print(job.document))
        _note(terminal, job, outcomes[-1])
    if interrupted and not outcomes:
        return Printed(waiting=prints.count_waiting(terminal.connection), doubt=INTERRUPTED)
    return _summed(outcomes, prints.count_waiting(terminal.connection))


def _goes_on(outcomes: list[PrintOutcome]) -> bool:
    """As long as the printer is well, and a little way with one that says nothing."""
    doubtful = [outcome for outcome in outcomes if outcome.state != "confirmed"]
    return len(doubtful) < MAX_MUTE and all(outcome.mute for outcome in doubtful)


def _summed(outcomes: list[PrintOutcome], waiting: int) -> Printed:
    failed = [outcome for outcome in outcomes if outcome.state == "failed"]
    unknown = [outcome for outcome in outcomes if outcome.state == "unknown"]
    return Printed(
        sent=len(outcomes) - len(failed),
        waiting=waiting,
        unconfirmed=len(unknown),
        problem=failed[-1].detail if failed else MORE_WAIT if waiting else None,
        in_part=any(outcome.bytes_sent for outcome in failed),
        doubt=unknown[-1].detail if unknown else None,
    )


def _note(terminal: Terminal, job: PrintJob, outcome: PrintOutcome) -> None:
    untouched = outcome.state == "failed" and outcome.bytes_sent == 0
    if untouched:
        with transaction(terminal.connection) as connection:
            prints.move(connection, job.job_id, prints.SENT, prints.QUEUED, outcome.detail)
        return
    with deed(terminal) as doing:
        prints.move(doing.connection, job.job_id, prints.SENT, outcome.state, outcome.detail)
        doing.record(kinds.SLIP_PRINTED, {"slip": job.slip, "receipt_no": job.receipt_no, "outcome": outcome.state})
