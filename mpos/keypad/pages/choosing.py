"""Choosing one of a few things by its digit. What comes next is marked, and Enter takes it."""

from collections.abc import Callable, Sequence

from mpos.keypad.frame import Size, View, choice, paragraph
from mpos.keypad.keys import CLEAR, DOWN, ENTER, UP, Key, is_digit
from mpos.keypad.language import _
from mpos.keypad.page import Desk, Move, Page
from mpos.light.typing import NamedTuple

MORE = "0"
MAX_ON_A_PAGE = 9


class Choice(NamedTuple):
    """One thing to choose, as it is shown, and what choosing it does."""

    label: str
    take: Callable[[], Move | None]


class ChoicePage(Page):
    """A list of choices under a title, and under what is said `above` it. What does not fit comes with 0.

    Clear turns back to the page of choices before, and leaves from the first.
    """

    def __init__(
        self, desk: Desk, title: str, choices: Sequence[Choice], marked: int = 0, above: Sequence[str] = ()
    ) -> None:
        super().__init__(desk)
        self._title = title
        self._above = tuple(above)
        self._choices = tuple(choices)
        self._marked = marked
        self._first = 0
        self._shown = MAX_ON_A_PAGE

    def view(self, room: Size) -> View:
        """As many as there is room for, each with its digit."""
        above = [line for text in self._above for line in paragraph(text, room.columns)]
        rows = room.rows - len(above)
        self._shown = max(1, min(MAX_ON_A_PAGE, rows - (len(self._choices) > rows)))
        on_page = self._on_page()
        lines = [
            choice(str(place), one.label, room.columns, marked=self._first + place - 1 == self._marked)
            for place, one in enumerate(on_page, start=1)
        ]
        if len(self._choices) > self._shown:
            lines.append(choice(MORE, _("More"), room.columns))
        return View(self._title, (*above, *lines), _("Digit or Enter  Clear: back"))

    def press(self, key: Key) -> Move | None:
        """A digit takes its choice, Enter the marked one."""
        if key == ENTER and self._marked < len(self._choices):
            return self._choices[self._marked].take()
        if key == MORE and len(self._choices) > self._shown:
            self._turn_over()
            return None
        if is_digit(key):
            on_page = self._on_page()
            return on_page[int(str(key)) - 1].take() if 0 < int(str(key)) <= len(on_page) else None
        if key == CLEAR and self._first:
            self._turn_to(max(0, self._first - self._shown))
            return None
        if key in (UP, DOWN):
            self._mark(self._marked + (1 if key == DOWN else -1))
            return None
        return super().press(key)

    def _on_page(self) -> tuple[Choice, ...]:
        return self._choices[self._first : self._first + self._shown]

    def _turn_over(self) -> None:
        following = self._first + self._shown
        self._turn_to(following if following < len(self._choices) else 0)

    def _turn_to(self, first: int) -> None:
        self._first = self._marked = first

    def _mark(self, place: int) -> None:
        self._marked = place % max(1, len(self._choices))
        self._first = self._marked // self._shown * self._shown
