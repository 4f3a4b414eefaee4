"""mpos open-registry: opens the business day."""

from typing import Annotated

import typer

from mpos.commands.calling import this_terminal
from mpos.commands.output import show
from mpos.commands.payment_words import read_amount
from mpos.commands.typed import read_day
from mpos.contract.money import format_money, print_money
from mpos.services.registry import open_registry

app = typer.Typer(add_completion=False)


@app.command("open-registry")
def open_(
    change_fund: Annotated[str, typer.Option(metavar="A", help="The cash you start with; 0 if none.")],
    business_date: Annotated[str | None, typer.Option(metavar="D", help="The day, if it is not today.")] = None,
) -> int:
    """Open the business day with its change fund."""
    fund = read_amount("--change-fund", change_fund, zero=True)
    day = read_day("--business-date", business_date) if business_date is not None else None
    with this_terminal() as terminal:
        opened = open_registry(terminal, fund, day)
    return show(
        {"business_date": opened, "change_fund": format_money(fund)},
        lambda: print(f"The registry of {opened} is open. Change fund {print_money(fund)}."),
    )
