"""The printer: how it is, a test slip, and what waits for it."""

from mpos.keypad.background import print_soon
from mpos.keypad.frame import SMALLEST, shortened
from mpos.keypad.language import _
from mpos.keypad.page import Desk, Move, Page, back, push, replace
from mpos.keypad.said_elsewhere import said_here
from mpos.services.printer_setup import print_trial
from mpos.services.terminal import PaperState, PrintOutcome
from mpos.store import prints

from .choosing import Choice, ChoicePage
from .printed import PrintedPage
from .summary import Row, SummaryPage
from .working import WorkingPage

ASKING, TESTING = "asking the printer", "test slip"


class PrinterPage(ChoicePage):
    """What can be done with the printer that is set."""

    def __init__(self, desk: Desk) -> None:
        choices = [
            Choice(_("Check the printer"), self._ask),
            Choice(_("Print a test slip"), self._test),
            Choice(_("Print what waits"), self._print_waiting),
        ]
        super().__init__(desk, _("PRINTER"), choices, above=[shortened(desk.settings.printer, SMALLEST.columns)])

    def _ask(self) -> Move:
        errand = self.desk.errands.start(ASKING, lambda terminal: terminal.paper.state())
        return push(WorkingPage(self.desk, _("PRINTER"), errand, self._told))

    def _told(self, state: PaperState) -> Move:
        title = _("IT CAN PRINT") if state.ready else _("IT CAN'T PRINT")
        return replace(_how_it_is(self.desk, title, state.detail))

    def _test(self) -> Move:
        errand = self.desk.errands.start(TESTING, lambda terminal: print_trial(terminal, self.desk.settings))
        return push(WorkingPage(self.desk, _("TEST SLIP"), errand, self._tested))

    def _tested(self, outcome: PrintOutcome) -> Move:
        title = _("NOT PRINTED") if outcome.state == "failed" else _("SENT: LOOK AT THE PAPER")
        return replace(_how_it_is(self.desk, title, outcome.detail))

    def _print_waiting(self) -> Move:
        waiting = prints.count_waiting(self.terminal.connection)
        if not waiting:
            return push(_how_it_is(self.desk, _("NOTHING WAITS"), ""))
        print_soon(self.desk)
        return push(PrintedPage(self.desk, _("PRINT WHAT WAITS"), [_("Slips: {count}").format(count=waiting)]))


def _how_it_is(desk: Desk, title: str, detail: str) -> Page:
    waiting = prints.count_waiting(desk.terminal.connection)
    return SummaryPage(desk, title, [Row(_("Slips that wait"), str(waiting))], below=[said_here(detail)], then=back)
