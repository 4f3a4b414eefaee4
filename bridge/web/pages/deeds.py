"""The office's journal: who did what."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from bridge.store.engine import reading
from bridge.store.office_deeds import Wanted, list_deeds

from .desk import Seeing

DEEDS_A_PAGE = 100
router = APIRouter(include_in_schema=False)


@router.get("/deeds")
def deeds_page(desk: Seeing, who: str = "", what: str = "", before: int | None = None) -> HTMLResponse:
    """The newest deeds first, page by page."""
    with reading(desk.bridge.engine) as conn:
        found = list_deeds(conn, Wanted(who.strip() or None, what.strip() or None, before), DEEDS_A_PAGE + 1)
    older = found[DEEDS_A_PAGE - 1].deed_id if len(found) > DEEDS_A_PAGE else None
    return desk.page("deeds.html", deeds=found[:DEEDS_A_PAGE], who=who, what=what, older=older)
