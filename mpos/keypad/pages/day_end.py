"""The end of the day, step by step: what is done, what comes next, and what may wait."""

from collections.abc import Callable

from mpos.contract.money import print_money
from mpos.domain.business_day import CLOSED
from mpos.keypad import guide
from mpos.keypad.frame import Line, Size, View, paragraph
from mpos.keypad.keys import Key
from mpos.keypad.language import _
from mpos.keypad.page import Desk, Move, Page, home, push
from mpos.light.typing import NamedTuple
from mpos.services.cash_box import cash_in_hand
from mpos.services.unsent import count_unsent
from mpos.store import days

from .choosing import Choice, ChoicePage
from .count import CountPage
from .open_registry import OpenRegistryPage
from .readings import ZReadingPage
from .remit import RemitPage
from .upload import start_upload


class _Step(NamedTuple):
    name: str
    label: str
    is_done: bool
    take: Callable[[], Move]


class DayEndPage(Page):
    """The steps in their order. Enter takes the marked one, digits the others."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk)
        self._choices, self._hint = self._made()

    def view(self, room: Size) -> View:
        """The steps, done or not, and a word on the one that is marked."""
        steps = self._choices.view(room)
        said = paragraph(self._hint, room.columns)
        gap = [Line()] * (len(steps.lines) + len(said) < room.rows)
        return View(_("END OF THE DAY"), (*steps.lines, *gap, *said), steps.keys)

    def press(self, key: Key) -> Move | None:
        """A digit or Enter takes a step."""
        return self._choices.press(key)

    def resumed(self) -> None:
        """The day has gone on."""
        self._choices, self._hint = self._made()

    def _made(self) -> tuple[ChoicePage, str]:
        following = guide.next_at_the_end(self.terminal)
        steps = self._steps()
        names = [step.name for step in steps]
        choices = [Choice(f"[{'x' if step.is_done else ' '}] {step.label}", step.take) for step in steps]
        return ChoicePage(self.desk, "", choices, marked=names.index(following)), self._hint_for(following)

    def _steps(self) -> list[_Step]:
        desk, terminal = self.desk, self.terminal
        done = guide.done_at_the_end(terminal)

        def again() -> Move:
            return home(DayEndPage(desk))

        waiting = count_unsent(terminal.connection)
        upload = _("Upload ({count} to send)").format(count=f"{waiting:,}") if waiting else _("Upload")
        steps = [
            _Step(guide.UPLOAD, upload, guide.UPLOAD in done, lambda: start_upload(desk, again)),
            _Step(guide.COUNT, _("Count the cash"), guide.COUNT in done, lambda: push(CountPage(desk, again))),
            _Step(
                guide.Z_READING,
                _("Z-reading"),
                guide.Z_READING in done,
                lambda: push(ZReadingPage(desk, again), flush=True),
            ),
            _Step(guide.REMIT, _("Remit the cash"), guide.REMIT in done, lambda: push(RemitPage(desk, again))),
        ]
        day = days.last_day(terminal.connection)
        if day is None or day.state == CLOSED:
            label = _("Open the next day")
            steps.append(_Step(guide.OPEN_REGISTRY, label, False, lambda: push(OpenRegistryPage(desk))))
        return steps

    def _hint_for(self, step: str) -> str:
        if step == guide.UPLOAD and guide.must_upload_first(self.terminal):
            return _("The office wants the upload before the Z-reading.")
        if step == guide.OPEN_REGISTRY and (left := cash_in_hand(self.terminal)):
            return _("Not remitted: {amount}").format(amount=print_money(left))
        return {
            guide.UPLOAD: _("No network? It can wait."),
            guide.COUNT: _("Count before the Z-reading."),
            guide.Z_READING: _("2 counts again, if the count was wrong."),
            guide.REMIT: _("Hand over the cash."),
        }.get(step, _("The day is done."))
