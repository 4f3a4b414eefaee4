"""The last comparison of our SOAs with PSCloud's."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends

from bridge.access.scopes import Scope
from bridge.items.comparisons import comparison_item
from bridge.items.instants import in_zone
from bridge.problems import NotFound
from bridge.soas.comparing import within
from bridge.store.comparisons import newest_comparison
from bridge.store.engine import reading

from .asking import Asker, asker_with
from .places import OFFICE_API, place

router = APIRouter(tags=["Reconciliation"])
Asking = Annotated[Asker, Depends(asker_with(Scope.RECONCILIATIONS_READ))]


@router.get(f"{OFFICE_API}/comparison", **place(Scope.RECONCILIATIONS_READ, "Comparison", NotFound))
def comparison(asker: Asking) -> dict[str, Any]:
    """Counts and sums of both sides as they were then, and the SOAs that differed."""
    with reading(asker.bridge.engine) as conn:
        newest = newest_comparison(conn)
        if newest is None:
            raise NotFound(what="comparison yet")
        kept = within(conn, newest, asker.actor.branches)
    made = {"made_at": in_zone(asker.bridge, newest.made_at), "asked_by": newest.asked_by}
    return made | comparison_item(kept)
