"""mpos z-reading: closes the business day for good."""

from typing import Annotated

import typer

from mpos.commands.calling import this_terminal
from mpos.commands.readings_output import show_reading
from mpos.commands.slip_options import NoPrint, Preview
from mpos.commands.typed import read_day
from mpos.contract.problems import BadUsage
from mpos.services import readings
from mpos.services.printing import as_text

app = typer.Typer(add_completion=False)


@app.command("z-reading")
def z_reading(
    no_print: NoPrint = False,
    preview: Preview = False,
    again: Annotated[
        bool, typer.Option("--again", help="Reprint the last one, marked; nothing is taken anew.")
    ] = False,
    date: Annotated[str | None, typer.Option(help="With --again: the day, as 2026-11-22.")] = None,
) -> int:
    """Close the business day for good: once, after its cash is counted. Needs neither network nor printer."""
    if date and not again:
        raise BadUsage(detail="--date goes with --again: a day is closed when it is counted, not by its date.")
    day = read_day("--date", date).isoformat() if date else None
    with this_terminal() as terminal:
        to_print = not (no_print or preview)
        taken = readings.z_again(terminal, day, to_print) if again else readings.z_reading(terminal, to_print)
        return show_reading(taken, as_text(terminal, taken.slip) if preview else None)
