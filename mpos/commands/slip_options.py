"""The options of commands that put a slip on paper."""

from typing import Annotated

import typer

NoPrint = Annotated[bool, typer.Option("--no-print", help="Print nothing.")]
Preview = Annotated[bool, typer.Option("--preview", help="Show the slip on the screen instead of printing it.")]
