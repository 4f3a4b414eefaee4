"""SOA Customer List."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query

from bridge.access.scopes import Scope
from bridge.items.soas import soas_item, story_item
from bridge.soas.due_rows import due_rows
from bridge.soas.filters import Filters, wanted
from bridge.soas.story import NoSoa, story_of
from bridge.store.engine import reading
from bridge.store.soa_search import BY_AMOUNT, BY_DUE_DATE, SORTS, STATUSES, Cursor, find_soas
from bridge.store.soas import ACTIVE

from .asking import Asker, asker_with
from .paging import Paged, cursor_at
from .parameters import Amount, Day, Flag, Id, Text, one_of
from .places import OFFICE_API, place

router = APIRouter(tags=["SOA Customer List"])
Asking = Annotated[Asker, Depends(asker_with(Scope.SOAS_READ))]
Status = Annotated[str, Query(pattern=one_of(STATUSES))]
Sort = Annotated[str, Query(pattern=one_of(SORTS), description="Longest due first, largest first, or by name.")]


@router.get(f"{OFFICE_API}/soas", **place(Scope.SOAS_READ, "SoaPage"))
def soas(
    asker: Asking,
    page: Paged,
    search: Text = None,
    collector_code: Text = None,
    branch: Text = None,
    due_before: Day = None,
    min_amount: Amount = None,
    max_amount: Amount = None,
    due: Flag = False,
    overdue: Flag = False,
    penalty: Flag = False,
    disputed: Flag = False,
    changed_today: Flag = False,
    status: Status = ACTIVE,
    sort: Sort = BY_DUE_DATE,
) -> dict[str, Any]:
    """The SOAs that match, with what is due of them now, and the sums of all that match.

    A page that looked through many SOAs may have fewer items than the limit, or none, and still a `next`. The sums are
    null when the words searched for are too common to be added up.
    """
    filters = Filters(
        search=search or "",
        collector_code=collector_code or "",
        branch=branch or "",
        due_before=due_before or "",
        min_amount=min_amount or "",
        max_amount=max_amount or "",
        due=due,
        overdue=overdue,
        penalty=penalty,
        disputed=disputed,
        changed_today=changed_today,
        status=status,
        sort=sort,
    )
    after = page.after(int if sort == BY_AMOUNT else str, str)
    with reading(asker.bridge.engine) as conn:
        asked = wanted(asker.bridge, filters, asker.actor.branches)
        found = find_soas(conn, asked, page.limit, sort, Cursor(*after) if after else None)
        rows = due_rows(conn, found.soa_nos)
    return soas_item(rows, found.totals) | {"next": cursor_at(found.next) if found.next else None}


@router.get(f"{OFFICE_API}/soas/{{soa_no}}", **place(Scope.SOAS_READ, "Soa", NoSoa))
def soa(asker: Asking, soa_no: Id) -> dict[str, Any]:
    """One SOA with its invoices, the payments on it, its versions and what collectors did about it."""
    with reading(asker.bridge.engine) as conn:
        return story_item(story_of(conn, soa_no, asker.actor.branches), asker.bridge)
