"""Telling something that is done, until a key is pressed."""

from collections.abc import Sequence

from mpos.keypad.frame import Line, Size, View, paragraph
from mpos.keypad.keys import CLEAR, ENTER, Key
from mpos.keypad.language import _
from mpos.keypad.page import Desk, Move, Page, home


class ToldPage(Page):
    """A title and a few paragraphs. Enter or Clear goes to the menu."""

    def __init__(self, desk: Desk, title: str, paragraphs: Sequence[str]) -> None:
        super().__init__(desk)
        self._title = title
        self._paragraphs = tuple(paragraphs)

    def view(self, room: Size) -> View:
        """The paragraphs."""
        lines: list[Line] = [line for text in self._paragraphs for line in paragraph(text, room.columns)]
        return View(self._title, tuple(lines[: room.rows]), _("Enter: menu"))

    def press(self, key: Key) -> Move | None:
        """To the menu."""
        return home() if key in (ENTER, CLEAR) else None
