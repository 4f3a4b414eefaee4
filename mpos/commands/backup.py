"""mpos backup: writes a consistent copy of the store."""

from pathlib import Path
from typing import Annotated

import typer

from mpos.commands.calling import this_terminal
from mpos.commands.output import show
from mpos.services.backup import back_up

app = typer.Typer(add_completion=False)


@app.command()
def backup(file: Annotated[Path, typer.Argument(help="A new file. It holds the device's key: keep it safe.")]) -> int:
    """Write a consistent copy of the store, the device's key within. Keep it where only you can read it."""
    with this_terminal() as terminal:
        _ = terminal.identity
        head = back_up(terminal, file)
    return show(
        {"file": str(file), "entries": head.seq, "head_hash": head.hash},
        lambda: print(f"{head.seq} entries copied to {file}. Keep it safe: it holds this device's key."),
    )
