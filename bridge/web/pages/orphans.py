"""Accounts without a code: SOAs that no terminal is served for anybody, and why."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from bridge.store.engine import reading
from bridge.store.orphans import orphan_groups, orphan_soas

from .desk import Seeing

SOAS_A_PAGE = 100
router = APIRouter(include_in_schema=False)


@router.get("/accounts-without-code")
def orphans_page(desk: Seeing, after: str = "") -> HTMLResponse:
    """By code with the reason, and SOA by SOA, page by page."""
    branches = desk.actor.branches
    with reading(desk.bridge.engine) as conn:
        groups = orphan_groups(conn, branches)
        found = orphan_soas(conn, groups, branches, after or None, SOAS_A_PAGE + 1)
    soas = found[:SOAS_A_PAGE]
    return desk.page(
        "orphans.html",
        groups=groups,
        soas=soas,
        reasons={group.collector_code: group.why for group in groups},
        total=(sum(group.soas for group in groups), sum(group.amount_due_minor for group in groups)),
        next_after=soas[-1].soa_no if len(found) > SOAS_A_PAGE else None,
    )
