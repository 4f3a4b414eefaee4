"""mpos restore: brings a device back from a backup, in a new epoch."""

from pathlib import Path
from typing import Annotated

import typer

from mpos.app import machine_clock
from mpos.commands.calling import current
from mpos.commands.output import show
from mpos.services import backup
from mpos.settings import read_settings

app = typer.Typer(add_completion=False)


@app.command()
def restore(file: Annotated[Path, typer.Argument(help="A backup.")]) -> int:
    """Bring a device back from a backup into a home without a store. Receipts go on under a series of their own."""
    call = current()
    settings = read_settings(call.environ)
    done = backup.restore(file, settings.home, call.clock or machine_clock(settings))
    return show(
        {"terminal_id": done.terminal_id, "entries": done.entries, "epoch": done.epoch, "series": done.series},
        lambda: print(f"{done.terminal_id} is back with {done.entries} entries. Receipts go on as {done.series}."),
    )
