"""A page: one screen that shows something and takes keys. It holds what was typed on it; services hold the rules."""

from mpos.light.typing import TYPE_CHECKING, NamedTuple
from mpos.services.terminal import Terminal
from mpos.settings import Settings

from .frame import Size, View
from .keys import CLEAR, Key

if TYPE_CHECKING:
    from .errands import Errands


class Desk(NamedTuple):
    """What every page works with: the terminal, those who run errands beside the keys, and how this device is set."""

    terminal: Terminal
    errands: "Errands"
    settings: Settings


class Move(NamedTuple):
    """Where a key leads.

    `flush` forgets keys that were pressed too early: after a confirmation a double press must not confirm twice.
    """

    kind: str
    page: "Page | None" = None
    flush: bool = False


PUSH, REPLACE, BACK, HOME = "push", "replace", "back", "home"


def push(page: "Page", *, flush: bool = False) -> Move:
    """On to a page; Clear comes back to this one."""
    return Move(PUSH, page, flush)


def replace(page: "Page", *, flush: bool = False) -> Move:
    """On to a page in the place of this one."""
    return Move(REPLACE, page, flush)


def back() -> Move:
    """To the page before."""
    return Move(BACK)


def home(page: "Page | None" = None, *, flush: bool = False) -> Move:
    """To the main menu, with a page above it, if one is named: what lies between is done and can't be gone back to."""
    return Move(HOME, page, flush)


class Page:
    """One screen. Clear goes back unless the page has a use for it."""

    confirms = False
    """Whether Enter does here what is asked: no Enter counts that was held down, or came with a barcode."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk

    @property
    def terminal(self) -> Terminal:
        """The device."""
        return self.desk.terminal

    def view(self, room: Size) -> View:
        """What to show in so many columns and rows; the title and the keys have rows of their own."""
        raise NotImplementedError

    def press(self, key: Key) -> Move | None:
        """What a key does; None stays here. May raise a Problem: it is shown, and nothing is lost."""
        return back() if key == CLEAR else None

    def tick(self) -> Move | None:
        """Called now and then, and when an errand has news."""
        return None

    def resumed(self) -> None:
        """Called when the page is on top again: what it shows may have changed."""
