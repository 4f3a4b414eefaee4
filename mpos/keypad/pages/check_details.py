"""What the office needs to know of a check: bank, number, date."""

from collections.abc import Callable

from mpos.contract.due import Due
from mpos.contract.payment import Tender
from mpos.keypad.page import Desk, Move, Page


def ask_check(desk: Desk, due: Due, tender: Tender, then: Callable[[Tender], Move]) -> Page:
    """Asks for them."""
    raise NotImplementedError
