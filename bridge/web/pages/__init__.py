"""The office's pages: rendered here, without a script, for any browser that reaches the bridge."""

from fastapi import FastAPI

from . import receipts
from .pace import Pace

__all__ = ["add_pages"]


def add_pages(app: FastAPI) -> None:
    """Lets the application serve the pages. They are no part of the terminals' API, nor of its description."""
    app.state.receipt_checks = Pace()
    app.include_router(receipts.router)
