"""Business days held against PSCloud's books, both ways."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends

from bridge.access.scopes import Scope
from bridge.deeds.reconcile_day import AllBranchesNeeded, see_all_branches
from bridge.items.reconciliations import difference_item, run_item
from bridge.problems import NotFound
from bridge.store.engine import reading
from bridge.store.reconciliations import Run, differences_of, find_run, list_runs

from .asking import Asker, asker_with
from .paging import Paged, page_of
from .parameters import Day, Number
from .places import OFFICE_API, place

router = APIRouter(tags=["Reconciliation"])
Asking = Annotated[Asker, Depends(asker_with(Scope.RECONCILIATIONS_READ))]


@router.get(
    f"{OFFICE_API}/reconciliations", **place(Scope.RECONCILIATIONS_READ, "ReconciliationPage", AllBranchesNeeded)
)
def reconciliations(asker: Asking, page: Paged, business_date: Day = None) -> dict[str, Any]:
    """The runs, the newest first."""
    see_all_branches(asker.actor)
    before = page.after(int)
    with reading(asker.bridge.engine) as conn:
        found = list_runs(conn, page.limit + 1, business_date, before[0] if before else None)
    return page_of(found, page, _place, lambda run: run_item(asker.bridge, run))


@router.get(
    f"{OFFICE_API}/reconciliations/{{number}}/differences",
    **place(Scope.RECONCILIATIONS_READ, "ReconciliationDifferencePage", AllBranchesNeeded, NotFound),
)
def differences(asker: Asking, number: Number, page: Paged) -> dict[str, Any]:
    """The payments that differ in a run, and what helps."""
    see_all_branches(asker.actor)
    behind = page.after(int)
    with reading(asker.bridge.engine) as conn:
        if find_run(conn, number) is None:
            raise NotFound(what=f"reconciliation {number}")
        found = differences_of(conn, number, page.limit + 1, behind[0] if behind else 0)
    return page_of(found, page, lambda each: (each[0],), lambda each: difference_item(each[1]))


def _place(run: Run) -> tuple[int]:
    return (run.reconciliation_id,)
