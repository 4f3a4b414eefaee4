"""The customer signs for a receipt on the touch panel, where this device has one."""

import socket
from contextlib import suppress

from mpos.contract.signature import Signature
from mpos.ink.panels import CLEAR_KEYS, DONE_KEYS, NoPanel, Panel, area_of, find_panels, opened_panel, write_on
from mpos.keypad.advice import ProblemPage
from mpos.keypad.frame import Line, Size, View, paragraph
from mpos.keypad.keys import CLEAR, ENTER, Key
from mpos.keypad.language import _
from mpos.keypad.page import Desk, Move, Page, back, push, replace
from mpos.services.signatures import check_may_sign, sign
from mpos.services.terminal import Terminal

from .summary import Row, SummaryPage

SIGNING = "signing"
BEGIN_ANEW = "0"


def can_sign() -> bool:
    """Whether this device has something to write on."""
    return bool(find_panels())


def ask_signature(desk: Desk, receipt_no: str) -> Move:
    """On to the customer's signature, on the first panel of this device."""
    panels = find_panels()
    if not panels:
        raise NoPanel
    return push(SignaturePage(desk, receipt_no, panels[0]))


class SignaturePage(Page):
    """Waits while the customer writes. Enter ends it, 0 begins anew, Clear gives it up with nothing recorded."""

    def __init__(self, desk: Desk, receipt_no: str, panel: Panel) -> None:
        super().__init__(desk)
        check_may_sign(self.terminal, receipt_no)
        self._receipt_no = receipt_no
        self._said, heard = socket.socketpair()
        self._errand = desk.errands.start(SIGNING, lambda terminal: _signed(terminal, receipt_no, panel, heard))

    def view(self, room: Size) -> View:
        """What to do."""
        texts = (
            _("Hand over the device: the customer signs on it."),
            "",
            _("Enter: it is signed"),
            _("0: begin anew"),
        )
        lines: list[Line] = [line for text in texts for line in paragraph(text, room.columns)]
        title = _("SIGN FOR {number}").format(number=self._receipt_no)
        return View(title, tuple(lines[: room.rows]), _("Clear: without a signature"))

    def press(self, key: Key) -> Move | None:
        """What is pressed is told to whoever follows the pen."""
        if key == ENTER:
            self._say(DONE_KEYS)
        elif key == BEGIN_ANEW:
            self._say(CLEAR_KEYS)
        elif key == CLEAR:
            self._say(CLEAR_KEYS + DONE_KEYS)
            self._said.close()
            return back()
        return None

    def tick(self) -> Move | None:
        """Goes on once it is written."""
        if not self._errand.is_done:
            return None
        self._said.close()
        if self._errand.problem is not None:
            return replace(ProblemPage(self.desk, self._errand.problem))
        rows = [Row(_("Receipt"), self._receipt_no)]
        return replace(SummaryPage(self.desk, _("SIGNED"), rows, below=[_("The copy shows it.")], then=back))

    def _say(self, keys: bytes) -> None:
        # Whoever followed the pen may be done by now.
        with suppress(OSError):
            self._said.send(keys)


def _signed(terminal: Terminal, receipt_no: str, panel: Panel, heard: socket.socket) -> Signature:
    from mpos.ink.picture import picture_of

    with heard, opened_panel(panel.device) as written:
        strokes, area = write_on(written, heard.fileno()), area_of(written)
    return sign(terminal, receipt_no, picture_of(strokes, area))
