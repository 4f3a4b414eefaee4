"""mpos receipt: shows or reprints a receipt."""

from typing import Annotated

import typer

from mpos.commands.calling import this_terminal
from mpos.commands.output import show
from mpos.commands.taking import not_printed
from mpos.services.reprinting import preview, print_again

app = typer.Typer(add_completion=False)


@app.command()
def receipt(
    receipt_no: Annotated[str | None, typer.Argument(help="The receipt; else the last one.")] = None,
    copy: Annotated[bool, typer.Option("--copy", help="The collector's copy.")] = False,
    on_screen: Annotated[bool, typer.Option("--preview", help="Show it on the screen and print nothing.")] = False,
) -> int:
    """Reprint a receipt, marked and counted. One that never reached paper is printed as the original."""
    with this_terminal() as terminal:
        again = preview(terminal, receipt_no, copy) if on_screen else print_again(terminal, receipt_no, copy)
    content = {
        "receipt_no": again.receipt_no,
        "reprints": again.reprints,
        "printed": again.printed.all_out,
        "text": again.text,
    }
    sent = f"Receipt {again.receipt_no} sent to the printer. Reprints: {again.reprints}."
    return show(
        content,
        lambda: print(sent if again.printed.all_out else again.text),
        not_printed(again.printed, f"Receipt {again.receipt_no}"),
    )
