"""mpos receipt: shows or reprints a receipt."""

from pathlib import Path
from typing import Annotated

import typer

from mpos.commands.calling import this_terminal
from mpos.commands.output import show
from mpos.commands.taking import not_printed
from mpos.services.reprinting import Again, preview, print_again

app = typer.Typer(add_completion=False)


@app.command()
def receipt(
    receipt_no: Annotated[str | None, typer.Argument(help="The receipt; else the last one.")] = None,
    copy: Annotated[bool, typer.Option("--copy", help="The collector's copy.")] = False,
    on_screen: Annotated[bool, typer.Option("--preview", help="Show it on the screen and print nothing.")] = False,
    png: Annotated[
        Path | None,
        typer.Option("--png", metavar="FILE", dir_okay=False, help="Draw it into a PNG file and print nothing."),
    ] = None,
) -> int:
    """Reprint a receipt, marked and counted. One that never reached paper is printed as the original."""
    with this_terminal() as terminal:
        if on_screen or png:
            again = preview(terminal, receipt_no, copy, png)
        else:
            again = print_again(terminal, receipt_no, copy)
    content = {
        "receipt_no": again.receipt_no,
        "reprints": again.reprints,
        "printed": again.printed.on_paper,
        "text": again.text,
        "png": str(png) if png else None,
    }
    return show(
        content,
        lambda: print(_told(again, png, on_screen)),
        not_printed(again.printed, f"Receipt {again.receipt_no}"),
    )


def _told(again: Again, png: Path | None, on_screen: bool) -> str:
    if png and not on_screen:
        return f"Receipt {again.receipt_no} is drawn in {png}."
    if again.printed.all_out:
        return f"Receipt {again.receipt_no} sent to the printer. Reprints: {again.reprints}."
    return again.text
