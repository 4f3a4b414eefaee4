"""Collector codes."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends

from bridge.access.scopes import Scope
from bridge.items.codes import code_item
from bridge.store.codes import list_codes
from bridge.store.engine import reading

from .asking import Asker, asker_with
from .paging import Paging, page_of, paging
from .places import OFFICE_API, place

router = APIRouter(tags=["Collector codes"])
Asking = Annotated[Asker, Depends(asker_with(Scope.CODES_READ))]


@router.get(f"{OFFICE_API}/codes", **place(Scope.CODES_READ, "CodePage"))
def codes(asker: Asking, wanted: Annotated[Paging, Depends(paging)]) -> dict[str, Any]:
    """All codes with what is due in them and who works under them, in their order."""
    last = wanted.after(str)
    with reading(asker.bridge.engine) as conn:
        found = [code for code in list_codes(conn) if last is None or code.collector_code > last[0]]
    return page_of(found, wanted, lambda code: (code.collector_code,), code_item)
