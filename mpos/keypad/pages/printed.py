"""After something went to the printer: what it was, and how it fares, until a key is pressed."""

from collections.abc import Callable, Sequence

from mpos.keypad.background import print_soon
from mpos.keypad.frame import Size, View, paragraph
from mpos.keypad.keys import CLEAR, ENTER, Key
from mpos.keypad.language import _
from mpos.keypad.page import Desk, Move, Page, home

from .slip_states import PRINT_NOW, told_of_queue


class PrintedPage(Page):
    """What is done, and how its slip fares. Enter or Clear goes to the menu, 1 prints what waits.

    `paper` tells of the slip in question; without it, of all that wait.
    """

    def __init__(
        self, desk: Desk, title: str, said: Sequence[str], paper: Callable[[Desk], str] = told_of_queue
    ) -> None:
        super().__init__(desk)
        self._title = title
        self._said = tuple(said)
        self._paper = paper

    def view(self, room: Size) -> View:
        """What is done, then the paper."""
        texts = (*self._said, "", self._paper(self.desk))
        lines = [line for text in texts for line in paragraph(text, room.columns)]
        return View(self._title, tuple(lines[: room.rows]), _("Enter: menu"))

    def press(self, key: Key) -> Move | None:
        """To the menu."""
        if key == PRINT_NOW:
            print_soon(self.desk)
        return home() if key in (ENTER, CLEAR) else None
