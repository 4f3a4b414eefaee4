"""Bringing the day's SOAs, watched or left to itself, and what came."""

from mpos.contract.money import print_money
from mpos.keypad.background import DOWNLOADING
from mpos.keypad.language import _
from mpos.keypad.page import Desk, Move, home, push
from mpos.services.downloading import Downloaded, download
from mpos.slips.wording import shown_time

from .summary import Row, SummaryPage
from .working import WorkingPage


def start_download(desk: Desk) -> Move:
    """Begins the download, or shows the one that runs."""
    started = desk.terminal.clock.now()

    def progress() -> str:
        seconds = max(0, int((desk.terminal.clock.now() - started).total_seconds()))
        return _("{seconds} seconds. Until all is here the list from before is used.").format(seconds=seconds)

    errand = desk.errands.start(DOWNLOADING, download)
    return push(WorkingPage(desk, _("DOWNLOAD SOAS"), errand, lambda done: home(_brought(desk, done)), progress))


def _brought(desk: Desk, done: Downloaded) -> SummaryPage:
    rows = [
        Row(_("SOAs"), f"{done.total:,}"),
        Row(_("Due"), print_money(done.amount_due_minor)),
        Row(_("Changed, dropped"), f"{done.changed:,}, {done.dropped:,}"),
    ]
    if done.as_of:
        rows.insert(2, Row(_("As of"), shown_time(done.as_of, desk.terminal.clock.now().isoformat())))
    below = []
    if done.failed + done.failed_at_office:
        rows.append(Row(_("Failed"), f"{done.failed + done.failed_at_office:,}"))
        below = [_("Tell your office that some failed.")]
    return SummaryPage(desk, _("DOWNLOADED"), rows, below=below)
