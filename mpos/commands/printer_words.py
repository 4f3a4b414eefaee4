"""What people are told about a printer and its queue: what to do next, and what to look for on paper."""

from collections.abc import Iterator, Mapping

from mpos.light.typing import Any
from mpos.services.print_queue import RECEIPT_SLIPS, Queue
from mpos.services.terminal import PaperState
from mpos.settings import NO_PRINTER, Settings
from mpos.store.prints import CONFIRMED, FAILED, QUEUED, SENT, UNKNOWN, PrintJob

_STANDING = {
    QUEUED: "waits",
    SENT: "on its way",
    UNKNOWN: "sent, look at the paper",
    FAILED: "stopped in the middle",
    CONFIRMED: "on paper",
}
_PESO = {"P": "a P", "PHP": "PHP", "glyph": "a P with two bars"}


def where_set(environ: Mapping[str, str], settings: Settings) -> str:
    """What says which printer it is."""
    if "MPOS_PRINTER" in environ:
        return "MPOS_PRINTER"
    return "not set" if settings.printer == NO_PRINTER else "config.toml"


def next_step(state: PaperState, queue: Queue, settings: Settings) -> str:
    """The one command that helps now."""
    if settings.printer == NO_PRINTER:
        return "mpos printer list"
    if not state.ready:
        return "see to the printer, then: mpos printer status"
    if queue.states[QUEUED]:
        return "mpos printer send"
    if queue.states[UNKNOWN] or queue.states[FAILED]:
        return "mpos printer queue"
    return "mpos printer test"


def advice(settings: Settings) -> Iterator[str]:
    """What to look for on a test slip, and what helps where it is otherwise."""
    yield "1. The digits at the top fill one line: if they wrap, set fewer columns, and if they end early, more."
    yield "2. Letters are as in Spanish names, Ñ and ñ first: if not, set another profile."
    yield "3. Amounts end at the right edge, one below the other."
    yield f"4. Before an amount stands {_PESO[settings.printer_peso]}: if not, set --peso P."
    yield "5. A phone reads the code: if not, set another profile."
    yield "6. The last line came out in one piece."


def counts(queue: Queue) -> str:
    """The queue in a line."""
    in_doubt = queue.states[UNKNOWN] + queue.states[FAILED]
    return f"{queue.states[QUEUED]} wait, {in_doubt} in doubt"


def slip_content(job: PrintJob) -> dict[str, Any]:
    """A slip of the queue as --json prints it."""
    fields = {name: value for name, value in job._asdict().items() if name != "document"}
    return {**fields, "next": _print_with(job)}


def slip_row(job: PrintJob, queued_at: str) -> tuple[object, ...]:
    """The same as a row of a table."""
    standing = _STANDING.get(job.state, job.state)
    return job.job_id, job.slip.replace("_", " "), job.receipt_no, queued_at, standing, _print_with(job)


def _print_with(job: PrintJob) -> str | None:
    if job.state in (QUEUED, SENT):
        return "mpos printer send"
    return f"mpos receipt {job.receipt_no}" if job.slip in RECEIPT_SLIPS else f"mpos printer again {job.job_id}"
