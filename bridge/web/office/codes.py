"""Collector codes."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends

from bridge.access.scopes import Scope
from bridge.items.codes import code_item
from bridge.store.codes import list_codes
from bridge.store.engine import reading

from .asking import Asker, asker_with
from .paging import Paged, page_of
from .places import OFFICE_API, place

router = APIRouter(tags=["Collector codes"])
Asking = Annotated[Asker, Depends(asker_with(Scope.CODES_READ))]


@router.get(f"{OFFICE_API}/codes", **place(Scope.CODES_READ, "CodePage"))
def codes(asker: Asking, wanted: Paged) -> dict[str, Any]:
    """All codes in their order, with what is due in them, and the people and terminals that they are served to."""
    last = wanted.after(str)
    with reading(asker.bridge.engine) as conn:
        found = list_codes(conn, asker.actor.branches)
    later = [code for code in found if last is None or code.collector_code > last[0]]
    return page_of(later, wanted, lambda code: (code.collector_code,), code_item)
