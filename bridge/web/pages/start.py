"""The way in: the office's day begins with today."""

from fastapi import APIRouter
from fastapi.responses import RedirectResponse

from .signing_in import START

router = APIRouter(include_in_schema=False)


@router.get("/")
def start() -> RedirectResponse:
    """To today's page."""
    return RedirectResponse(START, 303)
