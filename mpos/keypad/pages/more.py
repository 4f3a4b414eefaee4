"""What is needed now and then: status, printer, language, lock, log out."""

from mpos.keypad.page import Page


class MorePage(Page):
    """The rest."""
