"""The office's day in one look."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends

from bridge.access.scopes import Scope
from bridge.reconcile.today import look
from bridge.reconcile.today_told import today_told

from .asking import Asker, asker_with
from .places import OFFICE_API, place

router = APIRouter(tags=["Today"])
Asking = Annotated[Asker, Depends(asker_with(Scope.TODAY_READ))]


@router.get(f"{OFFICE_API}/today", **place(Scope.TODAY_READ, "Today"))
def today(asker: Asking) -> dict[str, Any]:
    """Whether the download is complete, where each peso is, and what waits for a person."""
    return today_told(asker.bridge, look(asker.bridge, asker.actor))
