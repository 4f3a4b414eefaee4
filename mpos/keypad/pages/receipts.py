"""Receipts of the day: printed again, taken back, shown."""

from mpos.keypad.page import Page


class ReceiptsPage(Page):
    """The receipts of the open day."""
