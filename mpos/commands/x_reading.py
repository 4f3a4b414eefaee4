"""mpos x-reading: totals so far; resets nothing."""

import typer

from mpos.commands.calling import this_terminal
from mpos.commands.readings_output import show_reading
from mpos.commands.slip_options import NoPrint, Preview
from mpos.services import readings
from mpos.services.printing import as_text

app = typer.Typer(add_completion=False)


@app.command("x-reading")
def x_reading(no_print: NoPrint = False, preview: Preview = False) -> int:
    """Totals of the business day so far. Resets nothing."""
    with this_terminal() as terminal:
        taken = readings.x_reading(terminal, to_print=not (no_print or preview))
        return show_reading(taken, as_text(terminal, taken.slip) if preview else None)
