"""How slips fare on their way to paper, as the collector is told."""

from mpos.keypad.background import PRINTING
from mpos.keypad.language import _, marked
from mpos.keypad.page import Desk
from mpos.keypad.said_elsewhere import said_here
from mpos.store import prints
from mpos.store.prints import PrintJob

PRINT_NOW = "1"
_SAID = {
    prints.CONFIRMED: marked("The receipt is printed."),
    prints.UNKNOWN: marked("Not confirmed. Look at the paper. Is nothing there? Print it again: menu 2."),
    prints.FAILED: marked("Printed in part. Print it again: menu 2."),
}
_SIGNS = {prints.QUEUED: "*", prints.SENT: "*", prints.UNKNOWN: "?", prints.FAILED: "?"}
"""Beside a receipt in a list: not on paper yet, and in doubt."""


def told_of_receipt(desk: Desk, receipt_no: str) -> str:
    """How the newest slip of a receipt fares, and which key helps."""
    if not desk.terminal.paper.connected:
        return _("No printer is set up. The payment is recorded.")
    job = _job(desk, receipt_no)
    if job is None:
        return _("The payment is recorded.")
    if job.state in _SAID:
        return _(_SAID[job.state])
    return _told_of_waiting(desk, job.detail)


def told_of_queue(desk: Desk) -> str:
    """How a slip fares that is no receipt, together with all that wait."""
    if not desk.terminal.paper.connected:
        return _("No printer is set up.")
    if prints.count_waiting(desk.terminal.connection) or desk.errands.running(PRINTING):
        return _told_of_waiting(desk, None)
    return _("The slip is sent to the printer. Look at the paper.")


def sign_of(desk: Desk, receipt_no: str) -> str:
    """One sign for a list: empty when the receipt is on paper, or was never to be."""
    job = _job(desk, receipt_no)
    return _SIGNS.get(job.state, "") if job else ""


def waits(desk: Desk, receipt_no: str) -> bool:
    """Whether nothing of the newest slip of a receipt is on paper yet."""
    job = _job(desk, receipt_no)
    return job is not None and job.state == prints.QUEUED


def _told_of_waiting(desk: Desk, detail: str | None) -> str:
    if desk.errands.running(PRINTING):
        return _("Printing ...")
    return f"{_('NOT PRINTED, but safe. 1: print it now.')} {said_here(detail or '')}".rstrip()


def _job(desk: Desk, receipt_no: str) -> PrintJob | None:
    return prints.last_of_receipt(desk.terminal.connection, receipt_no)
