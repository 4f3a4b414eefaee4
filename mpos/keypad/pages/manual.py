"""What was receipted on paper, and checks in keeping."""

from mpos.keypad.page import Page


class ManualPage(Page):
    """Paper receipts and post-dated checks."""
