"""Payment by QR Ph."""

from collections.abc import Callable

from mpos.keypad.page import Desk, Move, Page

from .taking import Taking


class QrPayPage(Page):
    """Shows the QR."""

    def __init__(self, desk: Desk, taking: Taking, then: Callable[[Taking], Move]) -> None:
        super().__init__(desk)
