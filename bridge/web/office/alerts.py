"""Alerts: what somebody should look at."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends

from bridge.access.scopes import Scope
from bridge.items.alerts import alert_item
from bridge.problems import NotFound
from bridge.store.alerts import Alert, find_alert, list_healed, list_open
from bridge.store.engine import reading

from .asking import Asker, asker_with
from .paging import Paged, page_of
from .parameters import Number
from .places import OFFICE_API, place

router = APIRouter(tags=["Alerts"])
Asking = Annotated[Asker, Depends(asker_with(Scope.ALERTS_READ))]
MOST_OPEN = 10_000
"""Open alerts are looked through for a page; more than that nobody looks after."""


@router.get(f"{OFFICE_API}/alerts", **place(Scope.ALERTS_READ, "AlertPage"))
def open_alerts(asker: Asking, page: Paged) -> dict[str, Any]:
    """The open ones, the newest first."""
    before = page.after(int)
    with reading(asker.bridge.engine) as conn:
        every = list_open(conn, asker.actor.branches, MOST_OPEN)
    newest_first = sorted(every, key=lambda alert: -alert.alert_id)
    later = [alert for alert in newest_first if before is None or alert.alert_id < before[0]]
    return page_of(later, page, _place, lambda alert: alert_item(asker.bridge, alert))


@router.get(f"{OFFICE_API}/healed-alerts", **place(Scope.ALERTS_READ, "AlertPage"))
def healed_alerts(asker: Asking, page: Paged) -> dict[str, Any]:
    """Those that are over, the newest first."""
    before = page.after(int)
    with reading(asker.bridge.engine) as conn:
        found = list_healed(conn, asker.actor.branches, page.limit + 1, before[0] if before else None)
    return page_of(found, page, _place, lambda alert: alert_item(asker.bridge, alert))


@router.get(f"{OFFICE_API}/alerts/{{alert_id}}", **place(Scope.ALERTS_READ, "Alert", NotFound))
def alert(asker: Asking, alert_id: Number) -> dict[str, Any]:
    """One alert."""
    with reading(asker.bridge.engine) as conn:
        found = find_alert(conn, alert_id, asker.actor.branches)
    if found is None:
        raise NotFound(what=f"alert {alert_id}")
    return alert_item(asker.bridge, found)


def _place(alert: Alert) -> tuple[int]:
    return (alert.alert_id,)
