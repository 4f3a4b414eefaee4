"""mpos z-reading: closes the business day for good."""

import typer

from mpos.commands.calling import this_terminal
from mpos.commands.readings_output import show_reading
from mpos.commands.slip_options import NoPrint, Preview
from mpos.services import readings
from mpos.services.printing import as_text

app = typer.Typer(add_completion=False)


@app.command("z-reading")
def z_reading(no_print: NoPrint = False, preview: Preview = False) -> int:
    """Close the business day for good: once, after its cash is counted. Needs neither network nor printer."""
    with this_terminal() as terminal:
        taken = readings.z_reading(terminal, to_print=not (no_print or preview))
        return show_reading(taken, as_text(terminal, taken.slip) if preview else None)
