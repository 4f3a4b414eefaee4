"""mpos x-reading: totals so far; resets nothing."""

from typing import Annotated

import typer

from mpos.commands.calling import this_terminal
from mpos.commands.readings_output import show_reading
from mpos.services import readings

app = typer.Typer(add_completion=False)


@app.command("x-reading")
def x_reading(no_print: Annotated[bool, typer.Option("--no-print", help="Print nothing.")] = False) -> int:
    """Totals of the business day so far. Resets nothing."""
    with this_terminal() as terminal:
        return show_reading(readings.x_reading(terminal, to_print=not no_print))
