"""What passes through collectors' hands beside payments: cash, checks in keeping, and money that nobody saw arrive."""

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from bridge.store.confirmations import list_for_confirmation
from bridge.store.engine import reading
from bridge.store.held_checks import COLLECTED, HELD, RETURNED, STATES, HeldFilter, list_held_checks, sums_of_checks
from bridge.store.remittances import RemittanceFilter, cash_in_hand, list_remittances

from .desk import Seeing
from .payments import RECENT, day_of

MAX_ROWS = 500
"""Of one list; it is narrowed by day and collector."""
ALL = "all"
KINDS = {HELD: "open", COLLECTED: "good", RETURNED: "quiet"}
router = APIRouter(include_in_schema=False)


@router.get("/remittances")
def remittances_page(desk: Seeing, since: str = "", until: str = "", collector: str = "") -> HTMLResponse:
    """Cash collected, handed over and still in hand, by collector and business day; of the last weeks unless asked."""
    if not desk.request.query_params:
        since = (desk.bridge.clock.now().astimezone(desk.bridge.settings.zone).date() - RECENT).isoformat()
    wanted = RemittanceFilter(day_of(since), day_of(until), collector.strip() or None, desk.actor.branches)
    with reading(desk.bridge.engine) as conn:
        cash = cash_in_hand(conn, wanted, MAX_ROWS + 1)
        remittances = list_remittances(conn, wanted, MAX_ROWS + 1)
    return desk.page(
        "remittances.html",
        days=cash.days[:MAX_ROWS],
        remittances=remittances[:MAX_ROWS],
        totals=cash.totals,
        is_cut=len(cash.days) > MAX_ROWS or len(remittances) > MAX_ROWS,
        since=since,
        until=until,
        collector=collector,
    )


@router.get("/checks")
def checks_page(desk: Seeing, state: str = HELD, until: str = "", collector: str = "") -> HTMLResponse:
    """Checks by the day on which they may be presented."""
    chosen = state if state in STATES else ALL
    wanted = HeldFilter(
        None if chosen == ALL else chosen, collector.strip() or None, day_of(until), desk.actor.branches
    )
    with reading(desk.bridge.engine) as conn:
        checks = list_held_checks(conn, wanted, MAX_ROWS + 1)
        sums = sums_of_checks(conn, wanted)
    today = desk.bridge.clock.now().astimezone(desk.bridge.settings.zone).date().isoformat()
    return desk.page(
        "checks.html",
        checks=checks[:MAX_ROWS],
        is_cut=len(checks) > MAX_ROWS,
        sums=sums,
        states=(*STATES, ALL),
        kinds=KINDS,
        state=chosen,
        until=until,
        collector=collector,
        today=today,
    )


@router.get("/confirmations")
def confirmations_page(desk: Seeing, every: str = "") -> HTMLResponse:
    """Tenders to look for in the account, the oldest first."""
    with reading(desk.bridge.engine) as conn:
        found = list_for_confirmation(conn, desk.actor.branches, MAX_ROWS + 1, open_only=not every)
    return desk.page("confirmations.html", tenders=found[:MAX_ROWS], is_cut=len(found) > MAX_ROWS, every=bool(every))
