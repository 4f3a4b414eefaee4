"""What the collector is told when something goes wrong: what happened, that the money is safe, and which key helps."""

from mpos.contract.problems import Problem

from .frame import CUT, Line, Size, View, paragraph, shortened
from .keys import CLEAR, ENTER, Key
from .language import _, marked
from .page import Desk, Move, Page, back
from .said_elsewhere import said_here
from .what_helps import what_helps

SAFE = marked("The money is safe: nothing that was recorded is lost.")
MAX_FACT = 40
"""Columns of one fact in a sentence, so that a long one does not push out what the sentence says of it."""


class ProblemPage(Page):
    """One problem. Enter or Clear goes back to where it happened; what was typed there is still there."""

    def __init__(self, desk: Desk, problem: Problem) -> None:
        super().__init__(desk)
        self._problem = problem

    def view(self, room: Size) -> View:
        """What happened, that the money is safe, what helps."""
        return problem_view(self._problem, room)

    def press(self, key: Key) -> Move | None:
        """Back."""
        return back() if key in (ENTER, CLEAR) else None


def problem_view(problem: Problem, room: Size) -> View:
    """What happened, as far as there is room; that the money is safe and what helps are always there in full."""
    happened, safe, helps = (paragraph(text, room.columns) for text in told(problem))
    rows = max(1, room.rows - len(safe) - len(helps))
    if len(happened) > rows:
        last = shortened(happened[rows - 1].text, room.columns - len(CUT)) + CUT
        happened = [*happened[: rows - 1], Line(last)]
    gaps = rows - len(happened)
    lines = [*happened, *[Line()] * (gaps > 0), *safe, *[Line()] * (gaps > 1), *helps]
    return View(_("NOT DONE"), tuple(lines), _("Enter: go back"))


def told(problem: Problem) -> tuple[str, str, str]:
    """The three sentences: what happened, that the money is safe, which key helps."""
    return _(type(problem).__doc__ or "").format_map(_Facts(problem.facts)), _(SAFE), what_helps(problem)


class _Facts(dict[str, object]):
    def __getitem__(self, name: str) -> str:
        return shortened(said_here(str(super().__getitem__(name))), MAX_FACT)

    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"
