"""mpos-bridge checks: post-dated checks in keeping, and what became of them."""

from typing import Annotated

import typer

from bridge.access.roles import Permission
from bridge.commands.calling import actor, this_bridge
from bridge.commands.instants import day_given
from bridge.commands.output import show, table
from bridge.items.payments import sum_item
from bridge.items.tills import check_item
from bridge.store.engine import reading
from bridge.store.held_checks import HELD, STATES, HeldFilter, list_held_checks, sums_of_checks
from mpos.contract.problems import BadUsage

ALL = "all"
DEFAULT_LIMIT, MAX_LIMIT = 1_000, 100_000
app = typer.Typer(add_completion=False, help="Checks in keeping: dated after the day on which they were taken.")


@app.callback()
def checks() -> None:
    """Checks in keeping: dated after the day on which they were taken."""


@app.command("list")
def list_command(
    state: Annotated[str, typer.Option(help=f"One of {', '.join((*STATES, ALL))}.")] = HELD,
    collector: Annotated[str | None, typer.Option(help="Of this login or collector code only.")] = None,
    until: Annotated[str | None, typer.Option("--to", help="Dated up to this day: 2026-10-15")] = None,
    limit: Annotated[int, typer.Option(min=1, max=MAX_LIMIT, help="How many, by their dates.")] = DEFAULT_LIMIT,
) -> None:
    """Checks by the day on which they may be presented, and the sums by state."""
    if state not in (*STATES, ALL):
        raise BadUsage(detail=f"--state: {state!r} is none of {', '.join((*STATES, ALL))}.")
    wanted = HeldFilter(None if state == ALL else state, collector, day_given(until, "--to"))
    with this_bridge(Permission.SEE) as bridge, reading(bridge.engine) as conn:
        wanted = wanted._replace(branches=actor().branches)
        items = [check_item(bridge, each) for each in list_held_checks(conn, wanted, limit)]
        totals = {name: sum_item(each) for name, each in sums_of_checks(conn, wanted).items()}

    def say() -> None:
        names = ("check_date", "bank", "check_no", "amount", "customer_name", "soa_no", "collector", "ack_no", "state")
        headings = ("Check date", "Bank", "Check", "Amount", "Customer", "SOA", "Collector", "Receipt for it", "State")
        table(headings, [[item[name] for name in names] for item in items])
        print(", ".join(f"{name} {each['count']} ({each['amount']})" for name, each in totals.items()) or "None.")

    show({"items": items, "totals": totals}, say)
