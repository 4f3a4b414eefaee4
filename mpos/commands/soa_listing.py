"""The list of SOAs: shown without Typer, too, because five thousand of them are looked through all day (quick.py)."""

from collections.abc import Iterable

from mpos.commands.calling import this_terminal
from mpos.commands.output import show_items, table
from mpos.contract.money import format_money, print_money
from mpos.contract.problems import BadUsage
from mpos.light.typing import Any, NamedTuple
from mpos.services.known_soas import Item, known_soas

MAX_SEARCH = 120


class Wanted(NamedTuple):
    """What of the list is asked for."""

    search: str | None = None
    overdue: bool = False
    limit: int | None = None


def list_soas(wanted: Wanted) -> int:
    """`mpos soa list`."""
    if wanted.search is not None and not 0 < len(wanted.search.strip()) <= MAX_SEARCH:
        raise BadUsage(detail=f"--search takes 1 to {MAX_SEARCH} characters.")
    with this_terminal() as terminal:
        soas = known_soas(terminal, terminal.collector)
        today = terminal.clock.now().date().isoformat() if wanted.overdue else None
        items = soas.items(wanted.search, today, wanted.limit)
        return show_items(map(_item_content, items), {"as_of": soas.about.as_of}, lambda: _show_list(items))


def _item_content(item: Item) -> dict[str, Any]:
    row = item.listed
    return {
        "soa_no": row.soa_no,
        "customer_no": row.customer_no,
        "name": row.name,
        "due_date": row.due_date,
        "amount_due": format_money(item.amount_due_minor),
        "penalty": format_money(item.penalty_minor),
        "collector_code": row.collector_code,
    }


def _show_list(items: Iterable[Item]) -> None:
    table(
        ("SOA", "Customer", "Name", "Due date", "Amount due", "Penalty", "Code"),
        (
            (
                item.listed.soa_no,
                item.listed.customer_no,
                item.listed.name,
                item.listed.due_date,
                print_money(item.amount_due_minor),
                print_money(item.penalty_minor),
                item.listed.collector_code,
            )
            for item in items
        ),
        frozenset({"Amount due", "Penalty"}),
    )
