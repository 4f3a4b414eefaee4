"""mpos void: voids a payment of the open business day."""

from typing import Annotated

import typer

from mpos.commands.asking import ask_pin
from mpos.commands.calling import this_terminal
from mpos.commands.output import show
from mpos.commands.slip_options import NoPrint
from mpos.commands.taking import not_printed
from mpos.commands.typed import read_short
from mpos.contract.payment import MAX_REMARKS
from mpos.contract.problems import BadUsage
from mpos.services.voiding import Supervisor
from mpos.services.voiding import void as void_payment

app = typer.Typer(add_completion=False)


@app.command()
def void(
    receipt_no: Annotated[str, typer.Argument(help="The receipt to void.")],
    reason: Annotated[str, typer.Option(metavar="T", help="Why.")],
    supervisor: Annotated[str | None, typer.Option(metavar="CODE", help="Who stands by it, where needed.")] = None,
    pin: Annotated[str | None, typer.Option(help="The supervisor's PIN; - reads it from stdin.")] = None,
    no_print: NoPrint = False,
) -> int:
    """Void a payment of the open business day. Its number stays used."""
    why = read_short("--reason", reason, MAX_REMARKS)
    if pin is not None and supervisor is None:
        raise BadUsage(detail="--pin is the supervisor's; add --supervisor LOGIN, or leave it out.")
    witness = Supervisor(supervisor, ask_pin(pin)) if supervisor is not None else None
    with this_terminal() as terminal:
        done = void_payment(terminal, receipt_no, why, witness, to_print=not no_print)
    taken_back = done.void
    content = {
        "receipt_no": taken_back.receipt_no,
        "void_no": taken_back.void_no,
        "voided_at": taken_back.voided_at,
        "reason": taken_back.reason,
        "printed": done.printed.on_paper,
    }
    return show(
        content,
        lambda: print(f"Receipt {taken_back.receipt_no} is voided ({taken_back.void_no})."),
        not_printed(done.printed, f"Void {taken_back.void_no}"),
    )
