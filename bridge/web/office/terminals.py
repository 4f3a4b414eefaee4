"""Terminals: what each last said of itself."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends

from bridge.access.scopes import Scope
from bridge.items.terminals import terminal_items
from bridge.problems import NotFound
from bridge.store.at_terminals import terminals_within
from bridge.store.engine import reading

from .asking import Asker, asker_with
from .paging import Paged, page_of
from .parameters import Id
from .places import OFFICE_API, place

router = APIRouter(tags=["Terminals"])
Asking = Annotated[Asker, Depends(asker_with(Scope.TERMINALS_READ))]


@router.get(f"{OFFICE_API}/terminals", **place(Scope.TERMINALS_READ, "TerminalPage"))
def terminals(asker: Asking, page: Paged) -> dict[str, Any]:
    """In the order in which they were enrolled."""
    reached = page.after(int, str)
    with reading(asker.bridge.engine) as conn:
        every = terminals_within(conn, asker.actor.branches)
        later = [each for each in every if reached is None or _order(each.terminal_id) > reached]
        items = terminal_items(asker.bridge, conn, later[: page.limit + 1], asker.actor.branches)
    return page_of(items, page, lambda item: _order(item["terminal_id"]), lambda item: item)


@router.get(f"{OFFICE_API}/terminals/{{terminal_id}}", **place(Scope.TERMINALS_READ, "Terminal", NotFound))
def terminal(asker: Asking, terminal_id: Id) -> dict[str, Any]:
    """One terminal."""
    with reading(asker.bridge.engine) as conn:
        found = [each for each in terminals_within(conn, asker.actor.branches) if each.terminal_id == terminal_id]
        items = terminal_items(asker.bridge, conn, found, asker.actor.branches)
    if not items:
        raise NotFound(what=f"terminal {terminal_id}")
    return items[0]


def _order(terminal_id: str) -> tuple[int, str]:
    """T1000 comes after T999."""
    return len(terminal_id), terminal_id
