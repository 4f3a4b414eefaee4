"""Sending what is recorded to the office, watched or left to itself, and what became of it."""

from collections.abc import Callable

from mpos.keypad.background import UPLOADING, send_all
from mpos.keypad.language import _
from mpos.keypad.page import Desk, Move, home, push
from mpos.services.unsent import count_unsent
from mpos.services.uploading import Uploaded

from .summary import Row, SummaryPage
from .working import WorkingPage


def start_upload(desk: Desk, then: Callable[[], Move] = home) -> Move:
    """Begins the upload, or shows the one that goes on in the background."""

    def progress() -> str:
        return _("Still to send: {count}").format(count=f"{count_unsent(desk.terminal.connection):,}")

    errand = desk.errands.start(UPLOADING, send_all)
    return push(WorkingPage(desk, _("UPLOAD"), errand, lambda done: home(_sent(desk, done, then)), progress))


def _sent(desk: Desk, done: Uploaded, then: Callable[[], Move]) -> SummaryPage:
    rows = [Row(_("Entries sent"), f"{done.sent:,}"), Row(_("Still to send"), f"{done.pending:,}")]
    if done.signatures.waiting:
        rows.append(Row(_("Signatures to send"), f"{done.signatures.waiting:,}"))
    if done.refused:
        rows.append(Row(_("For the office to see to"), f"{len(done.refused):,}"))
        said = _("The office could not read some. It keeps them; nothing is lost. Tell your office.")
    elif done.pending:
        said = _("The rest is safe here and is sent later.")
    else:
        said = _("The office has everything.")
    return SummaryPage(desk, _("UPLOADED"), rows, below=[said], then=then)
