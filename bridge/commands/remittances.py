"""mpos-bridge remittances: the cash that collectors handed over, and what is still in their hands."""

from typing import Annotated

import typer

from bridge.access.roles import Permission
from bridge.commands.calling import actor, this_bridge
from bridge.commands.instants import day_given
from bridge.commands.output import in_words, show, table
from bridge.items.tills import in_hand_item, in_hand_sums, remittance_item
from bridge.store.engine import reading
from bridge.store.remittances import RemittanceFilter, cash_in_hand, list_remittances

DEFAULT_LIMIT, MAX_LIMIT = 1_000, 100_000
app = typer.Typer(add_completion=False, help="Remittances: cash collected, handed over, and still in hand.")


@app.callback()
def remittances() -> None:
    """Remittances: cash collected, handed over, and still in hand."""


@app.command("list")
def list_command(
    since: Annotated[str | None, typer.Option("--from", help="From this business day on: 2026-10-15")] = None,
    until: Annotated[str | None, typer.Option("--to", help="Up to this business day.")] = None,
    collector: Annotated[str | None, typer.Option(help="Of this login only.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=MAX_LIMIT, help="How many, newest first.")] = DEFAULT_LIMIT,
) -> None:
    """Remittances, and per collector and business day the cash collected, handed over and still in hand."""
    wanted = RemittanceFilter(day_given(since, "--from"), day_given(until, "--to"), collector)
    with this_bridge(Permission.SEE) as bridge, reading(bridge.engine) as conn:
        wanted = wanted._replace(branches=actor().branches)
        items = [remittance_item(bridge, each) for each in list_remittances(conn, wanted, limit)]
        cash = cash_in_hand(conn, wanted, limit)
    days, totals = [in_hand_item(each) for each in cash.days], in_hand_sums(cash.totals)

    def say() -> None:
        names = ("business_date", "collector", "remittance_no", "amount", "handed_to", "reference", "remitted_at")
        headings = ("Day", "Collector", "No.", "Amount", "Handed to", "Reference", "At")
        table(headings, [[item[name] for name in names] for item in items])
        sums = ("business_date", "collector", "collected", "remitted", "in_hand")
        table(("Day", "Collector", "Collected", "Remitted", "In hand"), [[day[name] for name in sums] for day in days])
        print("Cash collected {collected}, remitted {remitted}, in hand {in_hand}".format(**in_words(totals)))

    show({"items": items, "days": days, "totals": totals}, say)
