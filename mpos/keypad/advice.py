"""What the collector is told when something goes wrong: what happened, that the money is safe, and which key helps."""

from mpos.contract.problems import Problem

from .frame import Line, Size, View, paragraph
from .keys import CLEAR, ENTER, Key
from .language import _, marked
from .page import Desk, Move, Page, back

SAFE = marked("The money is safe: nothing that was recorded is lost.")
_ADVICE = {
    "registry_closed": marked("Open the registry first: menu 7."),
    "registry_counted": marked("The cash is counted. Take the Z-reading: menu 7."),
    "registry_open": marked("Count the cash and take the Z-reading first: menu 7."),
    "registry_not_counted": marked("Count the cash first: menu 7."),
    "registry_of_another": marked("That collector logs in and closes it first."),
    "no_soa_list": marked("Download the SOAs: menu 4."),
    "soas_forgotten": marked("Check the clock, then download the SOAs: menu 4."),
    "unknown_soa": marked("Search by name, or use menu 3 for a paper receipt."),
    "no_collector_code": marked("Ask the office for a code, then download: menu 4."),
    "more_than_due": marked("Type a lower amount, or say that the rest is an advance."),
    "nothing_due": marked("Nothing has to be paid. Only an advance can be taken."),
    "over_the_limit": marked("Type a lower amount, or ask the office."),
    "wrong_pin": marked("Type the PIN again. After five wrong ones it is locked for a while."),
    "not_uploaded_yet": marked("Upload first: menu 5."),
    "not_printed": marked("See to the printer, then print again: menu 2."),
    "unreachable": marked("No network. Go on working; it is sent later."),
    "void_too_late": marked("Ask the office to correct it."),
    "disk_full": marked("Upload now: menu 5. Then tell your office."),
    "store_busy": marked("Wait a moment and press Enter to try again."),
    "terminal_revoked": marked("Upload, count, take the Z-reading, and go to the office."),
}


class ProblemPage(Page):
    """One problem. Enter or Clear goes back to where it happened; what was typed there is still there."""

    def __init__(self, desk: Desk, problem: Problem) -> None:
        super().__init__(desk)
        self._problem = problem

    def view(self, room: Size) -> View:
        """What happened, that the money is safe, what helps."""
        said = told(self._problem)
        lines = [line for text in said for line in (*paragraph(text, room.columns), Line())]
        return View(_("NOT DONE"), tuple(lines[: room.rows]), _("Enter: go back"))

    def press(self, key: Key) -> Move | None:
        """Back."""
        return back() if key in (ENTER, CLEAR) else None


def told(problem: Problem) -> tuple[str, str, str]:
    """The three sentences: what happened, that the money is safe, which key helps."""
    happened = _(type(problem).__doc__ or "").format_map(_Facts(problem.facts))
    advice = _ADVICE.get(problem.code)
    return happened, _(SAFE), _(advice) if advice else _("Press Enter to go back. If it comes again, tell your office.")


class _Facts(dict[str, object]):
    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"
