"""One SOA: what is due and why, what came of it so far, and PSCloud's word on it at this moment."""

from typing import Any

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from bridge.soas.look_up import Field, look_up_soon, side_by_side
from bridge.soas.story import NoSoa, Story, story_of
from bridge.store.engine import reading
from mpos.contract.due import is_reflected
from mpos.contract.problems import Problem

from .desk import Desk, Seeing, TypedForm
from .forms import OfficeForm

router = APIRouter(include_in_schema=False)
STATUS_KINDS = {"active": "open", "settled": "good", "cancelled": "quiet", "gone": "quiet"}
PAYMENT_KINDS = {"completed": "good", "failed": "bad"}


@router.get("/soas/{soa_no:path}")
def soa_page(desk: Seeing, soa_no: str) -> HTMLResponse:
    """All that the office knows of it."""
    return _page(desk, soa_no)


@router.post("/soas/{soa_no:path}/live")
def look_now(desk: Seeing, soa_no: str, typed: TypedForm) -> HTMLResponse:
    """The same page with PSCloud's word beside it."""
    desk.filled(OfficeForm, typed)
    return _page(desk, soa_no, asks=True)


def _page(desk: Desk, soa_no: str, *, asks: bool = False) -> HTMLResponse:
    with reading(desk.bridge.engine) as conn:
        story = story_of(conn, soa_no, desk.actor.branches)
    # The database is let go of before PSCloud is waited for.
    fields, problem = _asked(desk, story) if asks else (None, None)
    unreflected = [effect for effect in story.effects if not is_reflected(effect, story.due.soa.version)]
    content: dict[str, Any] = {
        "story": story,
        "fields": fields,
        "problem": problem,
        "pending_minor": sum(effect.balance_minor + effect.penalty_minor for effect in unreflected),
        "status_kinds": STATUS_KINDS,
        "payment_kinds": PAYMENT_KINDS,
    }
    return desk.page("soa.html", problem.http_status if problem else 200, **content)


def _asked(desk: Desk, story: Story) -> tuple[list[Field] | None, Problem | None]:
    soa = story.due.soa
    try:
        found = look_up_soon(desk.bridge, soa.soa_no)
    except Problem as problem:
        return None, problem
    branches = desk.actor.branches
    if branches is not None and found.soa.branch not in branches:
        return None, NoSoa(soa_no=soa.soa_no, reason=": PSCloud has it in another branch now")
    return side_by_side(soa, story.row.status, found), None
