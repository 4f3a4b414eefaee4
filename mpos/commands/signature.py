"""mpos signature: the customer's signature for a receipt, from a picture or written on the device."""

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer

from mpos.commands.calling import this_terminal
from mpos.commands.output import lines, local, show
from mpos.contract.console import warn
from mpos.contract.signature import Signature
from mpos.services.files import write_whole
from mpos.services.signatures import check_may_sign, sign, sign_with_file, signed

MAX_SECONDS = 600
app = typer.Typer(add_completion=False, help="The customer's signature for a receipt; the newest counts.")
ReceiptNo = Annotated[str, typer.Argument(help="The receipt that is signed for.")]


@app.command()
def add(receipt_no: ReceiptNo, file: Annotated[Path, typer.Argument(help="A PNG, JPEG or BMP file.")]) -> int:
    """Keep the signature in a picture. A copy is made; the file may go."""
    with this_terminal() as terminal:
        signature = sign_with_file(terminal, receipt_no, file)
    return _show_taken(signature)


@app.command()
def capture(
    receipt_no: ReceiptNo,
    device: Annotated[Path | None, typer.Option(metavar="FILE", help="The panel; else the first one found.")] = None,
    seconds: Annotated[int, typer.Option(min=1, max=MAX_SECONDS, help="Wait no longer than this.")] = 60,
) -> int:
    """Let the customer sign on the touch panel. Enter ends it, so does a rest; Clear begins anew."""
    from mpos.ink.panels import area_of, first_panel, opened_panel, write_on
    from mpos.ink.picture import picture_of

    with this_terminal() as terminal:
        check_may_sign(terminal, receipt_no)
        with opened_panel(device or first_panel().device) as panel, _keys() as keys:
            warn("Hand over the device to sign. Enter ends it, Clear begins anew.")
            strokes, area = write_on(panel, keys, wait_s=seconds), area_of(panel)
        signature = sign(terminal, receipt_no, picture_of(strokes, area))
    return _show_taken(signature)


@app.command("show")
def show_command(
    receipt_no: ReceiptNo,
    png: Annotated[Path | None, typer.Option(metavar="FILE", help="Write the picture to this file.")] = None,
) -> int:
    """Tell when a receipt was signed for, and write the picture to a file."""
    with this_terminal() as terminal:
        found = signed(terminal, receipt_no)
        taken_at = local(terminal, found.taken_at)
    if png is not None:
        write_whole(png, found.picture)
    content = {**found.signature._asdict(), "taken_at": found.taken_at, "png": str(png) if png else None}
    return show(content, lambda: lines(("Receipt", receipt_no), ("Signed", taken_at), ("Picture", png)))


def _show_taken(signature: Signature) -> int:
    told = f"Signature for receipt {signature.receipt_no} kept. On paper: mpos receipt {signature.receipt_no} --copy"
    return show(signature._asdict(), lambda: print(told))


@contextmanager
def _keys() -> Iterator[int | None]:
    """The keypad's descriptor, each key at once; None where nobody sits at one."""
    if sys.stdin is None or not sys.stdin.isatty():
        yield None
        return
    import termios
    import tty

    keys = os.dup(sys.stdin.fileno())
    before = termios.tcgetattr(keys)
    try:
        tty.setcbreak(keys)
        yield keys
    finally:
        termios.tcsetattr(keys, termios.TCSAFLUSH, before)
        os.close(keys)
