"""What goes on beside the keys without being asked: slips to paper, and entries to the office when a network is there.

An upload that fails is tried again later and later. A slip that fails waits until the next one is queued, or a person
has seen to the printer.
"""

from collections.abc import Callable

from mpos.services.contacting import missing_the_office
from mpos.services.printing import Printed, print_queue
from mpos.services.terminal import Terminal
from mpos.services.unsent import count_unsent
from mpos.services.uploading import Uploaded, upload
from mpos.store import prints
from mpos.store import settings as facts
from mpos.store.identity import read_identity

from .errands import Errand
from .page import Desk

PRINTING, UPLOADING, DOWNLOADING = "printing", "upload", "download"
FIRST_PAUSE_S, LONGEST_PAUSE_S = 15.0, 600.0
"""Between two tries to upload: soon after a payment, but no more than six an hour where there is no network."""
MAX_ROUNDS = 20
"""Of printing, without a pause: a thousand slips, and an end for a queue that never gets shorter."""


class Background:
    """Starts errands when there is something to do, one of a kind at a time."""

    def __init__(self, desk: Desk, uploads: bool, seconds: Callable[[], float]) -> None:
        self._desk = desk
        self._uploads = uploads
        self._seconds = seconds
        self._upload: Errand[Uploaded] | None = None
        self._pause_s = FIRST_PAUSE_S
        self._not_before = seconds() + FIRST_PAUSE_S
        # What waits since the device was switched off is tried once, like what is queued from now on.
        self._newest_tried = 0

    def tick(self) -> None:
        """Looks whether there is something to print or to send."""
        self.print_new()
        if self._upload is not None and self._upload.is_done:
            self._learn(self._upload)
            self._upload = None
        if self._uploads and self._upload is None and self._seconds() >= self._not_before and self._has_news():
            self._upload = self._desk.errands.start(UPLOADING, send_all)

    def print_new(self) -> None:
        """Begins to print what was queued since the last time.

        A slip that was queued just as an errand ended would else wait for the next one.
        """
        newest = prints.newest(self._desk.terminal.connection)
        if newest != self._newest_tried and not self._desk.errands.running(PRINTING):
            self._newest_tried = newest
            print_soon(self._desk)

    def _learn(self, tried: Errand[Uploaded]) -> None:
        self._pause_s = FIRST_PAUSE_S if tried.problem is None else min(2 * self._pause_s, LONGEST_PAUSE_S)
        self._not_before = self._seconds() + self._pause_s

    def _has_news(self) -> bool:
        connection = self._desk.terminal.connection
        is_ours = read_identity(connection) is not None and facts.read_setting(connection, facts.SESSION) is not None
        return is_ours and count_unsent(connection) > 0


def print_soon(desk: Desk) -> Errand[Printed] | None:
    """Sends the waiting slips beside the keys; None when there is none, or no printer."""
    if not desk.terminal.paper.connected or not prints.count_waiting(desk.terminal.connection):
        return None
    return desk.errands.start(PRINTING, _print_all)


def send_all(terminal: Terminal) -> Uploaded:
    """Uploads; where nobody answers, what is due for want of the office is done."""
    with missing_the_office(terminal):
        return upload(terminal)


def _print_all(terminal: Terminal) -> Printed:
    """Round by round, as long as the printer says that it is well, so that a long queue does not stay behind."""
    printed = print_queue(terminal)
    for _round in range(MAX_ROUNDS):
        if not printed.waiting or not printed.sent or printed.unconfirmed:
            break
        printed = print_queue(terminal)
    return printed
