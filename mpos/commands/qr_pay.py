"""mpos qr-pay: a QR Ph code that the customer pays with a phone."""

import shutil
import sys
from typing import Annotated

import typer

from mpos.commands.calling import this_terminal
from mpos.commands.output import is_terminal, show
from mpos.commands.payment_words import read_amount
from mpos.contract.console import warn
from mpos.contract.money import format_money, print_money
from mpos.contract.problems import NotPrinted
from mpos.services.printing import print_unrecorded
from mpos.services.qr_pay import QrToPay, qr_to_pay
from mpos.services.terminal import PrintOutcome
from mpos.slips.qr_on_screen import qr_rows

BLACK_ON_WHITE, AS_BEFORE = "\x1b[30;107m", "\x1b[0m"
LINES_BESIDE = 3
"""What is said under the code, and the prompt."""
app = typer.Typer(add_completion=False)


class CodeNotPrinted(NotPrinted):
    """The code to pay was not printed: {detail}"""

    hint = "Nothing was recorded, and nothing is paid. See to the printer and try again."


@app.command("qr-pay")
def qr_pay(
    soa_no: Annotated[str, typer.Argument(help="The SOA, or the customer's number.")],
    amount: Annotated[str | None, typer.Option(help="What is to be paid, if it is not all that is due.")] = None,
    to_print: Annotated[bool, typer.Option("--print", help="Print it.")] = False,
) -> int:
    """Show a QR Ph code to pay a SOA. Once the customer has paid: mpos collect SOA_NO --qr-ph AMOUNT:REFERENCE."""
    minor = None if amount is None else read_amount("--amount", amount)
    with this_terminal() as terminal:
        code = qr_to_pay(terminal, soa_no, minor)
        outcome = print_unrecorded(terminal, code.document) if to_print else None
    if outcome and outcome.state == "unknown":
        warn("The printer did not confirm the slip; look at the paper.")
    return show(
        {
            "soa_no": code.soa_no,
            "customer_name": code.customer_name,
            "amount": format_money(code.amount_minor),
            "reference": code.reference,
            "payload": code.payload,
            "printed": outcome is not None and outcome.state == "confirmed",
        },
        lambda: _say(code, outcome),
        CodeNotPrinted(detail=outcome.detail) if outcome and outcome.state == "failed" else None,
    )


def _say(code: QrToPay, outcome: PrintOutcome | None) -> None:
    drawn = _drawn(code.payload)
    for row in drawn:
        print(f"{BLACK_ON_WHITE}{row}{AS_BEFORE}")
    print(f"{code.customer_name} pays {print_money(code.amount_minor)} under {code.reference}.")
    print(f"Then: mpos collect {code.soa_no} --qr-ph {format_money(code.amount_minor)}:{code.reference}")
    if outcome is None and not drawn:
        print("There is no room for the code on this screen; print it with --print.")


def _drawn(payload: str) -> list[str]:
    """The code for this screen; nothing where it does not fit, or could not be drawn."""
    if not is_terminal() or (sys.stdout.encoding or "").lower() != "utf-8":
        return []
    columns, rows = shutil.get_terminal_size()
    return qr_rows(payload, columns, rows - LINES_BESIDE) or []
