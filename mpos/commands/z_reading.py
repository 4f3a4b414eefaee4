"""mpos z-reading: closes the business day for good."""

from typing import Annotated

import typer

from mpos.commands.calling import this_terminal
from mpos.commands.readings_output import show_reading
from mpos.services import readings

app = typer.Typer(add_completion=False)


@app.command("z-reading")
def z_reading(no_print: Annotated[bool, typer.Option("--no-print", help="Print nothing.")] = False) -> int:
    """Close the business day for good: once, after its cash is counted. Needs neither network nor printer."""
    with this_terminal() as terminal:
        return show_reading(readings.z_reading(terminal, to_print=not no_print))
